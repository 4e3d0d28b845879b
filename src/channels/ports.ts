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
  /** Kept as the channel's last event, with the data as it was published. */
  readonly keep?: { readonly data: string; readonly ttlMs: number };
}

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
      readonly data?: string;
      readonly socket_id: string;
      readonly user_id?: string;
    };

/** What the cluster tells a node. */
export interface ClusterListener {
  /** An event of a feed (a channel, or a watched user) this node has joined. */
  event(appId: string, feed: string, serial: number, frame: string, except: string | undefined): void;
  /** Close every connection signed in as this user. */
  terminate(appId: string, userId: string): void;
  /** Told on one node only, once for all nodes. */
  fact(appId: string, fact: Fact): void;
}

/**
 * What all nodes have to know, as the core sees it.
 * - MUST hand every event of a joined feed, our own included, to the listener in serial order, each once.
 * - MUST settle a publish only when the events are taken; a refusal means that none was.
 * - MUST tell `member_added` with a user's first socket and `member_removed` with its last, and facts on the same edges.
 * - MUST answer a join with the serial it took effect at: all later events of the feed have a higher one.
 * - MUST NOT ask another node.
 */
export interface Cluster {
  start(listener: ClusterListener): Promise<void>;
  publish(app: App, events: readonly ChannelEvent[]): Promise<void>;
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
  lastEvent(app: App, channel: ChannelName): Promise<LastEvent | undefined>;
  close(): Promise<void>;
}

/** The feed of a watched user's coming and going. `%` keeps it apart from every channel. */
export const userFeed = (userId: string): string => `%user-${userId}`;

/** Background trouble goes here: never an unhandled rejection, never a throw into the publisher. */
export type OnTrouble = (part: string, stage: string, error: unknown) => void;
