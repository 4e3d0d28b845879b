import fc from 'fast-check';
import t from 'tap';
import type { TestClient } from '../support/core/core.ts';
import { instead, type Pairs, testApi } from '../support/http/ask.ts';

/** A value, and the status it has to be refused with: 0 when it is right. */
interface Labelled<T = unknown> {
  readonly value: T;
  readonly fault: 0 | 400 | 413;
}

const right = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<Labelled> => values.map((value) => ({ value, fault: 0 }));
const wrong = <T>(values: fc.Arbitrary<T>, fault: 400 | 413 = 400): fc.Arbitrary<Labelled> =>
  values.map((value) => ({ value, fault }));

/** Mostly right, so that one fault among right fields is common. */
const field = (good: fc.Arbitrary<Labelled>, ...bad: fc.Arbitrary<Labelled>[]): fc.Arbitrary<Labelled> =>
  fc.oneof({ weight: 8, arbitrary: good }, ...bad.map((arbitrary) => ({ weight: 1, arbitrary })));

const noText = fc.oneof(fc.constant(null), fc.boolean(), fc.double(), fc.array(fc.string()), fc.object());
const text = fc.string({ unit: 'binary', maxLength: 50 });
const legal = fc.string({
  unit: fc.constantFrom(...'abcZ09_-=@,.;'),
  minLength: 1,
  maxLength: 40,
});
const illegal = fc
  .tuple(legal, fc.constantFrom(' ', '+', ':', '/', '#', 'é', '\n', '\0', '%'), fc.string())
  .map((all) => all.join(''));

const name = field(
  right(text.filter((one) => one !== '' && !/^pusher(_internal)?:/.test(one))),
  wrong(fc.constantFrom('', 'pusher:x', 'pusher_internal:x', 'x'.repeat(201))),
  wrong(noText),
  wrong(fc.constant(undefined)),
);
const data = field(
  right(
    fc.oneof(
      text,
      fc.jsonValue({ maxDepth: 3 }).filter((value) => value !== null),
    ),
  ),
  right(fc.constantFrom('x'.repeat(10_240), 'é'.repeat(5120))),
  wrong(fc.constantFrom('x'.repeat(10_241), 'é'.repeat(5121), ['x'.repeat(10_240)]), 413),
  wrong(fc.constantFrom(undefined, null)),
);
const channel = field(
  right(legal),
  wrong(fc.oneof(illegal, fc.constantFrom('', 'x'.repeat(165), '#server-to-user-'))),
  wrong(noText),
  wrong(fc.constant(undefined)),
);
const socketId = field(
  right(fc.constantFrom(undefined, null, '1.1', '12345.67890')),
  wrong(fc.constantFrom('', '1', '1.', '1.1.1', 'a.b', '1.1 ')),
  wrong(fc.oneof(fc.boolean(), fc.double(), fc.object())),
);
const info = field(
  right(fc.constantFrom(undefined, 'user_count', 'subscription_count', ' user_count , subscription_count', '')),
  wrong(fc.constantFrom('cache', 'user_count,x', 'constructor')),
  wrong(noText),
);

interface Sent {
  readonly event: { name?: unknown; data?: unknown; channel?: unknown };
  readonly faults: number[];
}

const event: fc.Arbitrary<Sent> = fc.record({ name, data, channel, socket_id: socketId, info }).map((fields) => ({
  event: Object.fromEntries(Object.entries(fields).map(([key, { value }]) => [key, value])),
  faults: Object.values(fields).map(({ fault }) => fault),
}));

/** The statuses that fit: of several faults the server may name any. */
function fitting(faults: number[]): number[] {
  const found = [...new Set(faults.filter((fault) => fault !== 0))];
  return found.length === 0 ? [200] : found;
}

const textOf = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data));

