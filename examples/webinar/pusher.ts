import type Pusher from 'pusher-js';
import type { WebinarCommands } from '../../src/protocol/types/domains/webinar.ts';
import { enterRoom, onPeople, type Person } from '../shared/room.ts';

export interface ChatMessage {
  readonly user: { readonly id: string; readonly name: string; readonly role: string };
  readonly message: string;
  readonly timestamp: string;
}

export interface Webinar {
  readonly title: string | null;
  readonly status: 'scheduled' | 'live' | 'paused' | 'ended';
}

export interface Hears {
  joined(webinar: Webinar, history: ChatMessage[]): void;
  message(message: ChatMessage): void;
  typing(name: string, isTyping: boolean): void;
  changed(change: Partial<Webinar>): void;
  people(people: Person[]): void;
  refused(text: string): void;
}

const statusAfter = { start: 'live', pause: 'paused', resume: 'live', end: 'ended' } as const;

/** Every Pusher call of this page. */
export function joinWebinar(pusher: Pusher, id: string, hears: Hears) {
  const channel = enterRoom(pusher, `presence-webinar-${id}`, hears.refused);
  onPeople(channel, hears.people);
  channel.bind('joined_webinar', ({ webinar, history }: { webinar: Webinar; history: ChatMessage[] }) =>
    hears.joined(webinar, history),
  );
  channel.bind('chat_message', hears.message);
  channel.bind('typing', ({ user, is_typing }: { user: { name: string }; is_typing: boolean }) =>
    hears.typing(user.name, is_typing),
  );
  channel.bind('webinar_action', ({ action }: { action: keyof typeof statusAfter }) =>
    hears.changed({ status: statusAfter[action] }),
  );
  channel.bind('webinar-updated', hears.changed);
  return <Name extends keyof WebinarCommands>(command: Name, data: WebinarCommands[Name]): void => {
    channel.trigger(`client-${command}`, data);
  };
}
