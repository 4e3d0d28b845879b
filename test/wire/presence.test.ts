import type { PresenceChannel } from 'pusher-js';
import t from 'tap';
import { memberAdded, memberRemoved, refused, rosterOf } from '../support/clients/frames.ts';
import type { RawClient } from '../support/clients/raw-client.ts';
import { barrier, Ear, subscribed } from '../support/clients/stock.ts';
import type { Frame } from '../support/core/fake-socket.ts';
import { call } from '../support/http/api.ts';
import { type PusherClient, type TestServer, testServer } from '../support/nodes/server.ts';

const room = 'presence-room';

/** A raw client whose greeting was read. */
async function fresh(server: TestServer): Promise<RawClient> {
  const client = await server.raw();
  await client.barrier();
  return client;
}

/** Says a subscribe, and answers all that came of it. */
async function tryJoin(client: RawClient, channel: string, data?: unknown): Promise<Frame[]> {
  client.subscribe(channel, data);
  return client.barrier();
}

/** A stock client in the room, and what its channel hears. */
async function enter(server: TestServer, userId: string, userInfo?: unknown) {
  const client: PusherClient = await server.pusher({ userId, ...(userInfo === undefined ? {} : { userInfo }) });
  const channel = client.subscribe(room) as PresenceChannel;
  const ear = new Ear(channel);
  await subscribed(channel);
  return { client, channel, ear };
}

t.test('[R3] [R6] two users as stock pusher-js and the wire see them', async (t) => {
  const server = await testServer(t);
  const witness = await fresh(server);
  await tryJoin(witness, room, { user_id: 'w' });
  const one = await enter(server, '1', { name: 'A' });
  t.equal(one.channel.members.count, 2);
  t.same(one.channel.members.me, { id: '1', info: { name: 'A' } });
  const two = await enter(server, '2', { name: 'B' });
  t.same(two.channel.members.members, { w: null, '1': { name: 'A' }, '2': { name: 'B' } });
  t.same(await one.ear.next('pusher:member_added'), { id: '2', info: { name: 'B' } });
  await barrier(two.client);
  t.notOk(
    two.ear.heard.some(({ event }) => event === 'pusher:member_added'),
    'nothing of itself',
  );
  const late = await fresh(server);
  const [success, ...more] = await tryJoin(late, room, { user_id: '1' });
  t.strictSame(more, []);
  const told = await witness.barrier();

  t.test('[R3] corner case 2: ids is an array of distinct strings', async (t) => {
    t.strictSame(rosterOf(success).ids, ['w', '1', '2']);
    t.strictSame(rosterOf(success).hash, { w: null, '1': { name: 'A' }, '2': { name: 'B' } });
  });
  t.test('[R6] [R8] corner case 3: member frames carry data as a string', async (t) => {
    for (const { data } of told) t.type(data, 'string');
    t.strictSame(told[0], memberAdded(room, { user_id: '1', user_info: { name: 'A' } }));
    two.client.disconnect();
    t.strictSame(await witness.next('pusher_internal:member_removed'), memberRemoved(room, '2'));
  });
  t.test('[R6] [R7] corner case 4: one member_added a user, however many tabs', async (t) => {
    t.strictSame(
      told.map(({ data }) => data),
      ['{"user_id":"1","user_info":{"name":"A"}}', '{"user_id":"2","user_info":{"name":"B"}}'],
    );
  });
  t.test('[R3] corner case 7: who joins is in its own list', async (t) => {
    const newcomer = await fresh(server);
    const list = rosterOf((await tryJoin(newcomer, room, { user_id: 'new' }))[0]);
    t.ok(list.ids.includes('new') && 'new' in list.hash);
    t.equal(list.count, list.ids.length);
  });
});

t.test('[R3] corner case 8: counts and lists are of distinct users, over HTTP too', async (t) => {
  const server = await testServer(t);
  const tabs = [await fresh(server), await fresh(server), await fresh(server)];
  for (const [index, tab] of tabs.entries()) await tryJoin(tab, room, { user_id: index === 2 ? 'b' : 'a' });
  const users = await call(server.port, 'GET', `/apps/app-1/channels/${room}/users`);
  t.strictSame(users.body, { users: [{ id: 'a' }, { id: 'b' }] });
  const info = await call(server.port, 'GET', `/apps/app-1/channels/${room}`, { query: [['info', 'user_count']] });
  t.strictSame(info.body, { occupied: true, user_count: 2 });
});

