import { connect } from 'node:net';
import t from 'tap';
import { forgotten } from '../support/clients/forgotten.ts';
import { call, signQuery } from '../support/http/api.ts';
import { type TestServer, testServer } from '../support/nodes/server.ts';
import { type Mutator, mutator, writeDeep } from '../support/random/mutate.ts';
import { seeded } from '../support/random/random.ts';

// `npm run test:slow` sends 50,000; more for a night: FUZZ_REQUESTS=1000000 FUZZ_SEED=7
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 10_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const workers = 32;

interface Draft {
  method: string;
  path: string;
  query?: [string, string][];
  body?: unknown;
}

const drafts: readonly Draft[] = [
  { method: 'POST', path: '/events', body: { name: 'n', channels: ['fuzz', 'private-fuzz'], data: '{"a":1}' } },
  { method: 'POST', path: '/events', body: { name: 'n', channel: 'cache-fuzz', data: 'x', info: 'user_count' } },
  { method: 'POST', path: '/events', body: { name: 'n', channel: 'fuzz', data: 'x', socket_id: '1.2' } },
  { method: 'POST', path: '/batch_events', body: { batch: [{ name: 'n', channel: 'fuzz', data: 'x', info: '' }] } },
  { method: 'GET', path: '/channels', query: [['filter_by_prefix', 'presence-']] },
  { method: 'GET', path: '/channels', query: [['info', 'user_count']] },
  { method: 'GET', path: '/channels/cache-fuzz', query: [['info', 'cache,subscription_count']] },
  { method: 'GET', path: '/channels/presence-fuzz/users' },
  { method: 'POST', path: '/users/u1/terminate_connections', body: {} },
  { method: 'POST', path: '/channels/fuzz/events', query: [['name', 'n']], body: 'text' },
  { method: 'GET', path: '/channels/fuzz/stats' },
];

/** Changed before it is signed, so that it gets past the signature; or as bytes afterwards, so that it does not. */
function write(mutate: Mutator): Buffer {
  const draft = mutate.pick(drafts);
  const changed: Partial<Draft> = mutate.chance(0.7) ? { ...(mutate.json(draft) as object) } : draft;
  const method = typeof changed.method === 'string' ? changed.method : draft.method;
  const given = typeof changed.path === 'string' ? changed.path : draft.path;
  const path = `/apps/app-1${mutate.chance(0.9) ? encodeURI(given.replace(/[\ud800-\udfff]/g, '?')) : given}`;
  const body = Buffer.from(changed.body === undefined ? '' : writeDeep(changed.body));
  const query: [string, string][] = Array.isArray(changed.query) ? pairs(changed.query) : [];
  const signed = signQuery(method, path, body, { query });
  const line = signed.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const chunked = body.length > 0 && mutate.chance(0.2);
  const sent = chunked ? Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, end]) : body;
  const length = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
  const head = `${method} ${path}?${line} HTTP/1.1\r\nHost: x\r\n${length}\r\n\r\n`;
  if (mutate.chance(0.7)) return Buffer.concat([Buffer.from(head), sent]);
  return mutate.chance(0.5)
    ? Buffer.concat([Buffer.from(mutate.text(head)), sent])
    : mutate.bytes(Buffer.concat([Buffer.from(head), sent]));
}

const end = Buffer.from('\r\n0\r\n\r\n');
const encode = (text: string): string => encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '?'));
const pairs = (list: unknown[]): [string, string][] =>
  list.filter(Array.isArray).map(([name, value]: unknown[]) => [writeDeep(name ?? ''), writeDeep(value ?? '')]);

/** The status, or 0 where the server waits for more or hung up: after our end it waits no longer. */
function send(port: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const done = (): void => {
      socket.resetAndDestroy(); // nothing stays of its port
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0));
    };
    socket.on('error', done).on('close', done);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.includes('\r\n\r\n')) done();
    });
    socket.end(bytes);
  });
}

async function work(server: TestServer, share: number, mutate: Mutator, seen: Map<number, number>): Promise<void> {
  for (let left = share; left > 0; left -= 1) {
    const status = await send(server.port, write(mutate));
    seen.set(status, (seen.get(status) ?? 0) + 1);
  }
}

t.test(
  `[L8] [L15] ${requests} mutated requests (seed ${seed}): none is answered 500, and others are served`,
  async (t) => {
    const server = await testServer(t, { subscriptionCount: true }, { limits: { loopLag: 0 } });
    const witness = await server.raw();
    await witness.join('witness');
    const before = server.stats();
    const seen = new Map<number, number>();
    const random = seeded(seed);
    let over = false;
    const all = Promise.all(
      Array.from({ length: workers }, () =>
        work(server, Math.ceil(requests / workers), mutator(seeded(random() * 2 ** 32)), seen),
      ),
    ).finally(() => {
      over = true;
    });
    let sent = 0;
    while (!over) {
      const body = { name: 'n', channel: 'witness', data: String(sent) };
      const { status } = await call(server.port, 'POST', '/apps/app-1/events', { body });
      if (status !== 200 || (await witness.next('n')).data !== String(sent)) t.fail(`event ${sent} was lost`);
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve, 10)); // the machine is for the others
    }
    await all;
    t.comment(`${sent} events heard meanwhile; answers: ${JSON.stringify([...seen].sort(([a], [b]) => a - b))}`);
    t.ok((seen.get(200) ?? 0) > requests / 20 && (seen.get(401) ?? 0) > 0 && (seen.get(400) ?? 0) > 0, 'of every kind');
    t.equal(seen.get(500), undefined);
    await forgotten(server, before, witness);
    t.same(server.stats(), before);
    t.equal(server.counters.errors, 0, 'nothing was thrown');
    t.same(server.logged, []);
  },
);
