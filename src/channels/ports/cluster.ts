import type { App } from '../../apps/app.ts';
import type { ChannelName } from '../../protocol/channel-name.ts';
import type { Fact } from './facts.ts';
import type { Counts, Joined, Member } from './presence.ts';
import type { ChannelEvent, Forgotten, HistoryEntry, LastEvent, SerialEvent } from './pubsub.ts';
import type { Committed, DeadHolder, RoomCommit, RoomState } from './rooms.ts';

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
