import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import { systemClock } from '../../src/clock.ts';
import { hmac } from '../../src/protocol/hmac.ts';
import { channelText } from '../../src/protocol/signatures.ts';
import { forgotten } from '../support/clients/forgotten.ts';
import { frameOf, HandSocket, opcodes } from '../support/clients/hand-socket.ts';
import { call, exchangeRaw, signQuery } from '../support/http/api.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';

const path = `/app/${credentials.key}?protocol=7`;
const event = { name: 'n', channel: 'news', data: 'x' };

t.test('[C20] [L9] the bound of the process; a refused connection leaves nothing', async (t) => {
  const server = await testServer(t, {}, { limits: { connections: 2 } }, { oneNode: 'the bound is of a process' });
  const first = await server.raw();
  const second = await server.raw();
  t.same(await (await server.raw()).closed, { code: 4100, reason: 'Over capacity' });
  await second.close();
  await forgotten(server, { connections: 1, feeds: 0, users: 0, addresses: 0, sockets: 1 }, first);
  t.not((await server.raw()).socketId, '');
});

t.test('[C18] *.example.com allows what is below it', async (t) => {
  const server = await testServer(t, { allowedOrigins: ['*.example.com', 'other.test'] });
  const opens = async (origin: string): Promise<boolean> =>
    (await server.raw(path, { headers: { Origin: origin } })).socketId !== '';
  for (const origin of ['https://a.example.com', 'http://a.b.EXAMPLE.com:8080', 'https://other.test'])
    t.ok(await opens(origin), origin);
  for (const origin of ['https://example.com', 'https://evilexample.com', 'https://a.example.com.evil.test', 'null'])
    t.notOk(await opens(origin), origin);
});

t.test('[L15] what breaks the framing ends its connection alone', async (t) => {
  const server = await testServer(t);
  const other = await server.raw();
  await other.join('news');
  const broken: Record<string, Buffer> = {
    'invalid UTF-8': frameOf(Buffer.from([0x7b, 0xc3, 0x28, 0x7d])),
    'a surrogate in UTF-8': frameOf(Buffer.from([0xed, 0xa0, 0x80])),
    'a reserved opcode': frameOf('x', { opcode: 3 }),
    'a reserved bit': frameOf('{}', { reserved: 2 }),
    'a long ping': frameOf('x'.repeat(126), { opcode: opcodes.ping }),
    'a ping in pieces': frameOf('x', { opcode: opcodes.ping, last: false }),
    'more of nothing': frameOf('x', { opcode: opcodes.more }),
    'a length of 2^63': Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
  };
  for (const [what, bytes] of Object.entries(broken)) {
    const socket = await HandSocket.open(server.port, path);
    socket.socket.write(bytes);
    await socket.closed;
    t.pass(what);
  }
  await server.sdk.trigger('news', 'n', 'x');
  t.equal((await other.next('n')).data, 'x');
  t.equal(server.counters.errors, 0);
});

