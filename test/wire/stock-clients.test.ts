import Echo from 'laravel-echo';
import Pusher from 'pusher';
import type { PresenceChannel } from 'pusher-js';
import pusherJs from 'pusher-js';
import t from 'tap';
import { credentials, type PusherClient, testServer } from '../support/nodes/server.ts';

interface Bindable {
  bind(event: string, callback: (data: never) => void): unknown;
}

const once = <T>(on: Bindable, event: string): Promise<T> =>
  new Promise((resolve) => on.bind(event, ((data: T) => resolve(data)) as (data: never) => void));

const subscribed = async (client: PusherClient, name: string): Promise<PresenceChannel> => {
  const channel = client.subscribe(name) as PresenceChannel;
  await once(channel, 'pusher:subscription_succeeded');
  return channel;
};

t.test(
  '[S6] [S7] [S11] [E2] stock pusher-js on public, private and presence channels, in both directions',
  async (t) => {
    const server = await testServer(t, { clientEvents: true });
    const one = await server.pusher({ userId: 'u1' });
    const two = await server.pusher({ userId: 'u2' });
    for (const name of ['news', 'private-news', 'presence-news']) {
      const mine = await subscribed(one, name);
      const theirs = await subscribed(two, name);
      const both = [once(mine, 'headline'), once(theirs, 'headline')];
      await server.sdk.trigger(name, 'headline', { id: 7 });
      t.same(await Promise.all(both), [{ id: 7 }, { id: 7 }], name);
      if (name === 'news') continue;
      const whispered = once(theirs, 'client-hello');
      mine.trigger('client-hello', { text: 'hi' });
      t.same(await whispered, { text: 'hi' }, name);
    }
  },
);

t.test('[R3] [R6] [R8] stock pusher-js keeps the list of members', async (t) => {
  const server = await testServer(t);
  const one = await server.pusher({ userId: 'u1', userInfo: { name: 'One' } });
  const channel = await subscribed(one, 'presence-room');
  t.equal(channel.members.count, 1);
  t.match(channel.members.me, { id: 'u1', info: { name: 'One' } });
  const added = once(channel, 'pusher:member_added');
  const two = await server.pusher({ userId: 'u2', userInfo: true });
  await subscribed(two, 'presence-room');
  t.match(await added, { id: 'u2', info: true });
  t.equal(channel.members.count, 2);
  const removed = once(channel, 'pusher:member_removed');
  two.disconnect();
  t.match(await removed, { id: 'u2' });
  t.equal(channel.members.count, 1);
});

t.test(
  '[S18] an encrypted channel end to end: the SDK encrypts, pusher-js reads, the server sees ciphertext',
  async (t) => {
    const server = await testServer(t);
    const master = Buffer.alloc(32, 7).toString('base64');
    const { id: appId, key, secret } = credentials;
    const where = { host: '127.0.0.1', port: String(server.port), useTLS: false };
    const sdk = new Pusher({ appId, key, secret, ...where, encryptionMasterKeyBase64: master });
    // The build for Node is the one with encryption.
    const EncryptedClient = pusherJs as unknown as typeof pusherJs.default;
    const client = new EncryptedClient(key, {
      wsHost: '127.0.0.1',
      wsPort: server.port,
      forceTLS: false,
      enabledTransports: ['ws'],
      cluster: '',
      channelAuthorization: {
        transport: 'ajax',
        endpoint: '',
        customHandler: ({ socketId, channelName }, callback) =>
          callback(null, sdk.authorizeChannel(socketId, channelName)),
      },
    });
    t.teardown(() => client.disconnect());
    const raw = await server.raw();
    for (const name of ['private-encrypted-news', 'private-encrypted-cache-news']) {
      await raw.join(name);
      const channel = client.subscribe(name);
      await once(channel, 'pusher:subscription_succeeded');
      const heard = once(channel, 'headline');
      await sdk.trigger(name, 'headline', { text: 'only for readers' });
      t.same(await heard, { text: 'only for readers' }, name);
      const { data } = await raw.next('headline');
      t.match(JSON.parse(data as string), { nonce: String, ciphertext: String });
      t.notMatch(data, 'only for readers');
    }
  },
);

