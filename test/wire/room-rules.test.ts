import t, { type Test } from 'tap';
import { type PusherClient, testServer } from '../support/nodes/server.ts';
import { historyOf, RoomMember, roomMember } from '../support/rooms/room-member.ts';

const all = { domains: ['webinar', 'chat-room'] };
const room = 'presence-webinar-1';

/** The next error of the connection itself. */
const errorOf = (client: PusherClient): Promise<{ data: { code: number | null; message: string } }> =>
  new Promise((resolve) => {
    const take = ({ event, data }: { event: string; data: { code: number | null; message: string } }): void => {
      if (event !== 'pusher:error') return;
      client.connection.unbind('message', take);
      resolve({ data });
    };
    client.connection.bind('message', take);
  });

/** Somebody else of the room, and what it hears in the end. */
async function witness(t: Test, settings: object = all) {
  const server = await testServer(t, settings);
  const other = await roomMember(server, room, 'other');
  await other.next('joined_webinar');
  return { server, other };
}

const ordinary = (event: string): boolean => !event.startsWith('pusher:');

t.test('[D3] who is not in the room, and who is on its public channel, is told by the connection', async (t) => {
  const server = await testServer(t, { ...all, clientEvents: true });
  const reader = await roomMember(server, 'room-7', '');
  await reader.next('joined_room');
  const member = await roomMember(server, 'presence-room-7', 'm');
  await member.next('joined_room');
  const stranger = await server.pusher({ userId: 's' });
  const refused = [errorOf(reader.client), errorOf(stranger)];
  reader.say('typing', { is_typing: true });
  stranger.send_event('client-typing', { is_typing: true }, 'presence-room-7');
  t.match(await Promise.all(refused), [
    { data: { code: null, message: /only supported on private and presence/ } },
    { data: { code: null, message: /not subscribed to channel presence-room-7/ } },
  ]);
  t.same((await member.rest()).filter(ordinary), [], 'nothing of it was relayed');
});

t.test(
  '[D3] [D4] [D7] what is no command is refused on the channel, to its connection alone, and never relayed',
  async (t) => {
    const { server, other } = await witness(t, { ...all, clientEvents: true });
    const member = await roomMember(server, room, 'm');
    await member.next('joined_webinar');
    const tab = await roomMember(server, room, 'm');
    await tab.next('joined_webinar');
    const cases: [name: string, data: unknown, told: object][] = [
      ['shout', { message: 'x' }, { code: 'UNKNOWN_COMMAND', command: 'shout' }],
      ['webinar-updated', { title: 'x' }, { code: 'UNKNOWN_COMMAND', command: 'webinar-updated' }],
      ['n'.repeat(100), {}, { code: 'UNKNOWN_COMMAND', command: 'n'.repeat(64) }],
      ['chat_message', {}, { code: 'INVALID_PAYLOAD', field: 'message', message: /^message: / }],
      ['chat_message', { message: ' \n' }, { code: 'INVALID_PAYLOAD', field: 'message' }],
      ['chat_message', { message: '🙂'.repeat(2001) }, { code: 'INVALID_PAYLOAD', field: 'message' }],
      ['chat_message', 'no JSON', { code: 'INVALID_PAYLOAD', field: 'data' }],
      ['chat_message', ['x'], { code: 'INVALID_PAYLOAD', field: 'data' }],
      ['chat_message', { message: 'x', more: 'y'.repeat(11_000) }, { code: 'INVALID_PAYLOAD', field: 'more' }],
      ['typing', { is_typing: 1 }, { code: 'INVALID_PAYLOAD', field: 'is_typing' }],
      ['webinar_action', { action: 'start' }, { code: 'FORBIDDEN', command: 'webinar_action' }],
    ];
    for (const [name, data, told] of cases) {
      member.say(name, data);
      t.match(await member.next('error'), told, JSON.stringify(data).slice(0, 50));
    }
    const text = '<b>"x"</b> \\ 🙂'.padEnd(1990, '🙂');
    member.say(
      'chat_message',
      JSON.stringify({ message: text, user: { id: 'other' }, webinar_id: '2', timestamp: 'never' }),
    );
    for (const one of [member, tab, other])
      t.match(await one.next('chat_message'), {
        webinar_id: '1',
        user: { id: 'm', name: 'Name m', role: 'user' },
        message: text,
        timestamp: /Z$/,
      });
    for (const one of [tab, other]) t.same((await one.rest()).filter(ordinary), []);
  },
);

