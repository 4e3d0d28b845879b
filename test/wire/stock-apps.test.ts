import Echo from 'laravel-echo';
import Pusher from 'pusher';
import t from 'tap';
import { barrier, Ear, subscribed } from '../support/clients/stock.ts';
import { call } from '../support/http/api.ts';
import {
  credentials,
  type PusherClient,
  type StockOptions,
  type TestServer,
  testServer,
} from '../support/nodes/server.ts';

/** The SDK as an application with encrypted channels sets it up. */
function encrypting(server: TestServer): Pusher {
  const { id: appId, key, secret } = credentials;
  const encryptionMasterKeyBase64 = Buffer.alloc(32, 7).toString('base64');
  return new Pusher({
    appId,
    key,
    secret,
    host: '127.0.0.1',
    port: String(server.port),
    useTLS: false,
    encryptionMasterKeyBase64,
  });
}

const authorisedBy = (sdk: Pusher): StockOptions => ({
  channelAuthorization: {
    transport: 'ajax',
    endpoint: '',
    customHandler: ({ socketId, channelName }, callback) => callback(null, sdk.authorizeChannel(socketId, channelName)),
  },
});

t.test(
  '[S18] [S19] encrypted channels end to end: the SDK encrypts, the broker carries, pusher-js reads',
  async (t) => {
    const server = await testServer(t);
    const sdk = encrypting(server);
    for (const name of ['private-encrypted-a', 'private-encrypted-cache-a']) {
      const [client, spy] = [await server.pusher(authorisedBy(sdk)), await server.raw()];
      const channel = client.subscribe(name);
      const ear = new Ear(channel);
      await subscribed(channel);
      await spy.join(name);
      await spy.barrier();
      const sent = { text: 'a secret, é', n: 1 };
      await sdk.trigger(name, 'told', sent);
      t.same(await ear.next('told'), sent);
      const [frame, ...more] = await spy.barrier();
      t.strictSame(more, []);
      t.match(JSON.parse(frame?.data as string), { nonce: String, ciphertext: String });
      t.notOk(JSON.stringify(frame).includes('secret'));
      if (!name.includes('cache')) continue;
      const late = await server.pusher(authorisedBy(sdk));
      t.same(await new Ear(late.subscribe(name)).next('told'), sent, 'the remembered event can be read too');
    }
  },
);

t.test('[S18] ciphertext passes byte for byte', async (t) => {
  const server = await testServer(t);
  const spy = await server.raw();
  await spy.join('private-encrypted-a');
  const data = '{"nonce":"LhJlbyYFD\\/7u+==","ciphertext":"\\u00e9 \\ud83d/ \u2028"}';
  const event = { name: 'told', channel: 'private-encrypted-a', data };
  t.equal((await call(server.port, 'POST', '/apps/app-1/events', { body: event })).status, 200);
  t.equal((await spy.next('told')).data, data);
});

/** laravel-echo around a stock client of ours. */
const echoOf = (client: PusherClient): Echo<'pusher'> =>
  new Echo({ broadcaster: 'pusher', client, namespace: 'App.Events' } as never);

t.test('[R3] [R6] [R8] [E2] laravel-echo: join, here, joining, leaving, whisper, listen', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const [first, second] = [await server.pusher({ userId: '1' }), await server.pusher({ userId: '2' })];
  const [one, two] = [echoOf(first), echoOf(second)];
  const heard: string[] = [];
  let more = (): void => {};
  const hear =
    (what: string) =>
    (said: unknown): void => {
      heard.push(`${what} ${JSON.stringify(said)}`);
      more();
    };
  const next = async (): Promise<string | undefined> => {
    while (heard.length === 0)
      await new Promise<void>((resolve) => {
        more = resolve;
      });
    return heard.shift();
  };
  one
    .join('room.1')
    .here(hear('here'))
    .joining(hear('joining'))
    .leaving(hear('leaving'))
    .listen('OrderShipped', hear('event'))
    .listenForWhisper('typing', hear('whisper'));
  t.equal(await next(), 'here [{"name":"1"}]');
  const here = new Promise<unknown[]>((resolve) => two.join('room.1').here(resolve));
  t.same(await here, [{ name: '1' }, { name: '2' }]);
  t.equal(await next(), 'joining {"name":"2"}');
  two.join('room.1').whisper('typing', { n: 1 });
  t.equal(await next(), 'whisper {"n":1}');
  await server.sdk.trigger('presence-room.1', 'App\\Events\\OrderShipped', { order: 5 });
  t.equal(await next(), 'event {"order":5}');
  const toOthers = { socket_id: one.socketId() as string };
  await server.sdk.trigger('presence-room.1', 'App\\Events\\OrderShipped', { order: 6 }, toOthers);
  await barrier(first);
  t.strictSame(heard, [], 'toOthers leaves the sender out');
  two.leave('room.1');
  t.equal(await next(), 'leaving {"name":"2"}');
});

t.test(
  '[S6] [S7] [S15] laravel-echo: public, private and encrypted channels, notifications, and leaving them',
  async (t) => {
    const server = await testServer(t);
    const sdk = encrypting(server);
    const client = await server.pusher(authorisedBy(sdk));
    const echo = echoOf(client);
    const channels: [name: string, open: () => ReturnType<typeof echo.channel>][] = [
      ['orders', () => echo.channel('orders')],
      ['private-orders.1', () => echo.private('orders.1')],
      ['private-encrypted-orders.1', () => echo.encryptedPrivate('orders.1')],
    ];
    for (const [name, open] of channels) {
      const channel = open();
      await new Promise<void>((resolve) => channel.subscribed(resolve));
      const event = new Promise((resolve) => channel.listen('.server.created', resolve));
      const notified = new Promise((resolve) => channel.notification(resolve));
      await sdk.trigger(name, 'server.created', { name });
      await sdk.trigger(name, 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated', { id: 1 });
      t.same(await event, { name });
      t.same(await notified, { id: 1 });
    }
    echo.leave('orders');
    echo.leave('orders.1');
    await barrier(client);
    const occupied = (await call(server.port, 'GET', '/apps/app-1/channels')).body;
    t.strictSame(occupied, { channels: {} });
  },
);

t.test('[S5] laravel-echo hears of a refused subscription', async (t) => {
  const server = await testServer(t);
  const client = await server.pusher({
    channelAuthorization: {
      transport: 'ajax',
      endpoint: '',
      customHandler: (_, callback) => callback(null, { auth: 'key-1:0' }),
    },
  });
  const error = await new Promise((resolve) => echoOf(client).private('a').error(resolve));
  t.match(error, { type: 'AuthError', status: 401 });
});
