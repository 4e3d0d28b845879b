import { request } from 'node:http';
import t from 'tap';
import type { RawClient } from '../support/clients/raw-client.ts';
import { stateIs } from '../support/clients/stock.ts';
import { credentials } from '../support/core/core.ts';
import { type PusherClient, type TestServer, testServer } from '../support/nodes/server.ts';

const path = `/app/${credentials.key}`;
const socketId = /^\d+\.\d+$/;

/** What a refused client saw: its frames and its close. */
async function refusal(client: RawClient): Promise<{ code: number; reason: string; texts: string[] }> {
  return { ...(await client.closed), texts: client.texts };
}

const refused = async (server: TestServer, where: string, headers = {}) => {
  const { code, reason, texts } = await refusal(await server.raw(where, { headers }));
  t.notOk(texts.some((text) => text.includes('connection_established')));
  return { code, reason };
};

t.test('[C1] [C2] [C4] [C5] served at its path, greeted first, whatever the order of the query', async (t) => {
  const server = await testServer(t);
  const queries = [
    'protocol=7&client=js&version=8.6.0&flash=false',
    'flash=false&version=8.6.0&client=js&protocol=7',
    'protocol=7',
    'utm=1&protocol=7&x=%zz&protocol_x=3',
    ...[4, 5, 6].map((protocol) => `client=java-client&protocol=${protocol}&version=2.4.0`),
  ];
  for (const query of queries) {
    const client = await server.raw(`${path}?${query}`);
    t.match(client.texts, [
      /^\{"event":"pusher:connection_established","data":"\{\\"socket_id\\":\\"\d+\.\d+\\",\\"activity_timeout\\":120\}"\}$/,
    ]);
    t.equal(client.ws.protocol, '', 'no subprotocol was offered, none is taken');
    t.equal(client.texts.length, 1);
  }
});

t.test('[C1] corner case 54: a key with characters that a URL escapes; a path prefix', async (t) => {
  const key = 'a+b/c=é%';
  const names: object = { key };
  const server = await testServer(t, names, { pathPrefix: '/ws' });
  const escaped = encodeURIComponent(key);
  t.match((await server.raw(`/ws/app/${escaped}?protocol=7`)).socketId, socketId);
  t.match(await refused(server, `/app/${escaped}?protocol=7`), { code: 4005 });
  t.match(await refused(server, `/wsapp/${escaped}?protocol=7`), { code: 4005 });
  t.match(await refused(server, '/ws/app/a%2Bb?protocol=7'), { code: 4001 });
});

t.test('[C2] [C3] the first frame of a hundred sockets while events are published; no socket_id twice', async (t) => {
  const server = await testServer(t);
  let done = false;
  const publishing = (async () => {
    for (let n = 0; !done; n += 1) await server.sdk.trigger(['news', 'sport'], 'n', { n });
  })();
  const clients = await Promise.all(Array.from({ length: 100 }, () => server.raw()));
  for (const client of clients) await client.join('news');
  done = true;
  await publishing;
  const first = clients.map(({ texts }) => (JSON.parse(texts[0] ?? '{}') as { event: string }).event);
  t.strictSame(new Set(first), new Set(['pusher:connection_established']));
  const ids = clients.map((client) => client.socketId);
  t.ok(ids.every((id) => socketId.test(id)));
  t.equal(new Set(ids).size, 100);
  const gaps = ids.map((id, index) => Number(id.split('.')[0]) - Number(ids[index - 1]?.split('.')[0] ?? 0));
  t.ok(new Set(gaps).size > 95, 'one does not tell the next');
});