t.test('[L15] pieces, bytes one at a time and control frames between are as good as one', async (t) => {
  const server = await testServer(t);
  const socket = await HandSocket.open(server.port, path);
  const text = JSON.stringify({ event: 'pusher:subscribe', data: { channel: 'news' } });
  for (const byte of frameOf(text)) {
    socket.socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.match(await socket.next('subscription_succeeded'), '"news"');
  socket.send('{"event":"pus', { last: false });
  socket.send('still here', { opcode: opcodes.ping });
  socket.send('her:pi', { opcode: opcodes.more, last: false });
  socket.send('', { opcode: opcodes.more, last: false });
  socket.send('ng"}', { opcode: opcodes.more });
  t.ok(await socket.next('pusher:pong'));
  t.equal(socket.pongs, 1);
  socket.send('{}', { opcode: opcodes.binary });
  t.match(await socket.next('pusher:error'), 'expected a JSON object in a text frame');
  socket.socket.destroy();
});

t.test('[L16] a request that cannot be signed for is answered from its head', async (t) => {
  const server = await testServer(t);
  const head = (lines: string): string => `POST /apps/app-1/events?auth_key=x HTTP/1.1\r\nHost: x\r\n${lines}\r\n\r\n`;
  // Not a byte of the body is sent.
  t.match(await exchangeRaw(server.port, [head('Content-Length: 1000')], /signed/), /^HTTP\/1\.1 401/);
  const chunked = await exchangeRaw(server.port, [head('Transfer-Encoding: chunked')], /signed/);
  t.match(chunked, /^HTTP\/1\.1 401/);
  t.match(chunked, /Connection: close/i);
  const two = await exchangeRaw(
    server.port,
    [head('Content-Length: 4'), 'junk', 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'],
    /401.*200/s,
  );
  t.match(two, /^HTTP\/1\.1 401.*HTTP\/1\.1 200/s, 'the connection goes on behind the body');
});

t.test('[L17] deep JSON and __proto__ over HTTP', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.join('__proto__');
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const post = (body: string) => call(server.port, 'POST', '/apps/app-1/events', { body });
  t.equal((await post(`{"name":"n","channel":"__proto__","data":${deep}}`)).status, 400);
  t.equal((await post(deep)).status, 400);
  t.equal((await post('{"__proto__":{"name":"n","channel":"a","data":"x"}}')).status, 400);
  t.equal((await post('{"name":"__proto__","channel":"__proto__","data":{"__proto__":1}}')).status, 200);
  t.same((await client.barrier()).slice(1), [{ event: '__proto__', channel: '__proto__', data: '{"__proto__":1}' }]);
  const { text } = await call(server.port, 'GET', '/apps/app-1/channels');
  t.equal(text, '{"channels":{"__proto__":{}}}');
  t.equal(server.counters.errors, 0);
});

t.test('[L18] what a part throws ends its own connection or request, and is logged and counted', async (t) => {
  const broken = new Error('a bug');
  const wrap = (inner: Cluster): Cluster => ({
    ...inner,
    publish(app, events) {
      if (events.some(({ channel }) => channel.endsWith('bug'))) throw broken;
      return inner.publish(app, events);
    },
    counts: () => Promise.reject(broken),
  });
  const server = await testServer(
    t,
    { clientEvents: true },
    {},
    { wrap, oneNode: 'its cluster is a part of the test' },
  );
  const [client, other] = [await server.raw(), await server.raw()];
  await other.join('news');
  await client.join('private-bug');
  client.say('client-x', 'x', { channel: 'private-bug' });
  t.same(await client.closed, { code: 1011, reason: 'Something went wrong on the server' });
  t.equal(server.counters.errors, 1);
  const trigger = (channel: string, info = '') =>
    call(server.port, 'POST', '/apps/app-1/events', { body: { ...event, channel, info } });
  t.same((await trigger('bug')).body, { error: 'Something went wrong on the server', code: 500 });
  t.equal((await trigger('a', 'subscription_count')).status, 500);
  t.equal(server.counters.errors, 3);
  t.equal(server.logged.length, 3);
  t.match(server.logged[0], '"a bug"');
  t.equal((await trigger('news')).status, 200);
  t.equal((await other.next('n')).data, 'x');
  await forgotten(server, { connections: 1, feeds: 1, users: 0, addresses: 0, sockets: 1 }, other);
  t.equal(server.stats().feeds, 1, 'nothing stays of the connection');
});

t.test('[C32] [L14] a late process refuses who is new and serves who is there', async (t) => {
  let late = 0;
  const clock = {
    now: () => Date.now() + late,
    after: (ms: number, run: () => void) => (ms === 250 ? unmeasured : systemClock.after(ms, run)),
  };
  const server = await testServer(
    t,
    {},
    { limits: { loopLag: 1 } },
    { clock, oneNode: 'its clock is a part of the test' },
  );
  const client = await server.raw();
  late = 5000;
  t.same(await (await server.raw()).closed, { code: 4100, reason: 'Over capacity' });
  const refused = await call(server.port, 'POST', '/apps/app-1/events', { body: event });
  t.equal(refused.status, 503);
  t.equal(refused.headers.get('retry-after'), '1');
  await client.join('news');
  t.equal((await fetch(`http://127.0.0.1:${server.port}/ready`)).status, 503);
  t.equal((await fetch(`http://127.0.0.1:${server.port}/health`)).status, 200);
  t.same([server.counters.refusedCapacity, server.counters.requestsRefused], [1, 2]);
});

/** The meter of the lag would see that the clock goes on. */
const unmeasured = { cancel: () => {} };

t.test('[L19] a refusal shows what was signed, and never with what', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const client = await server.raw();
  const right = hmac(credentials.secret, channelText(client.socketId, 'private-a'));
  client.say('pusher:subscribe', { channel: 'private-a', auth: `${credentials.key}:${right.replace(/^./, 'x')}` });
  const { text } = await call(server.port, 'GET', '/apps/app-1/channels', {
    tamper: (query) => query.map(([name, value]) => [name, name === 'auth_signature' ? 'x' : value]),
  });
  const signature = signQuery('GET', '/apps/app-1/channels', Buffer.alloc(0)).at(-1)?.[1] ?? '';
  const said = text + JSON.stringify(await client.barrier()) + server.logged.join('');
  for (const secret of [credentials.secret, right, signature]) t.notOk(said.includes(secret));
});

/** Each piece is read by the server before the next is sent: another request was answered between. */
async function inPieces(server: TestServer, pieces: (string | Buffer)[]): Promise<string> {
  const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true });
  let text = '';
  const answered = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      text += String(chunk);
      resolve();
    });
    socket.on('close', () => resolve());
  });
  await once(socket, 'connect');
  for (const piece of pieces) {
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
    await (await fetch(`http://127.0.0.1:${server.port}/health`)).text();
  }
  await answered;
  socket.destroy();
  return text;
}

t.test('[L15] [L10] a head in pieces is as good as whole, but its first line is 505', async (t) => {
  const server = await testServer(t);
  const [line, rest] = ['GET /health HTTP/1.1\r\n', 'Host: x\r\n\r\n'];
  t.match(await inPieces(server, [line, ...rest]), /^HTTP\/1\.1 200/);
  t.match(await inPieces(server, [line.slice(0, 8), line.slice(8) + rest]), /^HTTP\/1\.1 505/);
});