t.test(
  '[H18] [H19] [H20] [H21] [H23] [H25] of any event the status fits the fault, and only a good one arrives',
  async (t) => {
    const { ask, connect } = await testApi({ subscriptionCount: true });
    const property = fc.asyncProperty(event, async ({ event: body, faults }) => {
      const reader = connect();
      const to = faults[2] === 0 ? String(body.channel) : 'news';
      const channelData = to.startsWith('presence-') ? { user_id: 'u1' } : undefined;
      await reader.subscribe(to, channelData);
      reader.socket.take();
      const { status, body: answered, text: answer } = await ask('POST', 'events', { body });
      const got = reader.socket.take();
      await reader.hangUp();
      t.ok(fitting(faults).includes(status), `${status} for ${JSON.stringify(body).slice(0, 500)}: ${answer}`);
      t.strictSame(got, status === 200 ? [{ event: body.name, channel: to, data: textOf(body.data) }] : []);
      if (status !== 200) t.match(answered, { code: status, error: /./ });
    });
    await fc.assert(property, { numRuns: 600, seed: 20 });
  },
);

const isGood = ({ faults }: Sent): boolean => faults.every((fault) => fault === 0);

/** One connection in every channel that the events go to. */
async function subscribeAll(client: TestClient, sent: Sent[]): Promise<void> {
  const names = new Set(sent.filter(({ faults }) => faults[2] === 0).map((one) => String(one.event.channel)));
  for (const one of names) await client.subscribe(one, one.startsWith('presence-') ? { user_id: 'u1' } : undefined);
  client.socket.take();
}

t.test('[H27] [H28] [H25] of any batch too, and all of it arrives or none', async (t) => {
  const { ask, connect } = await testApi({ subscriptionCount: true });
  const batches = fc.array(event, { maxLength: 11, size: 'max' });
  const property = fc.asyncProperty(batches, fc.boolean(), async (all, clean) => {
    const sent = clean ? all.filter(isGood) : all;
    const reader = connect();
    await subscribeAll(reader, sent);
    const batch = sent.map((one) => one.event);
    const { status, text: answer } = await ask('POST', 'batch_events', { body: { batch } });
    const got = reader.socket.take();
    await reader.hangUp();
    const number = sent.length === 0 || sent.length > 10 ? 400 : 0;
    const fits = fitting([number, ...sent.flatMap(({ faults }) => faults)]);
    t.ok(fits.includes(status), `${status}, wanted ${fits}: ${answer}`);
    const wanted = batch.map((one) => ({ event: one.name, channel: one.channel, data: textOf(one.data) }));
    t.strictSame(got, status === 200 ? wanted : []);
  });
  await fc.assert(property, { numRuns: 300, seed: 27 });
});

t.test('[H19] [L8] any bytes as a body: 200 or 4xx, never 500', async (t) => {
  const { ask, errors } = await testApi();
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json({ maxDepth: 4 }).map((json) => Buffer.from(json)),
    fc
      .object({ key: fc.constantFrom('name', 'data', 'channel', 'channels', 'batch', '__proto__', 'x') })
      .map((one) => Buffer.from(JSON.stringify(one))),
    fc.tuple(fc.nat(60), fc.string()).map(([at, junk]) => {
      const good = '{"batch":[{"name":"a","channel":"news","data":"x"}],"name":"a","channel":"news","data":"x"}';
      return Buffer.from(good.slice(0, at) + junk + good.slice(at + junk.length));
    }),
  );
  const paths = fc.constantFrom('events', 'batch_events', 'channels/news/events', 'users/u1/terminate_connections');
  const property = fc.asyncProperty(paths, bodies, async (path, body) => {
    const query: Pairs = path === 'channels/news/events' ? [['name', 'a']] : [];
    const { status } = await ask('POST', path, { body, query });
    t.ok([200, 202, 400].includes(status), `${status} for ${body}`);
  });
  await fc.assert(property, { numRuns: 800, seed: 19 });
  t.same(errors, []);
});

