import type { ChannelName } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import { type Closing, type Complaint, closings } from '../protocol/refusals.ts';
import type { Core } from './core.ts';
import { countRefusal } from './flood.ts';
import type { Held } from './held-join.ts';
import type { LiveApp } from './live-app.ts';
import type { Member, Socket } from './ports.ts';
import { type SlidingRate, slidingRate } from './sliding-rate.ts';
import {
  noSubscriptions,
  type Subscription,
  type Subscriptions,
  withoutSubscription,
  withSubscription,
} from './subscriptions.ts';

/** Who a connection signed in as. */
export interface User {
  readonly member: Member;
  /** The users it is told about. */
  watching: readonly string[];
}

export interface Connection {
  readonly id: string;
  readonly home: LiveApp;
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
  readonly place: string | undefined;
  /** When its bucket of subscribes is empty again. */
  subscribesDue: number;
  /** The heartbeat's: since when it is connected, when it last said anything, and when it was asked for a sign of life that has not come; 0: it was not. */
  since: number;
  lastSeen: number;
  probedAt: number;
  /** What it said lately and has not leaked away yet; `flood.ts` counts it. */
  said: number;
  /** The slot of the wheel it waits in, and where in it. */
  slot: Connection[] | undefined;
  slotAt: number;
  /** Subscribes that rooms let wait. */
  held: ReadonlyMap<ChannelName, Held> | undefined;
  /** Made with the first of it. */
  seldom: Seldom | undefined;
}

/** What most connections never have. */
export interface Seldom {
  clientEvents: SlidingRate | undefined;
  /** Commands refused lately, and whether it was told that there are too many. */
  refusals: SlidingRate | undefined;
  refusalsTold: boolean;
  /** In a room that has a rate for pings. */
  pings: SlidingRate | undefined;
  /** When its bucket of presence channels left is empty again. */
  leavesDue: number;
  /** Channels that it was thrown out of. */
  thrownOut: Set<ChannelName> | undefined;
  /** Those that a reload made rooms, or no rooms: nothing more is said there, and the connection ends soon. */
  outdated: ReadonlySet<ChannelName> | undefined;
  /** Further keys of its app that signed for it, and why it ends if one of all was taken away. */
  keys: Set<string> | undefined;
  revoked: Closing | undefined;
}

export function seldomOf(connection: Connection): Seldom {
  connection.seldom ??= {
    clientEvents: undefined,
    refusals: undefined,
    refusalsTold: false,
    pings: undefined,
    leavesDue: 0,
    thrownOut: undefined,
    outdated: undefined,
    keys: undefined,
    revoked: undefined,
  };
  return connection.seldom;
}

export interface Waiting {
  readonly texts: string[];
  /** Their length in all. */
  bytes: number;
}

export type Arrival = Pick<Connection, 'id' | 'home' | 'socket' | 'protocol' | 'key' | 'place'>;

/** Its memory is counted: see `npm run bench -- memory` before adding a field. */
export function createConnection({ id, home, socket, protocol, key, place }: Arrival): Connection {
  return {
    id,
    home,
    socket,
    protocol,
    key,
    open: true,
    authorized: false,
    user: undefined,
    subscriptions: noSubscriptions,
    waiting: undefined,
    place,
    subscribesDue: 0,
    since: 0,
    lastSeen: 0,
    probedAt: 0,
    said: 0,
    slot: undefined,
    slotAt: 0,
    held: undefined,
    seldom: undefined,
  };
}

export function hold(connection: Connection, channel: ChannelName, subscription: Subscription): void {
  const pings = subscription.claim?.pingsPerMinute;
  if (pings !== undefined) seldomOf(connection).pings ??= slidingRate(pings, 60_000);
  connection.subscriptions = withSubscription(connection.subscriptions, channel, subscription);
}

export function release(connection: Connection, channel: ChannelName): void {
  const counted = connection.subscriptions.get(channel)?.claim?.pingsPerMinute !== undefined;
  connection.subscriptions = withoutSubscription(connection.subscriptions, channel);
  if (counted && ![...connection.subscriptions.values()].some(({ claim }) => claim?.pingsPerMinute !== undefined))
    seldomOf(connection).pings = undefined;
}

/** [U13] [U14] From now on it may stay, and counts for the quota. */
export function authorized(core: Core, connection: Connection): void {
  if (connection.authorized) return;
  connection.authorized = true;
  connection.home.authorized += 1;
  reportConnections(core, connection.home);
  if (isOverQuota(connection.home, 1)) core.end(connection, closings.overQuota);
}

/** Those that count for the quota. */
export const counted = ({ app, authorized: known, connections }: LiveApp): number =>
  app.settings.authorizedConnections ? known : connections.size;

/** Whether the app has more connections than its quota, or would have with one more. */
export function isOverQuota(home: LiveApp, spare: 0 | 1): boolean {
  const { limits } = home.app.settings;
  return limits.connections > 0 && counted(home) + home.elsewhere >= limits.connections + spare;
}

/** The other nodes have the same quota. */
export const reportConnections = ({ cluster }: Core, home: LiveApp): void =>
  cluster.connections(home.app, counted(home));

export function complain(connection: Connection, complaint: Complaint): void {
  countRefusal(connection);
  connection.socket.send(encode.error(complaint));
}

/** [C6] Old clients read the code from a frame; newer ones from the close itself. */
export function closeWith(socket: Socket, protocol: number, { code, reason }: Closing): void {
  if (protocol <= 5) socket.send(encode.error({ code, message: reason }));
  socket.close(code, reason);
}
