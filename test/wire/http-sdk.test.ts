import Pusher from 'pusher';
import t from 'tap';
import type { RawClient } from '../support/clients/raw-client.ts';
import { call, exchangeRaw } from '../support/http/api.ts';
import { rawRequest, statuses } from '../support/http/raw-request.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';

/** Subscribers that have nothing to say yet. */
async function readers(server: TestServer, ...channels: string[][]): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (const [at, names] of channels.entries()) {
    const client = await server.raw();
    for (const name of names) await client.join(name, name.startsWith('presence-') ? { user_id: `u${at}` } : undefined);
    await client.barrier();
    clients.push(client);
  }
  return clients;
}

/** The status that the SDK refused with. */
const refused = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: { status?: number }) => error.status,
  );

/** What each got since it was asked last; the member frames of others left out. */
const got = (clients: RawClient[]): Promise<unknown[][]> =>
  Promise.all(
    clients.map(async (client) =>
      (await client.barrier()).filter(({ event }) => !event.startsWith('pusher_internal:')).map(({ data }) => data),
    ),
  );

t.test('[H16] [H18] the SDK triggers on one channel and on many', async (t) => {
  const server = await testServer(t);
  const clients = await readers(server, ['news'], ['news', 'sport'], ['other']);
  const one = await server.sdk.trigger('news', 'App\\Events\\Shipped', { id: 7 });
  t.equal(one.status, 200);
  t.equal(await one.text(), '{}');
  const [first] = clients;
  t.same(await first?.next('App\\Events\\Shipped'), {
    event: 'App\\Events\\Shipped',
    channel: 'news',
    data: '{"id":7}',
  });
  t.same(await got(clients), [[], ['{"id":7}'], []]);
  t.equal((await server.sdk.trigger(['news', 'sport', 'nobody'], 'a', '')).status, 200);
  t.same(await got(clients), [[''], ['', ''], []]);
});

t.test('[H17] data arrives byte for byte on the wire', async (t) => {
  const server = await testServer(t);
  const [client] = await readers(server, ['news']);
  const texts = [
    '{"url":"https:\\/\\/a"}',
    '"Andr\\u00e9"',
    'é🎉𝄞',
    '\\ud83d',
    '\ud83d',
    '\udf89\ud83c',
    '\u0000\u2028',
  ];
  for (const data of texts) {
    await server.sdk.trigger('news', 'a', data);
    await client?.next('a');
    const frame = client?.texts.at(-1) ?? '';
    t.equal(frame, `{"event":"a","channel":"news","data":${JSON.stringify(data)}}`);
    t.strictSame((JSON.parse(frame) as { data: string }).data, data);
  }
});

t.test('[H17] ciphertext of an encrypted channel arrives as the SDK made it', async (t) => {
  const server = await testServer(t);
  const { id: appId, key, secret } = credentials;
  const encryptionMasterKeyBase64 = Buffer.alloc(32, 7).toString('base64');
  const options = { host: '127.0.0.1', port: String(server.port), useTLS: false, encryptionMasterKeyBase64 };
  const sdk = new Pusher({ appId, key, secret, ...options });
  const [client] = await readers(server, ['private-encrypted-a']);
  await sdk.trigger('private-encrypted-a', 'a', { secret: true });
  const frame = await client?.next('a');
  t.same(Object.keys(JSON.parse(frame?.data as string) as object), ['nonce', 'ciphertext']);
});

t.test('[H22] [H23] corner cases 30 and 31: who is left out, and who is not', async (t) => {
  const server = await testServer(t);
  const clients = await readers(server, ['news', 'sport'], ['news', 'sport'], ['news', 'other'], ['other'], []);
  const [here, there, , elsewhere, nowhere] = clients as [RawClient, RawClient, RawClient, RawClient, RawClient];
  const gone = await server.raw();
  await gone.join('news');
  await gone.close();
  const cases: [why: string, socketId: string | undefined, left: RawClient | undefined][] = [
    ['subscribed here', here.socketId, here],
    ['subscribed here too', there.socketId, there],
    ['subscribed elsewhere', elsewhere.socketId, undefined],
    ['subscribed to nothing', nowhere.socketId, undefined],
    ['gone', gone.socketId, undefined],
    ['nobody’s', '1.1', undefined],
    ['left out', undefined, undefined],
  ];
  for (const [why, socket_id, left] of cases) {
    const params = socket_id === undefined ? {} : { socket_id };
    t.equal((await server.sdk.trigger(['news', 'sport'], 'a', why, params)).status, 200, why);
    await server.sdk.triggerBatch([{ channel: 'news', name: 'a', data: why, ...params }]);
    const all = [why, why, why];
    t.same(await got(clients), [left === here ? [] : all, left === there ? [] : all, [why, why], [], []], why);
  }
  t.equal(
    (
      await call(server.port, 'POST', '/apps/app-1/events', {
        body: { name: 'a', data: 'x', channel: 'news', socket_id: null },
      })
    ).status,
    200,
  );
  t.same(await got(clients), [['x'], ['x'], ['x'], [], []]);
});

