import type { App } from '../../apps/app.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { ChannelKind, ChannelName } from '../../protocol/channel-name.ts';
import { createEventCache, type EventCache } from './cache.ts';
import { createMemoryRooms, type MemoryRooms } from './rooms.ts';
import { Roster } from './roster.ts';

/** A channel that somebody is subscribed to. */
export interface Occupied {
  readonly name: ChannelName;
  readonly kind: ChannelKind;
  readonly roster: Roster | undefined;
  sockets: number;
  countedAt: number;
  countTimer: Timer | undefined;
}

export interface AppState {
  readonly channels: Map<string, Occupied>;
  readonly last: EventCache;
  /** Cache channels somebody found empty: told once, until there is an event. */
  readonly missed: Set<string>;
  /** Signed-in users with their number of connections. */
  readonly users: Map<string, number>;
  readonly watchers: Map<string, number>;
  readonly rooms: MemoryRooms;
}

export const createAppState = (clock: Clock): AppState => ({
  channels: new Map(),
  last: createEventCache(clock),
  missed: new Set(),
  users: new Map(),
  watchers: new Map(),
  rooms: createMemoryRooms(clock),
});

export const createOccupied = (name: ChannelName, kind: ChannelKind): Occupied => ({
  name,
  kind,
  roster: kind.presence ? new Roster() : undefined,
  sockets: 0,
  countedAt: 0,
  countTimer: undefined,
});

export const isFull = ({ settings }: App, roster: Roster | undefined): boolean =>
  roster !== undefined && roster.size >= settings.limits.presenceMembers;
