import type { App } from '../apps/app.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import type { MemberText } from '../protocol/encode.ts';

/**
 * What the core needs from a connected client. Nothing here knows about WebSockets.
 * - MUST keep the order of frames, also between `send` and what is published to its topics.
 * - MUST call the broker's `closed` once, whoever closed; after that every call here is a no-op.
 */
export interface Socket {
  send(frame: string): void;
  /** From now on, what is published to the topic reaches this socket. */
  join(topic: string): void;
  leave(topic: string): void;
  /** A control-frame ping; any answer is told to the broker as a sign of life. */
  ping(): void;
  close(code: number, reason: string): void;
}

/** Brings a frame to every socket that joined the topic, but for one. */
export interface Fanout {
  publish(topic: string, frame: string, except: Socket | undefined): void;
}

/** A presence member; `info` is the JSON text of its user_info. */
export interface Member {
  readonly userId: string;
  readonly info: string | undefined;
}

/** One event on its way to a channel; the frame is encoded already. */
export interface ChannelEvent {
  readonly channel: ChannelName;
  readonly frame: string;
  /** The socket id that does not get it. */
  readonly except?: string | undefined;
  /** Kept as the channel's last event, as it was published. */
  readonly keep?: { readonly content: Content; readonly ttlMs: number } | undefined;
  /** Only the sockets of this member get it. */
  readonly to?: string | undefined;
  /** Appended to histories. */
  readonly remember?: Remember | undefined;
}

/** What is remembered of an event: one object for all channels that it goes to, so that it can be kept once. */
export interface Content {
  readonly event: string;
  readonly data: string;
}

/** An entry for one history or several, and how much of each is kept. */
export interface Remember {
  readonly histories: readonly string[];
  readonly content: Content;
  readonly timeMs: number;
  readonly size: number;
  readonly ttlMs: number;
}

export interface HistoryEntry extends Content {
  readonly timeMs: number;
}

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

/** What was true of a channel when the join took effect. Events with a higher serial came after it. */
export interface Joined {
  readonly serial: number;
  readonly roster: readonly MemberText[] | undefined;
  /** The frame of a cache channel's last event; null when there is none, undefined where none is kept. */
  readonly last: string | null | undefined;
  /** Where the app counts the subscribers of this kind of channel. */
  readonly count: number | undefined;
}

export interface Counts {
  readonly subscriptions: number;
  readonly users: number;
}

export interface LastEvent {
  readonly data: string;
  readonly ttlMs: number;
}

/** What happened in an app, as webhooks tell it. */
export type Fact =
  | { readonly name: 'channel_occupied' | 'channel_vacated' | 'cache_miss'; readonly channel: string }
  | { readonly name: 'member_added' | 'member_removed'; readonly channel: string; readonly user_id: string }
  | { readonly name: 'subscription_count'; readonly channel: string; readonly subscription_count: number }
  | {
      readonly name: 'client_event';
      readonly channel: string;
      readonly event: string;
      readonly data?: string | undefined;
      readonly socket_id: string;
      readonly user_id?: string | undefined;
    };

/** An event on its way to the sockets of a node. */
export interface SerialEvent {
  readonly serial: number;
  readonly frame: string;
  readonly except?: string | undefined;
  readonly to?: string | undefined;
  /** This member's sockets are out of the channel, and hear nothing of it after this. */
  readonly kick?: string | undefined;
}

/** Somebody whose sockets are gone all at once, and who is therefore in the channel no longer. */
export interface DeadHolder {
  readonly holder: string;
  readonly gone: ReadonlySet<string>;
}

/** Last events and entries of histories; rooms that nobody was in. */
export type Forgotten = 'events' | 'rooms';

/** What the cluster tells a node. */
export interface ClusterListener {
  /** An event of a feed (a channel, or a watched user) this node has joined. */
  event(appId: string, feed: string, event: SerialEvent): void;
  /** Close every connection signed in as this user. */
  terminate(appId: string, userId: string): void;
  /** Told on one node only, once for all nodes. */
  fact(appId: string, fact: Fact): void;
  /** [L32] So much of what the app had remembered was too much, and is gone before its time. */
  forgot(what: Forgotten, howMany: number): void;
  /** How many connections the app has on other nodes, as far as they have reported. */
  elsewhere(appId: string, connections: number): void;
  /** A member's sockets died with their holder. The work of who lets them go, or undefined: the channel is no room. */
  orphaned?(app: App, channel: ChannelName, userId: string, dead: DeadHolder): Promise<void> | undefined;
  /** The cluster had lost this member of ours, and has it again. */
  restored?(app: App, channel: ChannelName, member: Member): void;
}

