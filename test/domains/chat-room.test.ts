import t from 'tap';
import { chatRoom } from '../../src/domains/chat-room.ts';
import type { RoomView, Who } from '../../src/rooms/domain.ts';
import { validatorsOf } from '../../src/rooms/payload.ts';

const now = Date.UTC(2026, 0, 13, 10, 30);
const timestamp = '2026-01-13T10:30:00.000Z';
const ann: Who = { id: 'a', name: 'Ann', role: '', info: { name: 'Ann', role: 'seller' }, channels: [] };
const view = (pattern: string): RoomView => ({
  id: '7',
  channel: pattern.replace('{id}', '7'),
  pattern,
  part: undefined,
  members: [ann],
  main: [ann],
  everywhere: [],
});
const [open = '', presence = ''] = chatRoom().channels;
const domain = chatRoom();
const { typing, reaction } = domain.commands;
const joining = { returning: false };
const fits = (kind: 'commands' | 'backendEvents', name: string, data: unknown): boolean =>
  validatorsOf(domain)[kind].get(name)?.(data) === true;

t.test('[D31] both channels are one room, and greet in the same way', async (t) => {
  t.same(domain.channels, ['room-{id}', 'presence-room-{id}']);
  t.equal(domain.room?.('7', 'room-7'), domain.room?.('7', 'presence-room-7'));
  t.not(domain.room?.('7', 'room-7'), domain.room?.('8', 'room-8'));
  t.equal(domain.lenient, true, '[D2] the names were in use before');
  for (const pattern of [open, presence]) {
    t.same(domain.snapshot(null, view(pattern), [{ id: 1 }], undefined), {
      event: 'joined_room',
      data: { room_id: '7', history: [{ id: 1 }] },
    });
  }
});

t.test('[D32] what the backend says is checked', async (t) => {
  t.same(domain.history, { size: 100, days: 7 });
  const kept = Object.entries(domain.backendEvents).map(([name, { remember, roomKey }]) => [
    name,
    remember === true,
    roomKey,
  ]);
  t.same(kept, [
    ['new-message', true, 'room_id'],
    ['user-status-changed', false, 'room_id'],
    ['new-activity', false, 'room_id'],
  ]);
  const message = {
    id: 1,
    room_id: 7,
    sender_role: 'seller',
    sender_name: 'Ann',
    message: 'hi',
    type: 'text',
    created_at: 'now',
  };
  const status = {
    room_id: 7,
    user_id: 5,
    user_name: 'Ann',
    role: '',
    is_online: true,
    last_seen: null,
    timestamp: 'yesterday',
  };
  const activity = { room_id: '7', action: 'joined', user_name: 'Ann', role: '', description: '', timestamp: '' };
  const good: [string, object][] = [
    ['new-message', message],
    ['new-message', { ...message, id: 'm1', room_id: '7', type: 'image', more: { any: 1 } }],
    ['new-message', { ...message, type: 'system', message: '' }],
    ['user-status-changed', status],
    ['user-status-changed', { ...status, user_id: 'u', last_seen: 'long ago', is_online: false }],
    ['new-activity', activity],
  ];
  for (const [name, data] of good) t.ok(fits('backendEvents', name, data), name);
  for (const [name, data] of good) {
    for (const field of Object.keys(data).filter((key) => key !== 'more')) {
      t.notOk(fits('backendEvents', name, { ...data, [field]: undefined }), `${name} without ${field}`);
      t.notOk(fits('backendEvents', name, { ...data, [field]: ['x'] }), `${name} with another ${field}`);
    }
  }
  t.notOk(fits('backendEvents', 'new-message', { ...message, type: 'video' }));
  t.notOk(fits('backendEvents', 'user-status-changed', { ...status, is_online: 'yes' }));
});

t.test('[D33] who comes and goes is told where that is wanted', async (t) => {
  t.same(domain.onJoin?.(null, ann, now, view(presence), joining), { effects: [] });
  t.same(domain.onLeave?.(null, ann, now, view(presence)), { effects: [] });
  const telling = chatRoom({ announce: true });
  const told = (is_online: boolean, role: unknown) => ({
    effects: [
      {
        to: 'channel',
        channel: 'room-7',
        event: 'user-status-changed',
        data: { room_id: '7', user_id: 'a', user_name: 'Ann', role, is_online, last_seen: timestamp, timestamp },
      },
    ],
  });
  t.same(telling.onJoin?.(null, ann, now, view(presence), joining), told(true, 'seller'));
  t.same(telling.onLeave?.(null, ann, now, view(presence)), told(false, 'seller'));
  for (const role of [undefined, null, 5, { x: 1 }])
    t.same(telling.onJoin?.(null, { ...ann, info: { role } }, now, view(presence), joining), told(true, ''));
});

t.test('[D34] typing', async (t) => {
  t.same(typing.run(null, { is_typing: true }, ann, now, view(presence)), {
    effects: [
      { to: 'others', event: 'typing', data: { room_id: '7', user_id: 'a', user_name: 'Ann', is_typing: true } },
    ],
  });
  t.ok(fits('commands', 'typing', { is_typing: false }));
  t.notOk(fits('commands', 'typing', { is_typing: 'yes' }));
});

t.test('[D35] reactions', async (t) => {
  t.same(reaction.run(null, { message_id: 12, emoji: '👍' }, ann, now, view(presence)), {
    effects: [
      {
        to: 'all',
        event: 'reaction',
        data: { room_id: '7', message_id: 12, emoji: '👍', user_id: 'a', user_name: 'Ann', timestamp },
      },
    ],
  });
  for (const emoji of ['👍', '❤️', '👩‍👩‍👧‍👦', 'x'.repeat(16), '🎉'.repeat(16)])
    t.ok(fits('commands', 'reaction', { message_id: 'm', emoji }), emoji);
  for (const emoji of ['', ' ', '🎉'.repeat(17), 5, null])
    t.notOk(fits('commands', 'reaction', { message_id: 1, emoji }));
  for (const message_id of [undefined, null, '', {}, 'x'.repeat(65)])
    t.notOk(fits('commands', 'reaction', { message_id, emoji: '👍' }));
});