t.test(
  '[U1] [U5] [U6] [U11] [U12] stock pusher-js signs in, hears of its user, and stays away when it is ended',
  async (t) => {
    const server = await testServer(t);
    const client = await server.pusher({ userId: 'u1' });
    const other = await server.pusher({ userId: 'u2' });
    const present = await server.pusher({ userId: 'u1' });
    await subscribed(present, 'presence-room');
    for (const one of [client, other]) {
      const success = new Promise<void>((resolve) => {
        one.connection.bind('message', ({ event, channel }: { event: string; channel?: string }) => {
          if (event === 'pusher_internal:subscription_succeeded' && channel?.startsWith('#server-to-user-')) resolve();
        });
      });
      one.signin();
      await success;
    }
    const heard = new Promise((resolve) => client.user.bind('note', resolve));
    await server.sdk.sendToUser('u1', 'note', { text: 'for you' });
    t.same(await heard, { text: 'for you' });
    const ended = once(client.connection, 'disconnected');
    t.same(await (await server.sdk.terminateUserConnections('u1')).json(), {});
    await ended;
    t.equal(client.connection.state, 'disconnected');
    const news = await subscribed(other, 'news');
    const headline = once(news, 'headline');
    await server.sdk.trigger('news', 'headline', 1);
    t.equal(await headline, 1, 'another user goes on');
    t.equal(present.connection.state, 'connected', 'presence alone is no sign-in');
    t.equal(client.connection.state, 'disconnected', 'it does not come back by itself');
    client.connect();
    await once(client.connection, 'connected');
  },
);

t.test('[U7] the channels of users are not in the list', async (t) => {
  const server = await testServer(t);
  const raw = await server.raw();
  await raw.signIn('u1');
  await raw.join('#server-to-user-u1');
  await raw.join('news');
  const response = await server.sdk.get({ path: '/channels' });
  t.same(await response.json(), { channels: { news: {} } });
});

t.test('[L5] after every kind of nonsense a connection answers, and keeps its channels', async (t) => {
  const server = await testServer(t);
  const raw = await server.raw();
  await raw.join('news');
  await raw.barrier();
  const nonsense = [
    '',
    '{',
    '[]',
    'null',
    '5',
    '"x"',
    '{}',
    '{"event":5}',
    '{"event":"foo"}',
    '{"event":"pusher_internal:x"}',
  ];
  const hollow = ['subscribe', 'unsubscribe', 'signin'].flatMap((name) => [
    `{"event":"pusher:${name}"}`,
    `{"event":"pusher:${name}","data":"{}"}`,
  ]);
  for (const text of [...nonsense, ...hollow, Buffer.from([1, 2, 3])]) {
    raw.sayRaw(text);
    const answers = await raw.barrier();
    t.same(
      answers.map(({ event }) => event),
      ['pusher:error'],
      String(text),
    );
  }
  await server.sdk.trigger('news', 'headline', 'still');
  t.equal((await raw.next('headline')).data, 'still');
});

t.test('[R6] [R8] [E2] laravel-echo: listen, here, joining, leaving, whisper', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const echoOf = async (userId: string) =>
    new Echo({
      broadcaster: 'pusher',
      client: await server.pusher({ userId, userInfo: { name: userId } }),
      namespace: 'App.Events',
    });
  const one = await echoOf('u1');
  const two = await echoOf('u2');
  const here = await new Promise<{ name: string }[]>((resolve) => one.join('room').here(resolve));
  t.same(here, [{ name: 'u1' }]);
  const joining = new Promise((resolve) => one.join('room').joining(resolve));
  const leaving = new Promise((resolve) => one.join('room').leaving(resolve));
  await new Promise((resolve) => two.join('room').here(resolve));
  t.same(await joining, { name: 'u2' });

  const shipped = new Promise((resolve) => one.join('room').listen('OrderShipped', resolve));
  await server.sdk.trigger('presence-room', 'App\\Events\\OrderShipped', { id: 1 });
  t.same(await shipped, { id: 1 });
  const dotted = new Promise((resolve) => one.channel('orders').listen('.new-message', resolve));
  await new Promise<void>((resolve) => one.channel('orders').subscribed(resolve));
  await server.sdk.trigger('orders', 'new-message', { id: 2 });
  t.same(await dotted, { id: 2 });

  const whisper = new Promise((resolve) => one.join('room').listenForWhisper('typing', resolve));
  two.join('room').whisper('typing', { name: 'u2' });
  t.same(await whisper, { name: 'u2' });
  two.leave('room');
  t.same(await leaving, { name: 'u2' });
});
