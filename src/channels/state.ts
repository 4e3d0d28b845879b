import type { App } from '../apps/app.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import type { CloseCode } from '../protocol/close-codes.ts';
import type { AppCounters } from './app-counters.ts';
import type { JoinBuffer } from './join-buffer.ts';
import type { Member } from './ports/presence.ts';
import type { Recorder } from './ports/recorder.ts';
import type { Socket } from './ports/socket.ts';
import type { LeakyBucket } from './rates/leaky-bucket.ts';
import type { SlidingWindow } from './rates/sliding-window.ts';
import type { Claim, WaitingJoin } from './rooms/room-port.ts';
import type { Subscriptions } from './subscriptions.ts';

/** An app as it is on this node right now. */
export interface AppRuntime {
  /** Replaced on reload; everything reads the settings from here. */
  app: App;
  /** Why its connections have to leave: a reload took the app away, or disabled it. */
  gone: CloseCode | undefined;
  readonly counters: AppCounters;
  readonly recorder: Recorder | undefined;
  readonly connections: Map<string, Connection>;
  /** How many of them signed in or joined a private channel. */
  authorized: number;
  /** Connections on other nodes, as far as they have reported them. */
  elsewhere: number;
  /** What came in lately, for the app's own rates. */
  readonly connects: LeakyBucket;
  readonly events: LeakyBucket;
  readonly reads: LeakyBucket;
  /** Channels, and users that somebody here watches. */
  readonly feeds: Map<string, Feed>;
  /** Signed-in users with their connections on this node. */
  readonly users: Map<string, Set<Connection>>;
}

/** Who a connection signed in as. */
export interface User {
  readonly member: Member;
  /** The users it is told about. */
  watching: readonly string[];
}

export interface Connection {
  readonly id: string;
  readonly runtime: AppRuntime;
  readonly socket: Socket;
  readonly protocol: number;
  /** Of its app, that it came with. */
  readonly key: string;
  open: boolean;
  /** Signed in, or on a private or presence channel once. */
  authorized: boolean;
  user: User | undefined;
  subscriptions: Subscriptions;
  /** Messages that came while an earlier one waits for its answer. */
  waiting: Waiting | undefined;
  /** The address it counts for, where addresses are counted. */
  readonly addressKey: string | undefined;
  /** When its bucket of subscribes is empty again. */
  subscribesDue: number;
  /** The heartbeat's: since when it is connected, when it last said anything, and when it was asked for a sign of life that has not come; 0: it was not. */
  since: number;
  lastSeen: number;
  probedAt: number;
  /** What it said lately and has not leaked away yet; `rates/flood.ts` counts it. */
  said: number;
  /** The slot of the wheel it waits in, and where in it. */
  slot: Connection[] | undefined;
  slotAt: number;
  /** Subscribes that rooms let wait. */
  waitingRooms: ReadonlyMap<ChannelName, WaitingRoomEntry> | undefined;
  /** Made with the first of it. */
  extras: Extras | undefined;
}

/** What most connections never have. */
export interface Extras {
  clientEvents: SlidingWindow | undefined;
  /** Commands refused lately, and whether it was told that there are too many. */
  refusals: SlidingWindow | undefined;
  refusalsTold: boolean;
  /** In a room that has a rate for pings. */
  pings: SlidingWindow | undefined;
  /** When its bucket of presence channels left is empty again. */
  leavesDue: number;
  /** Channels that it was kicked out of. */
  kickedFrom: Set<ChannelName> | undefined;
  /** Those that a reload made rooms, or no rooms: nothing more is said there, and the connection ends soon. */
  reloaded: ReadonlySet<ChannelName> | undefined;
  /** Further keys of its app that signed for it, and why it ends if one of all was taken away. */
  keys: Set<string> | undefined;
  revoked: CloseCode | undefined;
}

export interface Waiting {
  readonly texts: string[];
  /** Their length in all. */
  bytes: number;
}

/** A subscribe that a room lets wait. */
export interface WaitingRoomEntry {
  readonly claim: Claim;
  readonly userId: string;
  readonly join: WaitingJoin;
}

/** Frames with serials that sockets join at a known serial: a channel, or a watched user. */
export interface Feed {
  readonly name: string;
  /** The native topic. It carries the app: names of two apps must not meet. */
  readonly topic: string;
  /** Sockets of this node that joined. */
  sockets: number;
  /** Those of them that hear nothing any more, as they are about to end. */
  deaf: Set<Connection> | undefined;
  /** A set, as thousands may wait at a time; none where nobody does. */
  newcomers: Set<Newcomer> | undefined;
  /** What happened since the first of them came. */
  buffer: JoinBuffer | undefined;
  /** In a room: each member's connections on this node. */
  members: Map<string, Set<Connection>> | undefined;
}

/** A connection whose join has not been answered yet; what happens meanwhile is buffered for it. */
export interface Newcomer {
  /** Its place in the buffer; undefined: that became too much, and it cannot be served any more. */
  from: number | undefined;
  readonly connection: Connection;
  /** Who it will be on the channel. */
  readonly userId: string | undefined;
}