t.test(
  '[C5] [C6] [C8] corner case 52: up to protocol 5 the reason comes in a frame first, established or refused',
  async (t) => {
    const server = await testServer(t);
    for (const protocol of [3, 4, 5, 6, 7, 'abc']) {
      const known = protocol === 3 || protocol === 'abc' ? 'key-1' : 'unknown';
      const { code, reason, texts } = await refusal(await server.raw(`/app/${known}?protocol=${protocol}`));
      t.equal(code, known === 'unknown' ? 4001 : 4007);
      const told = { event: 'pusher:error', data: { code, message: reason } };
      const old = typeof protocol === 'number' && protocol <= 5;
      t.strictSame(
        texts.map((text) => JSON.parse(text) as unknown),
        old ? [told] : [],
        `protocol ${protocol}`,
      );
    }
    for (const protocol of [4, 5, 6, 7]) {
      const client = await server.raw(`${path}?protocol=${protocol}`);
      await client.signIn(`u${protocol}`);
      await server.sdk.terminateUserConnections(`u${protocol}`);
      const { code, reason } = await client.closed;
      t.equal(code, 4009);
      const told = client.frames.map(({ data }) => data).slice(1);
      t.strictSame(told, protocol <= 5 ? [{ code, message: reason }] : [], `protocol ${protocol}`);
    }
  },
);

t.test('[C7] an ordinary GET is answered 426', async (t) => {
  const server = await testServer(t);
  for (const where of [`${path}?protocol=7`, path, '/app/unknown'])
    t.equal((await fetch(`http://127.0.0.1:${server.port}${where}`)).status, 426);
});

t.test('[C10] [C11] [C12] [C13] [C14] what is wrong with a handshake has its code and its text', async (t) => {
  const server = await testServer(t);
  const unknown = await refused(server, '/app/nobody?protocol=7');
  t.equal(unknown.code, 4001);
  t.match(unknown.reason, /Application does not exist/);
  for (const where of ['/', '/foo', '/app', '/app/', `${path}/more`, '/apps/app-1/events', '/health'])
    t.strictSame(await refused(server, `${where}?protocol=7`), { code: 4005, reason: 'Path not found' }, where);
  for (const query of ['', '?client=js&version=8.6.0', '?protocol=', '?protocol='])
    t.strictSame(await refused(server, path + query), { code: 4008, reason: 'No protocol version supplied' });
  for (const protocol of ['3', '8', '99', 'abc', '7.5', '-1', '%37.'])
    t.strictSame(
      await refused(server, `${path}?protocol=${protocol}`),
      { code: 4007, reason: 'Unsupported protocol version' },
      protocol,
    );
  for (const version of ['abc', '1..2'])
    t.strictSame(await refused(server, `${path}?version=${version}`), {
      code: 4006,
      reason: 'Invalid version string format',
    });
  t.equal(server.stats().connections, 0);
});

t.test('[C15] a lenient server takes what it can', async (t) => {
  const server = await testServer(t, {}, { lenientProtocol: true });
  for (const query of ['', '?protocol=3', '?protocol=abc', '?version=1..2'])
    t.match((await server.raw(path + query)).socketId, socketId, query);
});

t.test('[C16] [C17] [C18] an app that wants TLS, is disabled, or knows its origins', async (t) => {
  const tls = await testServer(t, { tlsOnly: true });
  t.strictSame(await refused(tls, `${path}?protocol=7`), {
    code: 4000,
    reason: 'Application only accepts SSL connections, reconnect using wss://',
  });
  const disabled = await testServer(t, { enabled: false });
  t.strictSame(await refused(disabled, `${path}?protocol=7`), { code: 4003, reason: 'Application disabled' });
  const known = await testServer(t, { allowedOrigins: ['good.example'] });
  const from = (origin: string) => ({ Origin: origin });
  t.strictSame(await refused(known, `${path}?protocol=7`, from('https://evil.example')), {
    code: 4009,
    reason: 'Origin not allowed',
  });
  for (const headers of [from('https://good.example:8443'), {}])
    t.match((await known.raw(`${path}?protocol=7`, { headers })).socketId, socketId);
  const open = await testServer(t);
  t.match((await open.raw(`${path}?protocol=7`, { headers: from('https://evil.example') })).socketId, socketId);
});

t.test('[C9] of two faults the one that is checked first decides', async (t) => {
  const server = await testServer(t, { enabled: false, tlsOnly: true, allowedOrigins: ['good.example'] });
  const evil = { Origin: 'https://evil.example' };
  t.match(await refused(server, '/foo?protocol=99', evil), { code: 4005 });
  t.match(await refused(server, '/app/nobody?protocol=99', evil), { code: 4001 });
  t.match(await refused(server, `${path}?protocol=99`, evil), { code: 4007 });
  t.match(await refused(server, `${path}?protocol=7`, evil), { code: 4000 });
});