/**
 * What all nodes have to know, as the core sees it.
 * - MUST hand every event of a joined feed, our own included, to the listener in serial order, each once.
 * - MUST settle a publish only when the events are taken; a refusal means that none was. Nothing: they are taken already.
 * - MUST tell `member_added` with a user's first socket and `member_removed` with its last, and facts on the same edges.
 * - MUST hold the facts `channel_vacated` and `member_removed` back for a while (3 s; frames are not held). A return on any
 *   node within it takes the departure back, once: neither it nor the matching `channel_occupied` or `member_added` is told.
 *   What is told of a channel keeps its order, and a departure is told once, also when the node that saw it is gone.
 * - MUST tell `cache_miss` of a channel once until it remembers something or `channel_vacated` was told.
 * - MUST answer a join (and a watch, and a commit that joins) with the serial it took effect at, once every event of
 *   the feed up to that serial was handed over: what comes afterwards has a higher one.
 * - MUST keep the members of a node that is leaving in their rosters for a while: who comes back on another node within
 *   it neither left nor joined, and who does not, leaves once.
 * - MUST reject with Unavailable what it cannot do now, within a bound of time, and be right again afterwards.
 * - MUST NOT ask another node.
 */
export interface Cluster {
  start(listener: ClusterListener): Promise<void>;
  publish(app: App, events: readonly ChannelEvent[]): Promise<void> | undefined;
  /** One socket of this node joins. `full`: a new member found no place. */
  join(app: App, channel: ChannelName, member: Member | undefined): Promise<Joined | 'full'>;
  /** One socket of this node leaves, once for each join that succeeded. */
  leave(app: App, channel: ChannelName, userId: string | undefined): Promise<void>;
  signIn(app: App, userId: string): Promise<void>;
  signOut(app: App, userId: string): Promise<void>;
  /** Joins the feeds of these users; answers each one's state, in order. */
  watch(app: App, userIds: readonly string[]): Promise<{ readonly online: boolean; readonly serial: number }[]>;
  unwatch(app: App, userIds: readonly string[]): Promise<void>;
  terminate(app: App, userId: string): Promise<void>;
  /** Every occupied channel whose name starts so. */
  channels(app: App, prefix: string): Promise<[channel: string, counts: Counts][]>;
  counts(app: App, channels: readonly ChannelName[]): Promise<Counts[]>;
  users(app: App, channel: ChannelName): Promise<string[]>;
  /** The room as it is; version 0: it has no state. */
  room(app: App, room: string): Promise<RoomState>;
  commit(app: App, commit: RoomCommit): Promise<Committed>;
  /** The newest entries before a moment, oldest first. */
  history(app: App, history: string, limit: number, beforeMs: number): Promise<readonly HistoryEntry[]>;
  lastEvent(app: App, channel: ChannelName): Promise<LastEvent | undefined>;
  /** So many connections of the app count on this node now; the others learn it soon. */
  connections(app: App, count: number): void;
  /** What the other nodes have said so, all together. */
  connectionsElsewhere(app: App): Promise<number>;
  /** Why this node should get no new clients, or undefined. */
  notReady(): string | undefined;
  /** This node ends soon: who leaves it from now on may come back on another. */
  leaving(): void;
  close(): Promise<void>;
}

/** What cannot be done right now; it may be tried again. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** The feed of a watched user's coming and going. `%` keeps it apart from every channel. */
export const userFeed = (userId: string): string => `%user-${userId}`;

/** Background trouble goes here: never an unhandled rejection, never a throw into the publisher. */
export type OnTrouble = (part: string, stage: string, error: unknown) => void;

/** Keeps those who say much at once behind everybody else. A cost is 1 for a message, and more for a large one. */
export interface Turns {
  /** Settles when it is this one's turn: who asked first goes first. */
  next(cost: number): Promise<void>;
  /** Counts what came of them, and answers whether there is room for it in this turn. */
  hear(cost: number): boolean;
}
