import type { App } from '../../apps/app.ts';
import type { ChannelName } from '../../protocol/channel-name.ts';
import type { Joined, Member } from './presence.ts';
import type { ChannelEvent, HistoryEntry } from './pubsub.ts';

/** A room's state with its version; version 0 is a room that has none. */
export interface RoomState {
  readonly version: number;
  readonly state: unknown;
}

/** How long a room with somebody in it is kept: no bound on what is remembered takes it. */
export const always = 3650 * 86_400_000;

/** One step of a room: state, rate, roster and events change together or not at all. */
export interface RoomCommit {
  readonly room: string;
  /** What the step was worked out from. A room that has moved on since is left as it is. */
  readonly version: number;
  /** The new state, or undefined where it stays. Never changed in place by anybody. */
  readonly state: unknown;
  /** The cluster had lost the room: this is what it was, with the version that it had. */
  readonly revived?: number;
  /** `always` where somebody is in the room. */
  readonly ttlMs: number;
  /** Published after the roster's own events, in order. */
  readonly events: readonly ChannelEvent[];
  /** Counted with the step: so many of this key in the window. */
  readonly rate?: { readonly key: string; readonly most: number; readonly windowMs: number } | undefined;
  /**
   * One socket joins or leaves the channel, as `join` and `leave` do; quietly: no member frame, no member fact. The answer
   * to a join brings its history.
   */
  readonly join?:
    | {
        readonly channel: ChannelName;
        readonly member: Member | undefined;
        readonly quiet: boolean;
        readonly history?: string;
      }
    | undefined;
  /** While the user has another socket in the channel, on whichever node, that is all: the answer says `stays`. */
  readonly leave?: RoomLeave | undefined;
  /** A member who joined quietly is told to all but its own socket now: `member_added`, in frame and fact. */
  readonly announce?: { readonly channel: ChannelName; readonly member: Member; readonly except: string } | undefined;
  /** All sockets of the user are out of the channel: they get the frame, the others `member_removed` unless it is quiet. */
  readonly remove?: readonly RoomRemoval[];
}

export interface RoomRemoval {
  readonly channel: ChannelName;
  readonly userId: string;
  readonly frame: string;
  readonly quiet: boolean;
}

/** Who leaves a room's channel, and whose socket it is. */
export interface RoomLeave {
  readonly channel: ChannelName;
  readonly userId: string;
  readonly quiet: boolean;
  /** One of this node; none at all, where only the room's state has not heard of it; all those of a dead holder. */
  readonly whose: 'ours' | 'nobody' | { readonly dead: string };
}

export type Committed =
  | {
      readonly version: number;
      /** The user has other sockets there: state and events were not taken. */
      readonly stays?: true;
      readonly joined?: Joined | 'full' | undefined;
      readonly history?: readonly HistoryEntry[];
    }
  | { readonly conflict: RoomState }
  | { readonly retryAfterMs: number };

/** Somebody whose sockets are gone all at once, and who is therefore in the channel no longer. */
export interface DeadHolder {
  readonly holder: string;
  readonly gone: ReadonlySet<string>;
}

/**
 * The states of rooms.
 * - MUST do a step whole or not at all, and only to the version that it was worked out from: who was late gets the room
 *   as it is now.
 * - MUST count a step's rate only when the step is taken.
 */
export interface RoomStore {
  /** The room as it is; version 0: it has no state. */
  room(app: App, room: string): Promise<RoomState>;
  commit(app: App, commit: RoomCommit): Promise<Committed>;
}
