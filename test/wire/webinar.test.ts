import t from 'tap';
import { testServer } from '../support/nodes/server.ts';
import { nodes } from '../support/nodes/spread.ts';
import { dataOf } from '../support/rooms/fixture-domain.ts';
import { historyOf, iso, roomMember, statusOf } from '../support/rooms/room-member.ts';

const user = (id: string, role = 'user') => ({ user_id: id, user_info: { name: `Name ${id}`, role } });

t.test('[D24] [D25] [D26] [D27] [D28] a webinar with stock clients', async (t) => {
  const server = await testServer(t, { domains: ['webinar'] });
  const room = 'presence-webinar-123';
  const admin = await roomMember(server, room, 'a', { name: 'Admin User', role: 'admin', email: 'a@example.com' });
  t.same(await admin.next('joined_webinar'), {
    webinar_id: '123',
    participants: 1,
    webinar: { id: '123', title: null, status: 'scheduled' },
    history: [],
  });
  const guest = await roomMember(server, room, '1');
  t.match(await guest.next('joined_webinar'), { participants: 2 });
  const tab = await roomMember(server, room, '1');
  t.match(await tab.next('joined_webinar'), { participants: 2 });
  t.match(await admin.next('pusher:member_added'), { id: '1', info: { name: 'Name 1' } });

  const from = new Promise((resolve) =>
    admin.channel.bind('chat_message', (_: unknown, more: unknown) => resolve(more)),
  );
  guest.say('chat_message', { message: 'Hello everyone!' });
  const message = { webinar_id: '123', user: { id: '1', name: 'Name 1', role: 'user' }, message: 'Hello everyone!' };
  for (const one of [admin, guest, tab]) t.match(await one.next('chat_message'), { ...message, timestamp: iso });
  t.same(await from, { user_id: '1' });

  guest.say('typing', { is_typing: true });
  const typing = { webinar_id: '123', user: { id: '1', name: 'Name 1' }, is_typing: true };
  for (const one of [admin, tab]) t.same(await one.next('typing'), typing);

  guest.say('webinar_action', { action: 'start' });
  t.match(await guest.next('error'), { code: 'FORBIDDEN', command: 'webinar_action' });
  for (const action of ['pause', 'resume', 'end']) {
    admin.say('webinar_action', { action });
    t.match(await admin.next('error'), { code: 'INVALID_STATE', command: 'webinar_action' }, action);
  }
  for (const action of ['start', 'pause', 'resume', 'end']) {
    admin.say('webinar_action', { action });
    for (const one of [admin, guest, tab]) {
      t.match(await one.next('webinar_action'), {
        webinar_id: '123',
        action,
        admin: { id: 'a', name: 'Admin User' },
        timestamp: iso,
      });
    }
  }
  admin.say('webinar_action', { action: 'start' });
  t.match(await admin.next('error'), { code: 'INVALID_STATE' }, 'ended is final');

  const bad = await statusOf(server.sdk.trigger(room, 'webinar-updated', {}));
  t.match(bad, { status: 400, body: /expected title or status/ });
  t.match(await statusOf(server.sdk.trigger(room, 'webinar-updated', { status: 'on' })), {
    status: 400,
    body: /status/,
  });
  await server.sdk.trigger(room, 'webinar-updated', { title: 'Research', status: 'live', more: 1 });
  for (const one of [admin, guest, tab])
    t.same(await one.next('webinar-updated'), { title: 'Research', status: 'live', more: 1 });
  const late = await roomMember(server, room, '2');
  t.match(await late.next('joined_webinar'), {
    participants: 3,
    webinar: { id: '123', title: 'Research', status: 'live' },
    history: [message],
  });
  t.same(
    (await guest.rest()).filter((event) => !event.startsWith('pusher:')),
    [],
    'nothing that was not meant for it',
  );
  const counted = server.roomCounters();
  const sum = (key: 'participants' | 'messages'): number => counted.reduce((all, one) => all + one[key], 0);
  t.ok(counted.every(({ domain }) => domain === 'webinar'));
  t.equal(sum('messages'), 6, '[D22]');
  t.equal(sum('participants'), nodes === 1 ? 3 : 4, 'one has tabs on two of several nodes');
});

t.test('[D16] [D17] [D24] history and status are there after the room was empty', async (t) => {
  const server = await testServer(t, { domains: ['webinar'] });
  const room = 'presence-webinar-1';
  const clients = await Promise.all([server.raw(), server.raw()]);
  for (const [index, client] of clients.entries()) await client.join(room, user(`u${index}`, 'admin'));
  for (let n = 0; n < 20; n += 1) clients[n % 2]?.say('client-chat_message', { message: `m${n}` }, { channel: room });
  for (const client of clients) for (let n = 0; n < 20; n += 1) await client.next('chat_message');
  clients[0]?.say('client-webinar_action', { action: 'start' }, { channel: room });
  await clients[1]?.next('webinar_action');
  for (const client of clients) await client.close();
  const late = await server.raw();
  await late.join(room, user('late'));
  const snapshot = dataOf(await late.next('joined_webinar')) as { history: { message: string }[] };
  t.match(snapshot, { participants: 1, webinar: { status: 'live' } });
  const { history } = await historyOf(server, room);
  t.same(
    history.map(({ data }) => JSON.parse(data)),
    snapshot.history,
    'as they were said',
  );
  t.equal(history.length, 20);
  t.same(new Set(snapshot.history.map(({ message }) => message)).size, 20);
  t.ok(history.every(({ event, time_ms }) => event === 'chat_message' && Number.isInteger(time_ms)));
  t.same((await historyOf(server, room, { limit: '3' })).history, history.slice(-3), 'the last ones, oldest first');
  const before = history[10]?.time_ms ?? 0;
  t.same(
    (await historyOf(server, room, { before: String(before) })).history,
    history.filter((one) => one.time_ms < before),
  );
  t.same(await historyOf(server, 'presence-webinar-none'), { history: [] });
  for (const params of [{ limit: '0' }, { limit: '1001' }, { limit: 'x' }, { before: '-1' }, { before: 'x' }])
    t.match(await server.sdk.get({ path: `/channels/${room}/history`, params }).catch((error: unknown) => error), {
      status: 400,
    });
});

