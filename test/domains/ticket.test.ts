import t from 'tap';
import { ticket } from '../../src/domains/ticket.ts';
import type { RoomView, Who } from '../../src/rooms/domain.ts';
import { validatorsOf } from '../../src/rooms/payload.ts';

const ann: Who = { id: 'a', name: 'Ann', role: '', info: {}, channels: [] };
const room: RoomView = {
  id: '7',
  channel: 'presence-ticket-7',
  pattern: '',
  part: undefined,
  members: [ann],
  main: [ann],
  everywhere: [],
};
const none = { status: null };
const fits = (kind: 'commands' | 'backendEvents', name: string, data: unknown): boolean =>
  validatorsOf(ticket)[kind].get(name)?.(data) === true;

t.test('[D36] the snapshot, and what outlives the members', async (t) => {
  t.same(ticket.initial('7'), none);
  t.same(ticket.snapshot({ status: 'open' }, room, [{ n: 1 }], ann), {
    event: 'joined_ticket',
    data: { ticket_id: '7', status: 'open', participants: 1, history: [{ n: 1 }] },
  });
  t.same(ticket.afterEmpty?.({ status: 'open' }), { status: 'open' });
  t.same(ticket.history, { size: 100, days: 7 });
});

t.test('[D37] typing and seen', async (t) => {
  const { typing_indicator, message_seen } = ticket.commands;
  for (const is_typing of [true, false])
    t.same(typing_indicator.run(none, { is_typing }, ann, 0, room), {
      effects: [
        {
          to: 'others',
          event: 'typing_indicator',
          data: { ticket_id: '7', user_id: 'a', user_name: 'Ann', is_typing },
        },
      ],
    });
  for (const message_id of [1, 'm1'])
    t.same(message_seen.run(none, { message_id }, ann, 0, room), {
      effects: [{ to: 'all', event: 'message_status_update', data: { message_id, status: 'seen', user_id: 'a' } }],
    });
  for (const message_id of [0, 5, 'x', 'x'.repeat(64), '🙂'.repeat(64)])
    t.ok(fits('commands', 'message_seen', { message_id }));
  for (const message_id of [undefined, null, '', ' ', 'x'.repeat(65), true, {}])
    t.notOk(fits('commands', 'message_seen', { message_id }), String(message_id));
  for (const is_typing of [undefined, null, 1, 'true']) t.notOk(fits('commands', 'typing_indicator', { is_typing }));
});

t.test('[D38] what the backend says', async (t) => {
  const { new_message, ticket_status_update } = ticket.backendEvents;
  t.same([new_message.remember, new_message.roomKey, ticket_status_update.roomKey], [true, 'ticket_id', 'ticket_id']);
  t.same(ticket_status_update.run?.(none, { ticket_id: 7, status: 'closed' }, 0, room), {
    state: { status: 'closed' },
  });
  t.ok(fits('backendEvents', 'new_message', { ticket_id: 7, message: {}, more: 1 }));
  for (const message of [undefined, null, 'x', 1])
    t.notOk(fits('backendEvents', 'new_message', { ticket_id: 7, message }));
  for (const status of ['x', 'x'.repeat(64)])
    t.ok(fits('backendEvents', 'ticket_status_update', { ticket_id: '7', status }));
  for (const status of [undefined, null, '', ' ', 'x'.repeat(65), 1])
    t.notOk(fits('backendEvents', 'ticket_status_update', { ticket_id: '7', status }));
});
