import type { App } from '../../apps/app.ts';
import type { ChannelName } from '../../protocol/channel-name.ts';
import type { SubscriptionError } from '../../protocol/subscription-errors.ts';
import type { Joined, Member } from '../ports/presence.ts';
import type { ChannelEvent } from '../ports/pubsub.ts';
import type { DeadHolder } from '../ports/rooms.ts';

/** What a room answers to a join: as a channel does, and what it says to the newcomer after that. */
export type RoomAnswer =
  | { readonly waits: true }
  | { readonly joined: Joined; readonly greetings: readonly string[]; readonly forUser?: UserNews | undefined }
  | { readonly refusal: SubscriptionError };

/** What a signed-in user hears of it, before its success. */
export interface UserNews {
  readonly event: string;
  readonly data: string;
}

/** A join that a room lets wait, and what it is told in the end. */
export interface WaitingJoin {
  admitted(): void;
  denied(): void;
}

/** A socket that does something in a room. */
export interface RoomSocket {
  readonly id: string;
  readonly channels: readonly string[];
  send(frame: string): void;
  /** Counts a refusal; false when there were so many that this one is not told. */
  mayBeRefused(): boolean;
  /** It gave a command in this room, which took effect or was refused. */
  commanded(
    channel: string,
    event: string,
    refusal: { readonly refuse: string; readonly message: string } | undefined,
  ): void;
}

/** One channel that a domain has claimed. */
export interface Claim {
  /** The same as long as the channel is a room of the same kind: whose settings change, changes. */
  readonly domain: object;
  /** Where what its newcomers are shown is remembered. */
  readonly history: string;
  /** How often a connection in it should ping at most. */
  readonly pingsPerMinute: number | undefined;
  /** `again`: it had to wait, and somebody has admitted it. */
  join(member: Member | undefined, socket: RoomSocket, again?: WaitingJoin): Promise<RoomAnswer>;
  /** From now on the join is told the verdict. It has been counted as waiting since it was answered so. */
  enterWaitingRoom(userId: string, join: WaitingJoin): Promise<void>;
  /** It no longer waits: it was let in, was denied, or went away. */
  leaveWaitingRoom(userId: string, join: WaitingJoin): void;
  /** A socket of this node was kicked. */
  dropped(userId: string): void;
  leave(userId: string | undefined): Promise<void>;
  /** A client event of a member: checked and answered here, never relayed. */
  command(userId: string | undefined, name: string, data: unknown, socket: RoomSocket): Promise<void>;
  /** The sockets of a dead holder leave, and who waited there gives up. */
  orphaned(userId: string, dead: DeadHolder, waits: boolean): Promise<void> | undefined;
  /** The cluster had lost who waits here, and has it again: the room is asked anew. */
  waitsAgain(userId: string): void;
  /** The member has sockets here that the cluster had lost, and counts again: the room may have let it go meanwhile. */
  restored(member: Member): void;
  /** What is wrong with an event of the backend; undefined: nothing. */
  check(name: string, data: string): string | undefined;
  /** `channels` are all that the application named: what it says there itself is not forwarded there. */
  publish(name: string, data: string, event: ChannelEvent, channels: readonly ChannelName[]): Promise<void>;
}

/** The rooms, as the core sees them. `undefined`: an ordinary channel. */
export interface Rooms {
  claim(app: App, channel: ChannelName): Claim | undefined;
  /** True when the feed was one of the rooms' own. */
  heard(appId: string, feed: string, frame: string): boolean;
  close(): void;
}
