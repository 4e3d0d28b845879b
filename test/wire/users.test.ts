import t from 'tap';
import { userText } from '../../src/protocol/signatures.ts';
import { succeeded, watchlistEvents } from '../support/clients/frames.ts';
import type { RawClient } from '../support/clients/raw-client.ts';
import { barrier, Ear, letTimersGo, stateIs, subscribed } from '../support/clients/stock.ts';
import type { Frame } from '../support/core/fake-socket.ts';
import { call } from '../support/http/api.ts';
import { type PusherClient, type TestServer, testServer } from '../support/nodes/server.ts';
import { allNodesHeard } from '../support/nodes/spread.ts';

async function fresh(server: TestServer): Promise<RawClient> {
  const client = await server.raw();
  await client.barrier();
  return client;
}

/** Says a sign-in with this signed user_data, and answers all that came of it. */
async function trySignIn(client: RawClient, userData: string, auth?: unknown): Promise<Frame[]> {
  const signed = client.sign(userText(client.socketId, userData));
  client.say('pusher:signin', { auth: auth === undefined ? signed : auth, user_data: userData });
  return client.barrier();
}

const watchers = { watchlist: true };

t.test('[U1] corner case 45: stock pusher-js signs in without any setting, and gets its user_data back', async (t) => {
  const server = await testServer(t);
  const client = await server.pusher({ userId: 'u1' });
  client.signin();
  await client.user.signinDonePromise;
  t.same(client.user.user_data, { id: 'u1' });
  const raw = await fresh(server);
  const userData = '{ "id" : "u\\u0032", "user_info":{"a":1.0} }';
  t.strictSame(await trySignIn(raw, userData), [{ event: 'pusher:signin_success', data: { user_data: userData } }]);
});

t.test('[U2] [U3] corner case 46: what is wrong is told with 4009, and the socket stays', async (t) => {
  const server = await testServer(t);
  const client = await fresh(server);
  const good = '{"id":"u1"}';
  const right = client.sign(userText(client.socketId, good));
  const signature = right.split(':')[1] ?? '';
  const cases: [userData: string, auth: unknown, message: RegExp][] = [
    [good, signature, /auth must have the format key:signature/],
    [good, `key-1:${'0'.repeat(64)}`, /invalid signature/],
    [good, `another:${signature}`, /invalid key/],
    [good, null, /auth/],
    [good, 5, /auth/],
    ['no json', undefined, /not JSON/],
    ['[]', undefined, /user_data/],
    ['{"id":""}', undefined, /user_data.id/],
    ['{"id":"a b"}', undefined, /user_data.id/],
    [`{"id":"${'i'.repeat(129)}"}`, undefined, /user_data.id/],
  ];
  for (const [userData, auth, message] of cases)
    t.match(await trySignIn(client, userData, auth), [{ event: 'pusher:error', data: { code: 4009, message } }]);
  t.match(await trySignIn(client, good), [{ event: 'pusher:signin_success' }], 'and then right');
});

t.test('[U4] the first identity is kept', async (t) => {
  const server = await testServer(t);
  const client = await fresh(server);
  t.match(await trySignIn(client, '{"id":"u1"}'), [{ event: 'pusher:signin_success' }]);
  t.match(await trySignIn(client, '{"id":"u2"}'), [{ event: 'pusher:error', data: { code: 4009 } }]);
  t.match(await trySignIn(client, '{"id":"u1"}'), [{ event: 'pusher:signin_success' }]);
  t.strictSame(await client.join('#server-to-user-u1'), succeeded('#server-to-user-u1'));
});