t.test('[D8] [D25] [D26] the 11th chat message and the 31st typing in a minute, from two tabs', async (t) => {
  const server = await testServer(t, { domains: ['webinar'] });
  const room = 'presence-webinar-1';
  const [one, two] = [await server.raw(), await server.raw()];
  for (const client of [one, two]) await client.join(room, user('a'));
  for (let n = 0; n < 10; n += 1) {
    (n % 2 === 0 ? one : two).say('client-chat_message', { message: `m${n}` }, { channel: room });
    for (const client of [one, two]) await client.next('chat_message');
  }
  for (const client of [one, two]) {
    client.say('client-chat_message', { message: 'too many' }, { channel: room });
    const { retry_after, ...refused } = dataOf(await client.next('error'));
    t.match(refused, { code: 'RATE_LIMITED', command: 'chat_message' });
    t.ok(
      Number.isInteger(retry_after) && (retry_after as number) >= 1 && (retry_after as number) <= 60,
      String(retry_after),
    );
  }
  for (let n = 0; n < 31; n += 1) one.say('client-typing', { is_typing: true }, { channel: room });
  t.match(dataOf(await one.next('error')), { code: 'RATE_LIMITED', command: 'typing' });
  t.equal((await two.barrier()).filter(({ event }) => event === 'typing').length, 30);
});

t.test('[D29] [D10] the 101st is refused, a second tab of the 100th is not', async (t) => {
  const server = await testServer(t, { domains: ['webinar'], limits: { presenceMembers: 1000 } });
  const room = 'presence-webinar-1';
  const clients = await Promise.all(Array.from({ length: 99 }, () => server.raw()));
  await Promise.all(clients.map((client, index) => client.join(room, user(`u${index}`))));
  // Two at once for the last place: one gets it.
  const two = await Promise.all([server.raw(), server.raw()]);
  for (const [index, client] of two.entries()) client.subscribe(room, user(`last${index}`));
  const answers = await Promise.all(
    two.map((client) => client.next(({ event }) => /subscription_(succ|err)/.test(event))),
  );
  t.same(answers.map(({ event }) => event).sort(), [
    'pusher:subscription_error',
    'pusher_internal:subscription_succeeded',
  ]);
  t.match(
    answers.find(({ event }) => event === 'pusher:subscription_error'),
    { data: { type: 'ROOM_FULL' } },
  );
  const last = answers.findIndex(({ event }) => event !== 'pusher:subscription_error');
  const late = await roomMember(server, room, 'late');
  t.match(await late.next('pusher:subscription_error'), {
    type: 'ROOM_FULL',
    status: 403,
    error: 'This room has its 100 members',
  });
  const tab = await roomMember(server, room, `last${last}`);
  t.match(await tab.next('joined_webinar'), { participants: 100 });
  await clients[0]?.close();
  await tab.next('pusher:member_removed');
  late.client.disconnect();
  late.client.connect();
  t.match(await late.next('joined_webinar'), { participants: 100 }, 'after it connected anew');
});

t.test('[D30] pings above 60 in a minute are answered and counted, in a webinar alone', async (t) => {
  const server = await testServer(t, { domains: ['webinar'] });
  const client = await server.raw();
  const ping = async (most: number): Promise<void> => {
    for (let n = 0; n < most; n += 1) client.say('pusher:ping', {});
    for (let n = 0; n < most; n += 1) await client.next('pusher:pong');
  };
  await ping(70);
  t.equal(server.counters.pingsAboveRate, 0);
  await client.join('presence-webinar-1', user('a'));
  await ping(70);
  t.equal(server.counters.pingsAboveRate, 10);
  client.say('pusher:unsubscribe', { channel: 'presence-webinar-1' });
  await ping(70);
  t.equal(server.counters.pingsAboveRate, 10);
});

t.test('[U6] a notification to a user in a webinar', async (t) => {
  const server = await testServer(t, { domains: ['webinar'] });
  const client = await server.pusher({ userId: '1' });
  const ready = new Promise<void>((resolve) => {
    client.connection.bind('message', ({ event }: { event: string }) => {
      if (event === 'pusher_internal:subscription_succeeded') resolve();
    });
  });
  client.signin();
  await ready;
  const got = new Promise((resolve) => client.user.bind('notification', resolve));
  const notification = { title: 'New Webinar', message: 'A new webinar has been scheduled', type: 'webinar_scheduled' };
  await server.sdk.sendToUser('1', 'notification', notification);
  t.same(await got, notification);
});
