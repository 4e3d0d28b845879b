import { connect } from 'node:net';
import t from 'tap';
import { systemClock } from '../../src/clock.ts';
import { frameOf, HandSocket, opcodes } from '../support/clients/hand-socket.ts';
import { credentials } from '../support/core/core.ts';
import { call, exchangeRaw } from '../support/http/api.ts';
import { rawRequest, statuses } from '../support/http/raw-request.ts';
import { testServer } from '../support/nodes/server.ts';

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

const noon = Math.floor(Date.now() / 1000) * 1000;

/** Everything that comes back until the server closes. */
const untilClosed = (port: number, text: string): Promise<string> => exchangeRaw(port, [text], /never/);

t.test('[L40] a hundred requests at once are answered in order', async (t) => {
  const server = await testServer(t);
  const text = await exchangeRaw(server.port, [get('/health').repeat(99) + get('/nothing')], /404[\s\S]*\}/);
  t.same(statuses(text), [...Array<number>(99).fill(200), 404]);
});

t.test('[L40] a connection that asks without end is closed, and others are served', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  for (const path of ['/health', '/nothing', `/apps/${credentials.id}/channels`]) {
    const flood = await untilClosed(server.port, get(path).repeat(10_000)).catch(() => '');
    t.ok(statuses(flood).length < 10_000, path);
    await client.barrier();
  }
  const signed = rawRequest('POST', `/apps/${credentials.id}/events`, {
    body: { name: 'n', channel: 'c', data: 'x' },
  }).toString();
  t.ok(statuses(await untilClosed(server.port, signed.repeat(1000)).catch(() => '')).length < 1000, 'signed too');
  t.equal((await call(server.port, 'GET', `/apps/${credentials.id}/channels`)).status, 200);
});

t.test('[L40] many connections that ask once in the same moment are all answered', async (t) => {
  const server = await testServer(t);
  const answers = await Promise.all(Array.from({ length: 400 }, () => once(server.port, get('/health'))));
  t.equal(answers.filter((answer) => answer.startsWith('HTTP/1.1 200')).length, 400);
});

t.test('[L41] a query of more than a hundred parameters is not read', async (t) => {
  const server = await testServer(t);
  const path = `/apps/${credentials.id}/channels`;
  const query = (most: number): [string, string][] =>
    Array.from({ length: most }, (_, n) => [`p${n}`, 'x'] as [string, string]);
  const at = await call(server.port, 'GET', path, { query: query(96) });
  t.equal(at.status, 400, 'a hundred with those of the signature: only extraneous');
  const above = await call(server.port, 'GET', path, { query: query(97) });
  t.same(
    [above.status, above.body],
    [401, { error: 'Too many parameters: expected at most 100 in the query', code: 401 }],
  );
});

t.test('[C36] requests that nobody signed count for their address', async (t) => {
  const server = await testServer(
    t,
    {},
    { limits: { connectsPerAddressPerSecond: 50 }, trustedProxies: ['127.0.0.1'] },
    { oneNode: 'rates are per node', clock: { ...systemClock, now: () => noon } },
  );
  const from = (address: string): string => `X-Forwarded-For: ${address}\r\n`;
  const ask = (path: string, address: string): Promise<string> =>
    exchangeRaw(server.port, [get(path, from(address)).repeat(60)], /429[\s\S]*\}/).catch(() => '');
  for (const [n, path] of ['/', '/nothing', `/apps/${credentials.id}/channels`].entries()) {
    const text = await ask(path, `192.0.2.${n}`);
    t.equal(statuses(text).filter((status) => status === 429).length > 0, true, path);
    t.match(text, /Retry-After: 1\r\nConnection: close/);
  }
  const text = await exchangeRaw(server.port, [get('/nothing', from('192.0.2.9'))], /\}/);
  t.same(statuses(text), [404], 'another address');
  const probe = await exchangeRaw(server.port, [get('/health', from('192.0.2.0'))], /\}/);
  t.same(statuses(probe), [200], 'a probe of that address');
  const headers = { 'X-Forwarded-For': '192.0.2.0' };
  const refused = await server.raw(`/app/${credentials.key}?protocol=7`, { headers });
  t.equal((await refused.closed).code, 4100, 'a connection of that address');
  const signed = await call(server.port, 'GET', `/apps/${credentials.id}/channels`, { headers });
  t.equal(signed.status, 200, 'who signs is not counted');
});

t.test('[L42] [L44] who says too much is told 4100, and others are served meanwhile', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.join('news');
  const floods = {
    pings: frameOf('{"event":"pusher:ping"}'),
    'control pings': frameOf('', { opcode: opcodes.ping }),
    'what is no JSON': frameOf('['),
    'binary frames': frameOf('x', { opcode: opcodes.binary }),
  };
  for (const [what, frame] of Object.entries(floods)) {
    const hand = await HandSocket.open(server.port, `/app/${credentials.key}?protocol=7`);
    // Time goes on while it is heard: twice as much comes too fast on any machine that has this test in a minute.
    hand.socket.write(Buffer.concat(Array<Buffer>(200_000).fill(frame)));
    await client.barrier();
    await hand.closed;
    t.equal(hand.closeCode, 4100, what);
  }
  t.equal(client.ws.readyState, client.ws.OPEN);
});

t.test('[L44] a thousand subscribes at once are answered, in order', async (t) => {
  const server = await testServer(t);
  const hand = await HandSocket.open(server.port, `/app/${credentials.key}?protocol=7`);
  await hand.next('connection_established');
  const frames = Array.from({ length: 1000 }, (_, n) =>
    frameOf(JSON.stringify({ event: 'pusher:subscribe', data: { channel: `c${n}` } })),
  );
  hand.socket.write(Buffer.concat(frames));
  await hand.next('"channel":"c999"');
  t.equal(hand.closeCode, undefined);
  hand.socket.destroy();
});

/** One request on a connection of its own, written with all others. */
function once(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('error', () => resolve(''));
    socket.on('data', (chunk) => {
      resolve(chunk.toString());
      socket.destroy();
    });
  });
}