t.test(
  '[U5] [U6] [U7] corner case 45: an event to a user reaches each of its connections, and nobody else',
  async (t) => {
    const server = await testServer(t);
    const tabs = [await server.pusher({ userId: 'u1' }), await server.pusher({ userId: 'u1' })];
    const other = await server.pusher({ userId: 'u2' });
    const heard: Promise<unknown>[] = [];
    for (const client of [...tabs, other]) {
      client.signin();
      await client.user.signinDonePromise;
      await barrier(client); // the channel of the user, which pusher-js subscribes by itself
      heard.push(new Promise((resolve) => client.user.bind('notice', resolve)));
    }
    const raw = await fresh(server);
    await trySignIn(raw, '{"id":"u1"}');
    await raw.join('#server-to-user-u1');
    const thief = await fresh(server);
    await trySignIn(thief, '{"id":"u3"}');
    thief.subscribe('#server-to-user-u1');
    t.match(await thief.barrier(), [
      { event: 'pusher:subscription_error', channel: '#server-to-user-u1', data: { type: 'AuthError', status: 401 } },
      { event: 'pusher:error' },
    ]);
    await server.sdk.sendToUser('u1', 'notice', { n: 1 });
    t.same(await Promise.all(heard.slice(0, 2)), [{ n: 1 }, { n: 1 }]);
    t.strictSame(await raw.barrier(), [{ event: 'notice', channel: '#server-to-user-u1', data: '{"n":1}' }]);
    t.strictSame(await thief.barrier(), []);
    await barrier(other);
    await server.sdk.sendToUser('u2', 'notice', { n: 2 });
    t.same(await heard[2], { n: 2 }, 'the first thing that the other user hears is its own');
    t.strictSame((await call(server.port, 'GET', '/apps/app-1/channels')).body, { channels: {} });
  },
);

/** A stock client that is just signed in, and is about to subscribe its channel by itself; with what it hears. */
async function stockUser(server: TestServer): Promise<{ client: PusherClient; heard: unknown[] }> {
  const client = await server.pusher({ userId: 'u1' });
  const heard: unknown[] = [];
  client.user.bind('notice', ({ n }: { n: number }) => heard.push(n));
  client.signin();
  await client.user.signinDonePromise;
  return { client, heard };
}

t.test('[U15] [N2] from its sign-in on a user is sent each event once, whatever it subscribes', async (t) => {
  const server = await testServer(t);
  const raw = await Promise.all([1, 2, 3].map(() => fresh(server)));
  for (const client of raw) await trySignIn(client, '{"id":"u1"}');
  const stock = await Promise.all([1, 2, 3].map(() => stockUser(server)));
  const all = Array.from({ length: 20 }, (_, n) => n);
  for (const n of all) {
    const event = n % 2 === 0 ? 'pusher:subscribe' : 'pusher:unsubscribe';
    for (const client of raw.slice(1)) client.say(event, { channel: '#server-to-user-u1' });
    await server.sdk.sendToUser('u1', 'notice', { n });
  }
  await allNodesHeard(server.port);
  for (const { client, heard } of stock) {
    await barrier(client);
    t.same(heard, all);
  }
  for (const client of raw) {
    const notices = (await client.barrier()).filter(({ event }) => event === 'notice');
    t.same(
      notices.map(({ data }) => JSON.parse(String(data)).n),
      all,
    );
  }
  t.strictSame((await call(server.port, 'GET', '/apps/app-1/channels')).body, { channels: {} });
});

t.test('[U8] [U9] corner case 47: the watchlist of stock pusher-js', async (t) => {
  const server = await testServer(t, watchers);
  const authentication = (user: object) => ({
    userAuthentication: {
      transport: 'ajax' as const,
      endpoint: '',
      customHandler: ({ socketId }: { socketId: string }, callback: (error: null, data: never) => void) =>
        callback(null, server.sdk.authenticateUser(socketId, user as never) as never),
    },
  });
  const first = await server.pusher({ userId: 'b' });
  first.signin();
  await first.user.signinDonePromise;
  const watcher = await server.pusher(authentication({ id: 'a', watchlist: ['b', 'c'] }));
  const heard: unknown[] = [];
  let more = (): void => {};
  for (const name of ['online', 'offline'])
    watcher.user.watchlist.bind(name, (event: unknown) => {
      heard.push(event);
      more();
    });
  const until = async (howMany: number): Promise<unknown[]> => {
    while (heard.length < howMany)
      await new Promise<void>((resolve) => {
        more = resolve;
      });
    return heard.slice();
  };
  watcher.signin();
  t.same(await until(2), [
    { name: 'online', user_ids: ['b'] },
    { name: 'offline', user_ids: ['c'] },
  ]);
  const second = await server.pusher({ userId: 'b' });
  second.signin();
  await second.user.signinDonePromise;
  const raw = await fresh(server);
  await raw.join('presence-a', { user_id: 'c' });
  first.disconnect();
  await barrier(watcher);
  const c = await fresh(server);
  await trySignIn(c, '{"id":"c"}');
  t.same((await until(3)).slice(2), [{ name: 'online', user_ids: ['c'] }], 'once a user; presence does not count');
  second.disconnect();
  t.same((await until(4)).slice(3), [{ name: 'offline', user_ids: ['b'] }]);
});

