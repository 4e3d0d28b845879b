import t from 'tap';
import { readCommand } from '../../src/cli/command.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/log.ts';
import { startServer } from '../../src/server.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { credentials } from '../support/core/core.ts';
import { type TestServer, testServer } from '../support/nodes/server.ts';
import { dataOf } from '../support/rooms/fixture-domain.ts';
import { historyOf, iso, roomMember, statusOf } from '../support/rooms/room-member.ts';

const user = (id: string, role = 'user') => ({ user_id: id, user_info: { name: `Name ${id}`, role } });

t.test('[D17] ordinary channels have history where the app says so', async (t) => {
  const server = await testServer(t, { history: { 'room-*': { size: 2, ttl: '7d' }, news: { size: 1, ttl: '1h' } } });
  for (const channel of ['room-1', 'news', 'newsroom']) {
    for (const n of [1, 2, 3]) await server.sdk.trigger(channel, `e${n}`, { n });
  }
  const kept = async (channel: string) =>
    (await historyOf(server, channel)).history.map(({ event, data }) => [event, data]);
  t.same(await kept('room-1'), [
    ['e2', '{"n":2}'],
    ['e3', '{"n":3}'],
  ]);
  t.same(await kept('news'), [['e3', '{"n":3}']]);
  t.same(await kept('newsroom'), []);
});

t.test('[D31] [D32] [D34] [D35] a room chat with stock clients', async (t) => {
  const server = await testServer(t, { domains: ['chat-room'] });
  const reader = await roomMember(server, 'room-7', '');
  t.same(await reader.next('joined_room'), { room_id: '7', history: [] });
  const [ann, bob] = [
    await roomMember(server, 'presence-room-7', 'ann'),
    await roomMember(server, 'presence-room-7', 'bob'),
  ];
  for (const member of [ann, bob]) t.same(await member.next('joined_room'), { room_id: '7', history: [] });

  ann.say('typing', { is_typing: true, user_name: 'Eve' });
  t.same(await bob.next('typing'), { room_id: '7', user_id: 'ann', user_name: 'Name ann', is_typing: true });
  ann.say('reaction', { message_id: 5, emoji: '🎉' });
  const reaction = { room_id: '7', message_id: 5, emoji: '🎉', user_id: 'ann', user_name: 'Name ann' };
  for (const member of [ann, bob]) t.match(await member.next('reaction'), { ...reaction, timestamp: iso });
  ann.say('reaction', { message_id: 5, emoji: '🎉'.repeat(17) });
  t.match(await ann.next('error'), { code: 'INVALID_PAYLOAD', field: 'emoji', message: /^emoji/, command: 'reaction' });

  const message = {
    id: 9,
    room_id: 7,
    sender_role: 'seller',
    sender_name: 'Ann',
    message: 'Hi',
    type: 'text',
    created_at: 'today',
  };
  await server.sdk.trigger(['room-7', 'presence-room-7'], 'new-message', message, {
    socket_id: ann.client.connection.socket_id,
  });
  t.same(await reader.next('new-message'), message);
  t.same(await bob.next('new-message'), message);
  const activity = { room_id: '7', action: 'upload', user_name: 'Ann', role: '', description: '', timestamp: 'now' };
  await server.sdk.trigger('room-7', 'new-activity', activity);
  t.same(await reader.next('new-activity'), activity);
  const status = {
    room_id: 7,
    user_id: 1,
    user_name: 'Ann',
    role: 'x',
    is_online: false,
    last_seen: null,
    timestamp: 'now',
  };
  await server.sdk.trigger('presence-room-7', 'user-status-changed', status);
  t.same(await ann.next('user-status-changed'), status);
  t.same(
    await ann.rest(),
    ['pusher:subscription_succeeded', 'pusher:member_added', 'typing'].slice(0, 2),
    'socket_id left it out',
  );

  const kept = { event: 'new-message', data: JSON.stringify(message), time_ms: Number };
  t.match((await historyOf(server, 'presence-room-7')).history, { 0: kept, 1: kept, length: 2 });
  const late = await roomMember(server, 'presence-room-7', 'late');
  t.same(await late.next('joined_room'), { room_id: '7', history: [message, message] });
});