t.test('[D12] a role is what the first connection was signed with, and a name that is missing is the id', async (t) => {
  const { server, other } = await witness(t);
  for (const [id, info] of [
    ['1', { name: 'Guest', role: 'emperor' }],
    ['2', { role: ['admin'] }],
    ['3', undefined],
  ] as const) {
    const first = new RoomMember(await server.pusher({ userId: id, userInfo: info ?? {} }), room);
    await first.next('joined_webinar');
    const raised = await roomMember(server, room, id, { name: 'Boss', role: 'admin' });
    await raised.next('joined_webinar');
    raised.say('webinar_action', { action: 'start' });
    t.match(await raised.next('error'), { code: 'FORBIDDEN' });
    raised.say('chat_message', { message: 'x' });
    t.match(await other.next('chat_message'), {
      user: { id, name: info !== undefined && 'name' in info ? info.name : id, role: 'user' },
    });
  }
});

t.test('[D8] ten a second where no rate is given, over all connections of a member', async (t) => {
  const server = await testServer(t, all);
  const tabs: RoomMember[] = [];
  for (let n = 0; n < 3; n += 1) {
    const tab = await roomMember(server, 'presence-room-1', 'm');
    await tab.next('joined_room');
    tabs.push(tab);
  }
  const react = (n: number): void => tabs[n % 3]?.say('reaction', { message_id: n, emoji: '👍' });
  for (let n = 0; n < 10; n += 1) react(n);
  for (let n = 0; n < 10; n += 1) await tabs[0]?.next('reaction');
  for (let n = 10; n < 13; n += 1) {
    react(n);
    t.match(await tabs[n % 3]?.next('error'), { code: 'RATE_LIMITED', command: 'reaction', retry_after: 1 });
  }
});

t.test('[D2] [D9] a room of no such name is refused in both frames, and the connection goes on', async (t) => {
  const server = await testServer(t, all);
  const client = await server.pusher({ userId: 'm' });
  const pusherError = errorOf(client);
  const member = new RoomMember(client, 'presence-webinar-a--b');
  const { error, ...rest } = await member.next('pusher:subscription_error');
  t.match(rest, { type: 'INVALID_ROOM', status: 404 });
  t.same(await pusherError, { data: { code: null, message: error } });
  await new RoomMember(client, room).next('joined_webinar');
});

t.test('[D17] history is paged by its times, for a room and where the app keeps a channel’s', async (t) => {
  const server = await testServer(t, { ...all, history: { 'news-*': { size: 50, ttl: '1h' } } });
  const message = { id: 1, room_id: 7, sender_role: '', sender_name: 'A', message: 'x', type: 'text', created_at: '' };
  for (let n = 0; n < 3; n += 1) {
    await server.sdk.triggerBatch(
      Array.from({ length: 10 }, (_, index) => ({
        channel: 'room-7',
        name: 'new-message',
        data: { ...message, id: n * 10 + index },
      })),
    );
    await server.sdk.triggerBatch(
      Array.from({ length: 10 }, (_, index) => ({ channel: 'news-1', name: 'n', data: { id: n * 10 + index } })),
    );
  }
  for (const channel of ['room-7', 'presence-room-7', 'news-1']) {
    const ids: number[] = [];
    for (let before = {}; ; ) {
      const { history } = await historyOf(server, channel, { limit: '7', ...before });
      if (history[0] === undefined) break;
      ids.unshift(...history.map(({ data }) => (JSON.parse(data) as { id: number }).id));
      before = { before: String(history[0].time_ms) };
    }
    t.same(
      ids,
      Array.from({ length: 30 }, (_, n) => n),
      `${channel}: all of it, each once`,
    );
  }
});