t.test('[U8] [U10] the frame itself; more than a hundred watched; off by default', async (t) => {
  const server = await testServer(t, watchers);
  const client = await fresh(server);
  const watchlist = Array.from({ length: 101 }, (_, index) => `w${index}`);
  const frames = await trySignIn(client, JSON.stringify({ id: 'a', watchlist }));
  t.match(frames, [{ event: 'pusher:signin_success' }, { event: 'pusher:error', data: { code: 4302 } }, {}]);
  t.strictSame(frames[2], watchlistEvents([{ name: 'offline', user_ids: watchlist.slice(0, 100) }]));
  const off = await testServer(t);
  t.match(await trySignIn(await fresh(off), JSON.stringify({ id: 'a', watchlist })), [
    { event: 'pusher:signin_success' },
  ]);
});

t.test('[U11] corner case 48: terminate closes every signed-in connection of the user, and no other', async (t) => {
  letTimersGo(t);
  const server = await testServer(t);
  const [bare, after, other, presenceOnly] = [
    await fresh(server),
    await fresh(server),
    await fresh(server),
    await fresh(server),
  ];
  await trySignIn(bare, '{"id":"u1"}');
  await after.join('presence-a', { user_id: 'x' });
  await after.join('news');
  await trySignIn(after, '{"id":"u1"}');
  await trySignIn(other, '{"id":"u2"}');
  await presenceOnly.join('presence-a', { user_id: 'u1' });
  const stock = await server.pusher({ userId: 'u1' });
  stock.signin();
  await stock.user.signinDonePromise;
  await server.sdk.terminateUserConnections('u1');
  for (const client of [bare, after])
    t.strictSame(await client.closed, { code: 4009, reason: 'You got disconnected by the app.' });
  await stateIs(stock, 'disconnected');
  await other.barrier();
  t.match(await presenceOnly.barrier(), [{ event: 'pusher_internal:member_removed' }]);
});

t.test('[U13] corner case 49: connections that are not authorised in time', async (t) => {
  letTimersGo(t);
  const server = await testServer(t, { authorizedConnections: true, authorizationTimeout: 0.3 });
  const [idle, open, refused, signed, onPrivate] = await Promise.all([1, 2, 3, 4, 5].map(() => fresh(server)));
  const stock = await server.pusher();
  const presence = stock.subscribe('presence-a');
  await subscribed(presence);
  await open?.join('news');
  refused?.say('pusher:subscribe', { channel: 'private-a', auth: 'key-1:0' });
  await signed?.signIn('u1');
  await onPrivate?.join('private-a');
  for (const client of [idle, open, refused])
    t.strictSame(await client?.closed, { code: 4009, reason: 'Connection not authorized within timeout' });
  // One that came later, and is closed in its turn, shows that the others are past their time.
  t.match(await (await server.raw()).closed, { code: 4009 });
  for (const client of [signed, onPrivate]) await client?.barrier();
  t.equal(stock.connection.state, 'connected');
  t.notOk(new Ear(presence).heard.length);
});

t.test('[U14] those do not take a place of the quota', async (t) => {
  const server = await testServer(t, { authorizedConnections: true, limits: { connections: 1 } });
  const clients = await Promise.all([1, 2, 3].map(() => fresh(server)));
  const [one, two] = clients as [RawClient, RawClient, RawClient];
  await one.join('private-a');
  await one.barrier();
  two.subscribe('presence-a', { user_id: 'u' });
  t.strictSame(await two.closed, { code: 4004, reason: 'Application is over connection quota' });
  t.match(await (await server.raw()).closed, { code: 4004 });
  await clients[2]?.barrier();
});