t.test('[H1] [H3] [H9] any query that was not signed: 401, whatever it says', async (t) => {
  const { askRaw, ask } = await testApi();
  const names = fc.constantFrom(
    'auth_key',
    'auth_timestamp',
    'auth_version',
    'auth_signature',
    'body_md5',
    'info',
    'x[0]',
    '',
  );
  const values = fc.oneof(
    fc.constantFrom('key-1', '1.0', '1700000000', '%', '%zz', '%00', ''),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const queries = fc.array(fc.tuple(names, values), { maxLength: 12 });
  const property = fc.asyncProperty(queries, fc.boolean(), async (pairs, escaped) => {
    const query = pairs.map(([key, value]) => `${key}=${escaped ? encodeURIComponent(value) : value}`).join('&');
    const { status, body } = await askRaw('GET', '/apps/app-1/channels', query);
    t.equal(status, 401, query);
    t.match(body, { error: /./, code: 401 });
    const stray = pairs.map(([key, value]): [string, string] => [key, value]);
    const tampered = await ask('GET', 'channels', { tamper: (signed) => [...stray, ...signed, ['y', 'z']] });
    t.equal(tampered.status, 401);
    const signature = (signed: Pairs): Pairs => instead('auth_signature', pairs[0]?.[1] ?? '')(signed);
    t.equal((await ask('GET', 'channels', { tamper: signature })).status, 401);
  });
  await fc.assert(property, { numRuns: 400, seed: 1 });
});

t.test('[H4] [H14] any query that was signed: read as it was meant, or 400', async (t) => {
  const { ask } = await testApi({ subscriptionCount: true });
  const known = fc.constantFrom('info', 'filter_by_prefix');
  const strange = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((one) => !/[A-Z[\]]|^(info|filter_by_prefix|auth_|body_md5)/.test(one));
  const values = fc.oneof(
    fc.constantFrom('user_count', 'subscription_count', 'presence-', 'presence-a', ''),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  );
  const queries = fc.uniqueArray(
    fc.tuple(fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: strange }), values),
    {
      maxLength: 3,
      selector: ([key]) => key.toLowerCase(),
    },
  );
  const property = fc.asyncProperty(queries, async (query) => {
    const written = (value: string): string => encodeURIComponent(value);
    const escapedNames = (all: Pairs): Pairs => all.map(([key, value]) => [encodeURIComponent(key), value]);
    const { status, text: answer } = await ask('GET', 'channels', { query, written, tamper: escapedNames });
    const given = new Map(query);
    const asked = (given.get('info') ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    const bad =
      [...given.keys()].some((key) => key !== 'info' && key !== 'filter_by_prefix') ||
      asked.some((one) => one !== 'user_count' && one !== 'subscription_count') ||
      (asked.includes('user_count') && !(given.get('filter_by_prefix') ?? '').startsWith('presence-'));
    t.equal(status, bad ? 400 : 200, `${JSON.stringify(query)}: ${answer}`);
  });
  await fc.assert(property, { numRuns: 500, seed: 14 });
});

/** What the table of endpoints says of `channels/…`. */
function statusOf([name, what, ...more]: string[]): number {
  if (name === undefined) return 200;
  if (more.length > 0) return 404;
  const good = /^[A-Za-z0-9_\-=@,.;]{1,164}$/.test(decoded(name)) ? 200 : 400;
  if (what === undefined || what === 'stats') return good;
  if (what === 'users') return name.startsWith('presence-') ? good : 400;
  return what === 'events' ? 405 : 404;
}

t.test('[H12] [H33] any path: an endpoint, or 404', async (t) => {
  const { ask } = await testApi();
  const part = fc.oneof(
    legal,
    illegal.map(encodeURIComponent),
    fc.constantFrom('%', '%zz', '%00', 'users', 'events', 'stats'),
  );
  const property = fc.asyncProperty(fc.array(part, { maxLength: 3 }), async (parts) => {
    const { status } = await ask('GET', ['channels', ...parts].join('/'));
    const wanted = statusOf(parts);
    t.equal(status, wanted, parts.join('/'));
  });
  await fc.assert(property, { numRuns: 500, seed: 33 });
});

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