t.test('[C19] corner case 29: the quota is 4004, and a place is free at once', async (t) => {
  const server = await testServer(t, { limits: { connections: 2 } });
  const [first, second] = [await server.raw(), await server.raw()];
  await second.barrier();
  for (let left = 3; left > 0; left -= 1)
    t.strictSame(await refused(server, `${path}?protocol=7`), {
      code: 4004,
      reason: 'Application is over connection quota',
    });
  await first.close();
  await second.barrier();
  const third = await server.raw();
  t.match(third.socketId, socketId);
  third.destroy();
  await third.closed;
  for (let left = 100; left > 0 && server.stats().connections > 1; left -= 1) await second.barrier();
  await second.barrier();
  t.match((await server.raw()).socketId, socketId, 'a lost connection too');
});

t.test('[C4] a subprotocol that was offered is taken, as browsers want it', async (t) => {
  const server = await testServer(t);
  const selected = await new Promise<string | undefined>((resolve, reject) => {
    const upgrade = request({
      port: server.port,
      host: '127.0.0.1',
      path: `${path}?protocol=7`,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Protocol': 'pusher, other',
      },
    });
    upgrade.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.headers['sec-websocket-protocol']);
    });
    upgrade.on('error', reject).end();
  });
  t.equal(selected, 'pusher');
});

t.test('[C8] [C10] [C11] [C19] stock pusher-js reads the code of a refusal, and does not come back', async (t) => {
  const server = await testServer(t, { limits: { connections: 1 } });
  await (await server.raw()).barrier();
  const cases: [code: number, client: PusherClient][] = [
    [4001, server.stock({}, 'nobody')],
    [4005, server.stock({ wsPath: '/elsewhere' })],
    [4004, server.stock()],
  ];
  for (const [code, client] of cases) {
    const errors: { data?: { code?: number } }[] = [];
    client.connection.bind('error', (error: { error: { data: object } }) => errors.push(error.error));
    await stateIs(client, 'disconnected');
    t.match(errors, [{ data: { code } }]);
    t.equal(errors.length, 1);
  }
});

t.test('[C22] pings are answered whatever they hold, before as after a subscription; pongs never', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  for (const subscribed of [false, true]) {
    if (subscribed) await client.join('news');
    client.frames.length = 0;
    for (const data of ['{}', '""', '"{}"', 'null', '[1]', '5'])
      client.sayRaw(`{"event":"pusher:ping","data":${data}}`);
    client.sayRaw('{"event":"pusher:ping"}');
    client.sayRaw('{"event":"pusher:pong","data":{}}');
    client.sayRaw('{"event":"pusher:pong"}');
    const pongs = (await client.barrier()).length + 1;
    t.equal(pongs, 8);
  }
  t.strictSame(
    new Set(client.texts.filter((text) => text.includes('pong'))),
    new Set(['{"event":"pusher:pong","data":"{}"}']),
  );
});

t.test('[C27] every frame of the server is one JSON object with an event', async (t) => {
  const server = await testServer(t, { clientEvents: true, subscriptionCount: true, watchlist: true });
  const [client, other] = [await server.raw(), await server.raw()];
  await other.join('presence-a', { user_id: 'o' });
  await client.join('presence-a', { user_id: 'c' });
  await client.join('cache-a');
  await client.signIn('u', { watchlist: ['v'] });
  await client.join('#server-to-user-u');
  client.say('client-x', {}, { channel: 'presence-a' });
  for (const bad of [
    'nonsense',
    '{}',
    '{"event":"foo"}',
    '{"event":"pusher:subscribe","data":{"channel":"private-a"}}',
  ])
    client.sayRaw(bad);
  await server.sdk.trigger('cache-a', 'x', 'y');
  await client.barrier();
  other.destroy();
  await client.next('pusher_internal:member_removed');
  const frames = client.texts.map((text) => JSON.parse(text) as { event: unknown; data?: unknown; channel?: unknown });
  t.ok(frames.length > 12);
  for (const { event, data, channel } of frames) {
    t.type(event, 'string');
    if (event !== 'pusher:error') continue;
    t.match(data, { message: String });
    const { code } = data as { code: unknown };
    t.ok(code === null || Number.isInteger(code));
    t.equal(channel, undefined);
  }
});