t.test('[R1] [R2] corner case 21: channel_data that is bad, or was not signed', async (t) => {
  const server = await testServer(t);
  const client = await fresh(server);
  const auth = client.sign(`${client.socketId}:${room}`);
  for (const channel_data of ['{"user_id":"1"}', { user_id: '1' }, 5, undefined, null]) {
    client.say('pusher:subscribe', { channel: room, auth, channel_data });
    const [error, ...more] = await client.barrier();
    t.match(error, { event: 'pusher:subscription_error', channel: room, data: { type: 'AuthError', status: 401 } });
    t.match(more, [{ event: 'pusher:error' }]);
  }
  for (const data of ['no json', '[]', '{}', '{"user_id":""}', '{"user_id":null}'])
    t.match((await tryJoin(client, room, data))[0], { data: { type: 'AuthError', status: 401 } }, data);
  t.strictSame(rosterOf((await tryJoin(client, room, { user_id: '1' }))[0]).ids, ['1']);
});

t.test('[R4] corner case 11: user_id 10 is "10" for everybody', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const stock = await enter(server, 'w');
  const client = await fresh(server);
  const [success] = await tryJoin(client, room, '{"user_id":10}');
  t.strictSame(rosterOf(success).ids, ['w', '10']);
  t.match(await stock.ear.next('pusher:member_added'), { id: '10' });
  client.say('client-x', {}, { channel: room });
  await stock.ear.next('client-x');
  const users = await call(server.port, 'GET', `/apps/app-1/channels/${room}/users`);
  t.strictSame(users.body, { users: [{ id: 'w' }, { id: '10' }] });
  await client.close();
  t.match(await stock.ear.next('pusher:member_removed'), { id: '10' });
});

t.test('[R5] corner case 9: user_info that is missing, or no object', async (t) => {
  const server = await testServer(t);
  const stock = await enter(server, 'w');
  for (const [id, info] of Object.entries({ a: true, b: [1, 'two'], c: 'text', d: null, e: 0, f: undefined })) {
    const client = await fresh(server);
    const [success] = await tryJoin(client, room, { user_id: id, user_info: info });
    t.strictSame(rosterOf(success).hash[id], info ?? null);
    t.same(await stock.ear.next('pusher:member_added'), { id, info });
  }
});

t.test('[R7] corner case 10: user_info is fixed by the first connection', async (t) => {
  const server = await testServer(t);
  const [first, second, third] = [await fresh(server), await fresh(server), await fresh(server)];
  await tryJoin(first, room, { user_id: 'u', user_info: 'first' });
  t.strictSame(rosterOf((await tryJoin(second, room, { user_id: 'u', user_info: 'second' }))[0]).hash, { u: 'first' });
  await first.close();
  t.strictSame(rosterOf((await tryJoin(third, room, { user_id: 'u', user_info: 'third' }))[0]).hash, { u: 'first' });
});

t.test('[R8] corner case 5: two tabs, one member_removed, when the last has gone', async (t) => {
  const server = await testServer(t);
  const [witness, one, two] = [await fresh(server), await fresh(server), await fresh(server)];
  for (const [client, user_id] of [
    [witness, 'w'],
    [one, 'u'],
    [two, 'u'],
  ] as const)
    await tryJoin(client, room, { user_id });
  await one.close();
  t.strictSame(await witness.barrier(), [memberAdded(room, { user_id: 'u' })]);
  two.say('pusher:unsubscribe', { channel: room });
  await two.barrier();
  t.strictSame(await witness.barrier(), [memberRemoved(room, 'u')]);
});

t.test('[R8] corner case 6: an abrupt loss leaves presence at once', async (t) => {
  const server = await testServer(t);
  const stock = await enter(server, 'w');
  const [lost, reset] = [await fresh(server), await fresh(server)];
  await tryJoin(lost, room, { user_id: 'lost' });
  await tryJoin(reset, room, { user_id: 'reset' });
  lost.destroy();
  t.match(await stock.ear.next('pusher:member_removed'), { id: 'lost' });
  reset.ws.terminate();
  t.match(await stock.ear.next('pusher:member_removed'), { id: 'reset' });
  t.equal(stock.channel.members.count, 1);
});

