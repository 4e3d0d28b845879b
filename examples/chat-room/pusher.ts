import type Pusher from 'pusher-js';
import type { ChatRoomBackendEvents, ChatRoomCommands } from '../../src/protocol/types/domains/chat-room.ts';
import { enterRoom, onPeople, type Person } from '../shared/room.ts';

export type Message = ChatRoomBackendEvents['new-message'];
export type Activity = ChatRoomBackendEvents['new-activity'];

export interface Reaction {
  readonly message_id: string | number;
  readonly emoji: string;
  readonly user_name: string;
}

export interface Hears {
  joined(history: Message[]): void;
  message(message: Message): void;
  activity(activity: Activity): void;
  reaction(reaction: Reaction): void;
  typing(name: string, isTyping: boolean): void;
  people(people: Person[]): void;
  refused(text: string): void;
}

/** Every Pusher call of this page: messages on the public channel, people and commands on the presence channel. */
export function joinRoom(pusher: Pusher, id: string, hears: Hears) {
  const open = pusher.subscribe(`room-${id}`);
  open.bind('joined_room', ({ history }: { history: Message[] }) => hears.joined(history));
  open.bind('new-message', hears.message);
  open.bind('new-activity', hears.activity);
  const channel = enterRoom(pusher, `presence-room-${id}`, hears.refused);
  onPeople(channel, hears.people);
  channel.bind('reaction', hears.reaction);
  channel.bind('typing', ({ user_name, is_typing }: { user_name: string; is_typing: boolean }) =>
    hears.typing(user_name, is_typing),
  );
  return <Name extends keyof ChatRoomCommands>(command: Name, data: ChatRoomCommands[Name]): void => {
    channel.trigger(`client-${command}`, data);
  };
}
