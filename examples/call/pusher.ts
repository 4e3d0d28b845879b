import type Pusher from 'pusher-js';
import type { CallCommands } from '../../src/protocol/types/domains/call.ts';
import { enterRoom, type JoinRefusal, onPeople, type Person } from '../shared/room.ts';

export interface Peers {
  readonly yourId: string;
  readonly peers: readonly string[];
  readonly isHost: boolean;
  readonly hostId: string | null;
  readonly roomLocked: boolean;
  readonly chatEnabled: boolean;
  readonly raisedHands: readonly { readonly peerId: string; readonly username: string }[];
  readonly screenSharers: readonly string[];
  readonly coHosts: readonly string[];
  readonly recording: boolean;
  readonly waitingRoom: boolean;
  readonly breakout: string | null;
  readonly history: readonly ChatMessage[];
}

export interface ChatMessage {
  readonly id: string;
  readonly username: string;
  readonly message: string;
  readonly timestamp: number;
  readonly peerId: string;
}

/** What the call says after the snapshot, by event. */
export interface CallEvents {
  'peer-joined': { peerId: string; username: string };
  'peer-left': { peerId: string };
  'host-changed': { hostId: string };
  'co-host-changed': { coHosts: string[] };
  'room-locked': object;
  'room-unlocked': object;
  'chat-enabled': object;
  'chat-disabled': object;
  'raise-hand': { peerId: string; username: string };
  'lower-hand': { peerId: string };
  'screen-share-start': { peerId: string };
  'screen-share-stop': { peerId: string };
  'recording-started': object;
  'recording-stopped': object;
  'waiting-room': { enabled: boolean };
  'chat-message': ChatMessage;
  reaction: { peerId: string; emoji: string };
  kicked: object;
  'mute-participant': { targetPeerId: string; peerId: string };
  knock: { peerId: string; username: string };
  breakout: { room: string };
  'breakout-end': { room: string };
  offer: { peerId: string; username: string; sdp: string };
  answer: { peerId: string; sdp: string };
  candidate: { peerId: string; candidate: string };
}

export type CallEvent = {
  [Name in keyof CallEvents]: { readonly event: Name; readonly data: CallEvents[Name] };
}[keyof CallEvents];

const events: readonly (keyof CallEvents)[] = [
  'peer-joined',
  'peer-left',
  'host-changed',
  'co-host-changed',
  'room-locked',
  'room-unlocked',
  'chat-enabled',
  'chat-disabled',
  'raise-hand',
  'lower-hand',
  'screen-share-start',
  'screen-share-stop',
  'recording-started',
  'recording-stopped',
  'waiting-room',
  'chat-message',
  'reaction',
  'kicked',
  'mute-participant',
  'knock',
  'breakout',
  'breakout-end',
  'offer',
  'answer',
  'candidate',
];

export interface Hears {
  joined(peers: Peers): void;
  event(event: CallEvent): void;
  people(people: Person[]): void;
  /** The join was refused, or waits for the host. */
  kept(type: string, text: string): void;
  refused(text: string): void;
}

export interface Call {
  say<Name extends keyof CallCommands>(command: Name, data: CallCommands[Name]): void;
  leave(): void;
}

/** Every Pusher call of this page. The room may be the call or one of its breakouts. */
export function joinCall(pusher: Pusher, room: string, hears: Hears): Call {
  const channel = enterRoom(pusher, room, hears.refused);
  channel.bind('pusher:subscription_error', ({ type, error }: JoinRefusal) => hears.kept(type, error));
  onPeople(channel, hears.people);
  channel.bind('peers', hears.joined);
  for (const event of events) channel.bind(event, (data: unknown) => hears.event({ event, data } as CallEvent));
  return {
    say: (command, data) => void channel.trigger(`client-${command}`, data),
    leave: () => pusher.unsubscribe(room),
  };
}