t.test('[R9] one user more than fit is refused, a further tab of one who is there is not', async (t) => {
  const server = await testServer(t, { limits: { presenceMembers: 3 } });
  const clients = await Promise.all([1, 2, 3, 4, 5].map(() => fresh(server)));
  for (const index of [0, 1, 2]) await tryJoin(clients[index] as RawClient, room, { user_id: `u${index}` });
  const [, , third, fourth, tab] = clients as [RawClient, RawClient, RawClient, RawClient, RawClient];
  const full = refused(room, 'LimitReached', 403, 'A presence channel can have at most 3 members');
  t.strictSame(await tryJoin(fourth, room, { user_id: 'u3' }), full);
  t.equal(rosterOf((await tryJoin(tab, room, { user_id: 'u1' }))[0]).count, 3);
  await third.close();
  await clients[0]?.next('pusher_internal:member_removed');
  t.strictSame(rosterOf((await tryJoin(fourth, room, { user_id: 'u3' }))[0]).ids, ['u0', 'u1', 'u3']);
});

t.test('[R9] a hundred by default', async (t) => {
  const server = await testServer(t);
  const clients = await Promise.all(Array.from({ length: 101 }, () => fresh(server)));
  for (const [index, client] of clients.entries()) client.subscribe(room, { user_id: `u${index}` });
  const outcomes = await Promise.all(clients.map(async (client) => (await client.barrier())[0]?.event));
  t.equal(outcomes.filter((event) => event === 'pusher_internal:subscription_succeeded').length, 100);
  t.equal(outcomes.filter((event) => event === 'pusher:subscription_error').length, 1);
});

t.test('[R10] a member of 1 KB and an id of 128 characters fit', async (t) => {
  const server = await testServer(t);
  const client = await fresh(server);
  const info = (bytes: number): string => 'x'.repeat(bytes - 2);
  t.ok(rosterOf((await tryJoin(client, 'presence-a', { user_id: 'i'.repeat(128), user_info: info(1024) }))[0]));
  for (const member of [{ user_id: '1', user_info: info(1025) }, { user_id: 'i'.repeat(129) }])
    t.match((await tryJoin(client, 'presence-b', member))[0], { data: { type: 'LimitReached', status: 413 } });
});

t.test(
  '[R11] [R12] stock pusher-js joins as the user it signed in as, and channel_data goes before that',
  async (t) => {
    const server = await testServer(t);
    const client = await server.pusher({
      userId: 'signed-in',
      channelAuthorization: {
        transport: 'ajax',
        endpoint: '',
        customHandler: ({ socketId, channelName }, callback) =>
          callback(
            null,
            server.sdk.authorizeChannel(
              socketId,
              channelName,
              channelName.endsWith('explicit') ? { user_id: 'other' } : undefined,
            ),
          ),
      },
    });
    client.signin();
    await client.user.signinDonePromise;
    const implicit = client.subscribe('presence-implicit') as PresenceChannel;
    await subscribed(implicit);
    t.strictSame(Object.keys(implicit.members.members), ['signed-in']);
    const explicit = client.subscribe('presence-explicit') as PresenceChannel;
    await subscribed(explicit);
    t.strictSame(Object.keys(explicit.members.members), ['other']);
    const [userId] = [client.user.user_data.id as string];
    t.equal(userId, 'signed-in');
    const stranger = await fresh(server);
    t.match(await tryJoin(stranger, 'presence-implicit'), [
      { event: 'pusher:subscription_error', data: { status: 401 } },
      {},
    ]);
  },
);

t.test('[L34] who comes and goes without end waits before it comes again, and nobody else does', async (t) => {
  const server = await testServer(t);
  const [stranger, witness, friend] = [await fresh(server), await fresh(server), await fresh(server)];
  await witness.join(room, { user_id: 'witness' });
  for (let n = 0; n < 15; n += 1) {
    stranger.subscribe(room, { user_id: 'stranger' });
    stranger.say('pusher:unsubscribe', { channel: room });
  }
  stranger.subscribe(room, { user_id: 'stranger' });
  const done = stranger.barrier().then(() => 'stranger');
  for (let n = 0; n < 10; n += 1) await witness.next('pusher_internal:member_removed');
  const heard = friend.join(room, { user_id: 'friend' }).then(() => 'friend');
  t.equal(await Promise.race([heard, done]), 'friend', 'the other waits');
  await done;
  t.ok(server.counters.subscribesDelayed > 0);
  const added = memberAdded(room, { user_id: 'friend' });
  t.same(await witness.next(({ data }) => data === added.data), added);
  for (let n = 0; n < 5; n += 1) await witness.next('pusher_internal:member_removed');
});