t.test('[D65] a stranger on the public channel is shown nothing that was said to the members alone', async (t) => {
  const server = await testServer(t, { domains: ['chat-room'] });
  const about = { room_id: '7', sender_role: '', sender_name: 'Ann', message: 'Hi', type: 'text', created_at: 'today' };
  const [secret, open] = [
    { ...about, id: 's' },
    { ...about, id: 'o' },
  ];
  const member = await roomMember(server, 'presence-room-7', 'ann');
  await member.next('joined_room');
  await server.sdk.trigger('presence-room-7', 'new-message', secret);
  await server.sdk.trigger('room-7', 'new-message', open);
  for (const [channel, history] of [
    ['room-7', [open]],
    ['presence-room-7', [secret, open]],
  ] as const) {
    const late = await roomMember(server, channel, 'late');
    t.same(await late.next('joined_room'), { room_id: '7', history });
    const kept = (await historyOf(server, channel)).history;
    t.same(
      kept.map(({ data }) => JSON.parse(data) as unknown),
      history,
      'the API says the same',
    );
  }
});

t.test('[D5] [H25] one bad event of many is 400 for all, in a trigger and in a batch', async (t) => {
  const server = await testServer(t, { domains: ['chat-room', 'webinar'] });
  const client = await server.raw();
  for (const channel of ['news', 'room-7', 'room-8']) await client.join(channel);
  await client.barrier();
  const activity = { room_id: 7, action: 'a', user_name: 'n', role: '', description: '', timestamp: '' };
  const trigger = await statusOf(server.sdk.trigger(['news', 'room-7', 'room-8'], 'new-activity', activity));
  t.match(trigger, { status: 400, body: /room-8: new-activity: room_id expects the room's own id, \\"8\\"|room_id/ });
  const batch = await statusOf(
    server.sdk.triggerBatch([
      { channel: 'news', name: 'a', data: 'x' },
      { channel: 'presence-webinar-1', name: 'webinar-updated', data: { title: 'Set' } },
      { channel: 'room-7', name: 'new-activity', data: { ...activity, action: undefined } },
    ]),
  );
  t.match(batch, { status: 400, body: /action/ });
  t.same(await client.barrier(), [], 'nothing was delivered');
  await client.join('presence-webinar-1', user('a'));
  t.match(dataOf(await client.next('joined_webinar')), { webinar: { title: null } }, 'nor changed');
  await server.sdk.triggerBatch([
    { channel: 'room-7', name: 'new-activity', data: activity },
    { channel: 'news', name: 'a', data: 'x' },
    { channel: 'room-8', name: 'anything', data: 'y' },
  ]);
  t.same(
    (await client.barrier()).map(({ event }) => event),
    ['new-activity', 'a', 'anything'],
  );
});

t.test('[D33] the broker announces who is online, where that is on', async (t) => {
  const server = await testServer(t, { domains: ['chat-room'], domainOptions: { 'chat-room': { announce: true } } });
  const reader = await roomMember(server, 'room-7', '');
  await reader.next('joined_room');
  const ann = await server.raw();
  await ann.join('presence-room-7', user('ann', 'seller'));
  const tab = await server.raw();
  await tab.join('presence-room-7', user('ann', 'seller'));
  await ann.close();
  await tab.close();
  for (const is_online of [true, false]) {
    const { timestamp, last_seen, ...rest } = await reader.next('user-status-changed');
    t.same(rest, { room_id: '7', user_id: 'ann', user_name: 'Name ann', role: 'seller', is_online });
    t.match(timestamp, iso);
    t.equal(last_seen, timestamp);
  }
});

t.test('[D2] names around the id', async (t) => {
  const server = await testServer(t, { domains: ['chat-room', 'webinar'] });
  const client = await server.raw();
  await client.barrier();
  for (const channel of ['room-a.b', 'room-a--b', `room-${'x'.repeat(65)}`, 'room-', 'rooms-1', 'my-room-1']) {
    await client.join(channel);
    t.same(await client.barrier(), [], `${channel} is an ordinary channel`);
  }
  await client.join('presence-room-a.b', user('a'));
  t.same(await client.barrier(), []);
  client.subscribe('presence-webinar-a--b', user('a'));
  t.match((await client.next('pusher:subscription_error')).data, { type: 'INVALID_ROOM', status: 404 });
});

t.test('[D1] domains are off unless an app names them, and --domains all names them all', async (t) => {
  const off = await (await testServer(t)).raw();
  await off.join('presence-webinar-1', user('a'));
  off.say('client-chat_message', { message: 'x' }, { channel: 'presence-webinar-1' });
  t.match((await off.barrier()).at(-1), { event: 'pusher:error', data: { message: /^To send client events/ } });

  const argv = [
    'start',
    '--port',
    '0',
    '--host',
    '127.0.0.1',
    '--drain-time',
    '0',
    '--apps',
    JSON.stringify([credentials]),
  ];
  const { given } = readCommand([...argv, '--domains', 'all']);
  const server = await startServer(loadConfig({ ...given, env: {} }), createLog('silent'));
  t.teardown(() => server.stop());
  const client = new RawClient(`ws://127.0.0.1:${server.port}/app/${credentials.key}?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  const snapshots = {
    'presence-webinar-1': 'joined_webinar',
    'presence-ticket-1': 'joined_ticket',
    'presence-room-1': 'joined_room',
    'presence-call-1': 'peers',
    'presence-video-1': 'joined_video',
    'presence-course-1': 'joined_course',
  };
  for (const [channel, event] of Object.entries(snapshots)) {
    await client.join(channel, user('a'));
    t.equal((await client.next(event)).channel, channel);
  }
});

/** The same server with other domains; `time` is how long those who have to come again are sent away. */
const reload = (server: TestServer, domains: string[], time = 0): Promise<unknown> => {
  const apps = JSON.stringify([{ ...credentials, clientEvents: true, domains }]);
  return server.reload({ ...loadConfig({ env: {}, flags: { apps } }), drain: { notice: 0, time } });
};

t.test('[D63] who is in a channel that a reload makes a room, or none, comes again; nobody else does', async (t) => {
  const server = await testServer(t, { clientEvents: true, domains: ['ticket'] });
  const ann = await roomMember(server, 'presence-webinar-1', 'ann');
  await ann.next('pusher:subscription_succeeded');
  const other = await server.raw();
  await other.join('presence-ticket-1', user('o'));
  await other.join('news');
  await other.barrier();
  await reload(server, ['webinar', 'ticket']);
  t.match(await ann.next('joined_webinar'), { webinar_id: '1', participants: 1 }, 'a stock client, by itself');
  ann.say('chat_message', { message: 'x' });
  t.match(await ann.next('chat_message'), { message: 'x' });
  await reload(server, ['webinar', 'ticket']);
  t.same(await other.barrier(), [], 'it has heard nothing of it');
  await reload(server, ['webinar']);
  t.equal((await other.closed).code, 4200);
  ann.say('chat_message', { message: 'y' });
  t.match(await ann.next('chat_message'), { message: 'y' });
});

t.test('[D63] [D3] until then nothing is said there, neither raw nor as a command', async (t) => {
  const server = await testServer(
    t,
    { clientEvents: true, domains: ['ticket'] },
    {},
    { oneNode: 'their order to leave' },
  );
  const clients = [await server.raw(), await server.raw(), await server.raw()];
  for (const [index, client] of clients.entries()) {
    await client.join('presence-webinar-1', user(`u${index}`));
    await client.join('presence-ticket-1', user(`u${index}`));
    await client.join('private-news');
  }
  await reload(server, ['webinar'], 3600);
  const { code } = await Promise.race(clients.map((client) => client.closed));
  t.equal(code, 4200, 'the first is sent away at once');
  const [one, two] = clients.filter(({ ws }) => ws.readyState === ws.OPEN);
  for (const client of [one, two]) await client?.barrier();
  for (const channel of ['presence-webinar-1', 'presence-ticket-1']) {
    one?.say('client-typing', { is_typing: true }, { channel });
    t.match((await one?.barrier())?.at(-1), { event: 'pusher:error' });
  }
  one?.say('client-x', {}, { channel: 'private-news' });
  await one?.barrier();
  t.same(
    (await two?.barrier())?.map(({ event }) => event),
    ['client-x'],
  );
  const back = await server.raw();
  await back.join('presence-webinar-1', user('back'));
  back.say('client-chat_message', { message: 'x' }, { channel: 'presence-webinar-1' });
  t.equal((await back.next('chat_message')).user_id, 'back');
});
