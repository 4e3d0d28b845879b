import type { TicketBackendEvents, TicketCommands } from '../protocol/types/domains/ticket.ts';
import { defineDomain, readSchema } from '../rooms/define-domain.ts';
import { toAll, toOthers } from '../rooms/domain.ts';

interface State {
  readonly status: string | null;
}

export const ticket = defineDomain<State, TicketCommands, TicketBackendEvents>({
  name: 'ticket',
  channels: ['presence-ticket-{ticket_id}'],
  schema: readSchema('ticket'),
  history: { size: 100, days: 7 },
  initial: () => ({ status: null }),
  afterEmpty: (state) => state,

  commands: {
    typing_indicator: {
      run: (_, { is_typing }, { id, name }, _now, room) => ({
        effects: [toOthers('typing_indicator', { ticket_id: room.id, user_id: id, user_name: name, is_typing })],
      }),
    },
    message_seen: {
      run: (_, { message_id }, { id }) => ({
        effects: [toAll('message_status_update', { message_id, status: 'seen', user_id: id })],
      }),
    },
  },

  backendEvents: {
    new_message: { remember: true, roomKey: 'ticket_id' },
    ticket_status_update: { roomKey: 'ticket_id', run: (_, { status }) => ({ state: { status } }) },
  },

  snapshot: ({ status }, { id, members }, history) => ({
    event: 'joined_ticket',
    data: { ticket_id: id, status, participants: members.length, history },
  }),
});