t.test('[H22] one channel subscribed, the other not: left out of both', async (t) => {
  const server = await testServer(t);
  const clients = await readers(server, ['news'], ['news', 'sport'], ['sport']);
  const [first] = clients;
  await server.sdk.trigger(['sport', 'news'], 'a', 'x', { socket_id: first?.socketId ?? '' });
  t.same(await got(clients), [[], ['x', 'x'], ['x']]);
});

t.test('[H25] [H28] a 4xx never delivers, a batch with one bad event delivers none', async (t) => {
  const server = await testServer(t);
  const clients = await readers(server, ['news', 'cache-a'], ['presence-a']);
  const { sdk } = server;
  const long = 'é'.repeat(5121);
  const good = { channel: 'news', name: 'a', data: 'x' };
  t.equal(await refused(sdk.trigger(['news', 'presence-a'], 'a', long)), 413);
  t.equal(await refused(sdk.trigger('news', 'pusher:a', 'x')), 400);
  t.equal(await refused(sdk.trigger('news', '', 'x')), 400);
  t.equal(await refused(sdk.triggerBatch([good, good, { ...good, data: long }])), 413);
  t.equal(await refused(sdk.triggerBatch([good, { ...good, name: '' }])), 400);
  t.equal(await refused(sdk.triggerBatch([good, { ...good, channel: 'a b' }, good])), 400);
  t.equal(await refused(sdk.triggerBatch(Array(11).fill(good))), 400);
  t.equal(await refused(sdk.triggerBatch([])), 400);
  const post = (body: object, params?: object): Promise<unknown> =>
    call(server.port, 'POST', '/apps/app-1/events', { body, ...params }).then(({ status }) => status);
  t.equal(await post({ ...good, channels: ['news', 'presence-a', 'é'] }), 400);
  t.equal(await post({ ...good, socket_id: 'x' }), 400);
  t.equal(await post(good, { query: [['foo', 'bar']] }), 400);
  const foreign = new Pusher({
    ...credentials,
    appId: 'app-1',
    secret: 'x',
    host: '127.0.0.1',
    port: String(server.port),
  });
  t.equal(await refused(foreign.trigger('news', 'a', 'x')), 401);
  t.same(await got(clients), [[], []]);
  await sdk.trigger(['news', 'cache-a', 'presence-a'], 'a', 'é'.repeat(5120));
  const whole = 'é'.repeat(5120);
  t.same(await got(clients), [[whole, whole], [whole]], 'while a good one arrives');
});

t.test('[H24] [H27] info of the SDK', async (t) => {
  const server = await testServer(t, { subscriptionCount: true });
  await readers(server, ['news', 'presence-a'], ['presence-a']);
  const info = 'user_count,subscription_count';
  const one = await server.sdk.trigger(['news', 'presence-a', 'nobody'], 'a', 'x', { info });
  t.same(await one.json(), {
    channels: {
      news: { subscription_count: 1 },
      'presence-a': { user_count: 2, subscription_count: 2 },
      nobody: { subscription_count: 0 },
    },
  });
  const batch = [
    { channel: 'presence-a', name: 'a', data: 'x', info: 'user_count' },
    { channel: 'news', name: 'a', data: 'x' },
  ];
  t.same(await (await server.sdk.triggerBatch(batch)).json(), { batch: [{ user_count: 2 }, {}] });
});

t.test('[H29] [H31] [H33] the SDK reads channels and users', async (t) => {
  const server = await testServer(t);
  const get = async (path: string, params = {}): Promise<unknown> => (await server.sdk.get({ path, params })).json();
  t.same(await get('/channels'), { channels: {} });
  const clients = await readers(server, ['news', 'presence-a'], ['presence-a']);
  t.same(await get('/channels'), { channels: { news: {}, 'presence-a': {} } });
  t.same(await get('/channels', { filter_by_prefix: 'presence-', info: 'user_count' }), {
    channels: { 'presence-a': { user_count: 2 } },
  });
  t.equal(await refused(get('/channels', { info: 'user_count' })), 400);
  t.same(await get('/channels/presence-a', { info: 'user_count' }), { occupied: true, user_count: 2 });
  t.same(await get('/channels/nobody'), { occupied: false });
  t.same(await get('/channels/presence-a/users'), { users: [{ id: 'u0' }, { id: 'u1' }] });
  t.equal(await refused(get('/channels/presence-a/users', { info: 'user_count' })), 400);
  t.equal(await refused(get('/channels/news/users')), 400);
  t.same(await get('/channels/presence-_=@,.;'), { occupied: false });
  for (const client of clients) await client.close();
  // The server may still be closing; each answer gives it a turn.
  while (JSON.stringify(await get('/channels')) !== '{"channels":{}}');
  t.same(await get('/channels/presence-a/users'), { users: [] });
});

