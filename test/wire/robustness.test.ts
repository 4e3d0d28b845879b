import { connect, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { forgotten } from '../support/clients/forgotten.ts';
import { pusherError, signInText, subscribeText } from '../support/clients/frames.ts';
import { frameOf } from '../support/clients/hand-socket.ts';
import type { RawClient } from '../support/clients/raw-client.ts';
import { call } from '../support/http/api.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';

const notJson = pusherError('Invalid message: expected a JSON object in a text frame');
const noEvent = pusherError('Invalid message: expected an "event" of type string');
const noHash = pusherError('Expected parameter data to be a hash');
const unknown = (name: string) => pusherError(`Unsupported event received on socket: ${name}`);

/** It says each of these, gets just this, and goes on: a ping is answered and its channel is still heard. */
async function complains(
  t: Test,
  server: TestServer,
  client: RawClient,
  cases: readonly (readonly [said: string | Buffer, answer: object])[],
): Promise<void> {
  for (const [said, answer] of cases) {
    client.sayRaw(said);
    t.strictSame(await client.barrier(), [answer], String(said).slice(0, 60));
  }
  await server.sdk.trigger('news', 'still', 1);
  t.match(await client.barrier(), [{ event: 'still' }]);
}

t.test('[L1] [L2] [L3] [L4] [L5] corner case 21: nonsense gets its error frame, and takes nothing away', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const [client, witness] = [await server.raw(), await server.raw()];
  for (const one of [client, witness]) {
    await one.join('news');
    await one.barrier();
  }
  const texts = ['', 'nonsense', '{', '[]', 'null', '5', '"x"', 'true', '[{"event":"pusher:ping"}]', '\u0000'];
  await complains(t, server, client, [
    ...texts.map((text) => [text, notJson] as const),
    [Buffer.from('{"event":"pusher:ping"}'), notJson],
    [Buffer.alloc(0), notJson],
    [Buffer.from([0xff, 0xfe, 0x00]), notJson],
  ]);
  const without = [
    '{}',
    '{"data":{}}',
    '{"event":null}',
    '{"event":5}',
    '{"event":{"a":1}}',
    '{"event":["pusher:ping"]}',
  ];
  await complains(
    t,
    server,
    client,
    without.map((text) => [text, noEvent] as const),
  );
  const names = [
    'foo',
    '',
    'pusher_internal:x',
    'pusher_internal:member_added',
    'xclient-a',
    'Client-a',
    'pusher:nope',
  ];
  await complains(
    t,
    server,
    client,
    names.map((event) => [JSON.stringify({ event, channel: 'news', data: {} }), unknown(event)] as const),
  );
  const hashless = ['pusher:subscribe', 'pusher:unsubscribe', 'pusher:signin'].flatMap((event) =>
    [undefined, null, 5, '{"channel":"news"}', ['news'], true].map((data) => JSON.stringify({ event, data })),
  );
  await complains(
    t,
    server,
    client,
    hashless.map((text) => [text, noHash] as const),
  );
  t.match(await witness.barrier(), Array(4).fill({ event: 'still' }), 'nothing was relayed');
});

t.test('[L3] the name in an error frame is not a way to make the server talk', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.barrier();
  client.say('x'.repeat(200_000));
  client.say('pusher:unsubscribe', { channel: 'y'.repeat(200_000) });
  client.say('pusher:subscribe', { channel: 'z'.repeat(200_000), auth: 'a'.repeat(50_000) });
  client.say('pusher:subscribe', { channel: 'private-a', auth: `${credentials.key}:${'a'.repeat(50_000)}` });
  const frames = await client.barrier();
  t.equal(frames.length, 6);
  for (const frame of frames) t.ok(JSON.stringify(frame).length < 4096);
});

const head = [
  `GET /app/${credentials.key}?protocol=7 HTTP/1.1`,
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '',
  '',
].join('\r\n');

