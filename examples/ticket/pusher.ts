import type Pusher from 'pusher-js';
import type { TicketCommands } from '../../src/protocol/types/domains/ticket.ts';
import { enterRoom, onPeople, type Person } from '../shared/room.ts';

export interface TicketMessage {
  readonly id: string;
  readonly user_id: string;
  readonly user_name: string;
  readonly text: string;
  readonly created_at: string;
}

export interface Hears {
  joined(status: string | null, history: TicketMessage[]): void;
  message(message: TicketMessage): void;
  seen(messageId: string, userId: string): void;
  status(status: string): void;
  typing(name: string, isTyping: boolean): void;
  people(people: Person[]): void;
  refused(text: string): void;
}

/** Every Pusher call of this page. */
export function joinTicket(pusher: Pusher, id: string, hears: Hears) {
  const channel = enterRoom(pusher, `presence-ticket-${id}`, hears.refused);
  onPeople(channel, hears.people);
  channel.bind(
    'joined_ticket',
    ({ status, history }: { status: string | null; history: { message: TicketMessage }[] }) =>
      hears.joined(
        status,
        history.map(({ message }) => message),
      ),
  );
  channel.bind('new_message', ({ message }: { message: TicketMessage }) => hears.message(message));
  channel.bind('ticket_status_update', ({ status }: { status: string }) => hears.status(status));
  channel.bind('message_status_update', ({ message_id, user_id }: { message_id: string; user_id: string }) =>
    hears.seen(message_id, user_id),
  );
  channel.bind('typing_indicator', ({ user_name, is_typing }: { user_name: string; is_typing: boolean }) =>
    hears.typing(user_name, is_typing),
  );
  return <Name extends keyof TicketCommands>(command: Name, data: TicketCommands[Name]): void => {
    channel.trigger(`client-${command}`, data);
  };
}