t.test('[H36] [H5] [U11] the SDK terminates a user, whatever the id', async (t) => {
  const server = await testServer(t);
  const [client, other] = await readers(server, ['news'], ['news']);
  await client?.signIn('a@b');
  await other?.signIn('c');
  t.equal((await server.sdk.terminateUserConnections('nobody')).status, 200);
  t.equal((await server.sdk.terminateUserConnections('a b@c')).status, 200, 'signed as it reads, sent percent-encoded');
  const response = await server.sdk.terminateUserConnections('a@b');
  t.same(await response.json(), {});
  t.match(await client?.closed, { code: 4009 });
  t.same(await other?.barrier(), []);
});

t.test('[H20] [U6] the SDK sends to a user', async (t) => {
  const server = await testServer(t);
  const clients = await readers(server, [], []);
  for (const [at, client] of clients.entries()) {
    await client.signIn(`u${at}`);
    await client.join(`#server-to-user-u${at}`);
  }
  t.equal((await server.sdk.sendToUser('u0', 'a', { n: 1 })).status, 200);
  t.same(await got(clients), [['{"n":1}'], []]);
});

t.test('[H7] [H8] what the SDK of another app, or with another clock, is told', async (t) => {
  const server = await testServer(t, {}, {});
  const port = server.port;
  const path = '/apps/app-1/channels';
  const seconds = Math.floor(Date.now() / 1000);
  t.equal((await call(port, 'GET', path, { timestamp: seconds - 590 })).status, 200);
  t.equal((await call(port, 'GET', path, { timestamp: seconds + 590 })).status, 200);
  t.match(await call(port, 'GET', path, { timestamp: seconds - 610 }), { status: 401, body: { error: /600s/ } });
  t.match(await call(port, 'GET', path, { timestamp: seconds + 610 }), { status: 401, body: { error: /600s/ } });
  t.equal((await call(port, 'GET', path, { key: 'key-9' })).status, 401);
  t.equal((await call(port, 'GET', '/apps/app-9/channels')).status, 404);
});

t.test('[H5] corner case 35: a configured path prefix is not part of the signature', async (t) => {
  const server = await testServer(t, {}, { pathPrefix: '/broker' });
  const { port } = server;
  const client = await server.raw('/broker/app/key-1?protocol=7');
  await client.join('news');
  await client.barrier();
  const body = { name: 'a', channel: 'news', data: 'x' };
  const send = async (path: string, signedPath: string): Promise<number> => {
    const bytes = rawRequest('POST', signedPath, { body }).toString().replace(signedPath, path);
    return statuses(await exchangeRaw(port, [bytes], /\}/))[0] ?? 0;
  };
  t.equal(await send('/broker/apps/app-1/events', '/apps/app-1/events'), 200);
  t.equal(await send('/broker/apps/app-1/events', '/broker/apps/app-1/events'), 401, 'signed with it');
  t.equal(await send('/apps/app-1/events', '/apps/app-1/events'), 404, 'sent without it');
  t.equal(await send('/brokers/apps/app-1/events', '/apps/app-1/events'), 404);
  t.same(await got([client]), [['x']]);
});

t.test('[H37] [H38] what answers without a signature', async (t) => {
  const { port } = await testServer(t);
  const get = (path: string, method = 'GET'): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`, { method });
  t.equal((await get('/health')).status, 200);
  t.equal((await get('/ready')).status, 200);
  for (const slashes of ['/', '//']) {
    const xhr = await get(`${slashes}timeline/v2/xhr/2?session=MQ%3D%3D`);
    t.equal(xhr.headers.get('access-control-allow-origin'), '*');
    t.equal(await xhr.text(), '{}');
    t.equal(await (await get(`${slashes}timeline/v2/jsonp/3`)).text(), 'Pusher.ScriptReceivers[3](null,{});');
    t.equal((await get(`${slashes}timeline/v2/xhr/2`, 'OPTIONS')).status, 204);
  }
  const socket = await get('/app/key-1?protocol=7');
  t.equal(socket.status, 426);
});