/** A connection that says these bytes, and dies as soon as they have left it. */
function sayAndDie(port: number, bytes: string | Buffer, polite: boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.write(bytes, () => (polite ? socket.end() : socket.resetAndDestroy()));
    socket.resume();
  });
}

/** But the witness. */
async function nothingLeft(t: Test, server: TestServer, witness: RawClient): Promise<void> {
  const alone = { connections: 1, feeds: 0, users: 0, addresses: 0, sockets: 1 };
  await forgotten(server, { ...server.stats(), ...alone }, witness);
  t.match(server.stats(), alone);
  t.strictSame((await call(server.port, 'GET', '/apps/app-1/channels')).body, { channels: {} });
}

t.test('[L9] a socket that dies at any byte of the handshake leaves nothing', async (t) => {
  const server = await testServer(t, { limits: { connections: 2 } });
  const witness = await server.raw();
  for (let cut = 0; cut <= head.length; cut += 3)
    await Promise.all([true, false].map((polite) => sayAndDie(server.port, head.slice(0, cut), polite)));
  await sayAndDie(server.port, head, false);
  await nothingLeft(t, server, witness);
  t.match((await server.raw()).socketId, /^\d+\.\d+$/, 'its place of the quota is free');
});

t.test('[L9] nor does one that dies at any byte of what it says', async (t) => {
  const server = await testServer(t, { watchlist: true, subscriptionCount: true });
  const witness = await server.raw();
  const texts = [
    signInText('1.1', { id: 'u1', watchlist: ['u2'] }), // its signature is wrong: the socket_id is not known yet
    '{"event":"pusher:subscribe","data":{"channel":"news"}}',
    '{"event":"pusher:subscribe","data":{"channel":"cache-a"}}',
    subscribeText('1.1', 'presence-a', { user_id: 'u1' }),
    '{"event":"pusher:unsubscribe","data":{"channel":"news"}}',
    '{"event":"pusher:subscribe","data":{"channel":"news"}}',
  ];
  const all = Buffer.concat([Buffer.from(head), ...texts.map((text) => frameOf(text))]);
  for (let cut = head.length; cut <= all.length; cut += 17)
    await Promise.all([true, false].map((polite) => sayAndDie(server.port, all.subarray(0, cut), polite)));
  await nothingLeft(t, server, witness);
});

const kinds = ['news', 'private-a', 'private-encrypted-a', 'cache-a', 'private-cache-a', 'private-encrypted-cache-a'];

function holdMuch(client: RawClient, n: number): void {
  const user = `u${n % 20}`;
  client.sayRaw(signInText(client.socketId, { id: user, watchlist: [`u${n % 7}`] }));
  for (const kind of [...kinds, `private-own-${n}`]) client.sayRaw(subscribeText(client.socketId, kind));
  for (const kind of ['presence-a', 'presence-cache-a'])
    client.sayRaw(subscribeText(client.socketId, kind, { user_id: user }));
  client.sayRaw(subscribeText(client.socketId, `#server-to-user-${user}`));
}

t.test('[L9] [S16] 600 clients with every kind of subscription and as many abrupt closes leave nothing', async (t) => {
  const server = await testServer(t, { watchlist: true, subscriptionCount: true });
  const witness = await server.raw();
  for (let round = 0; round < 6; round += 1) {
    const clients = await Promise.all(Array.from({ length: 100 }, () => server.raw()));
    for (const [n, client] of clients.entries()) holdMuch(client, n);
    for (const client of clients.slice(0, 30)) client.destroy(); // while they wait for their answers
    await Promise.all(clients.slice(30).map((client) => client.barrier()));
    if (round === 0) t.ok(server.stats().feeds > 70, `${server.stats().feeds} feeds at a time`);
    for (const client of clients) client.destroy();
    await Promise.all(clients.map(({ closed }) => closed));
  }
  await nothingLeft(t, server, witness);
});
