import type { App } from '../../apps/app.ts';
import type { Forgotten } from '../../channels/ports/pubsub.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { ChannelKind, ChannelName } from '../../protocol/channel-name.ts';
import type { Told } from '../subscription-count.ts';
import { createRemembered, type MemoryBounds, type Remembered } from './remembered.ts';
import { createMemoryRooms, type MemoryRooms } from './rooms.ts';
import { Roster } from './roster.ts';

/** A channel that somebody is subscribed to. */
export interface Occupied {
  readonly name: ChannelName;
  readonly kind: ChannelKind;
  readonly roster: Roster | undefined;
  sockets: number;
  readonly countTold: Told;
  countTimer: Timer | undefined;
}

export interface AppState {
  /** Replaced on reload. */
  app: App;
  readonly channels: Map<string, Occupied>;
  /** The last events of cache channels, and histories. */
  readonly remembered: Remembered;
  /** Cache channels somebody found empty: told once, until there is an event. */
  readonly missed: Set<string>;
  /** Signed-in users with their number of connections. */
  readonly users: Map<string, number>;
  readonly watchers: Map<string, number>;
  readonly rooms: MemoryRooms;
  /** Distinct users of each presence channel, summed. */
  members(): number;
}

export function createAppState(app: App, clock: Clock, forgot: (what: Forgotten, howMany: number) => void): AppState {
  const bounds = (): MemoryBounds => state.app.settings.limits;
  const state: AppState = {
    app,
    channels: new Map(),
    remembered: createRemembered(clock, bounds, (howMany) => forgot('events', howMany)),
    missed: new Set(),
    users: new Map(),
    watchers: new Map(),
    rooms: createMemoryRooms(clock, bounds, (howMany) => forgot('rooms', howMany)),
    members: () => countMembers(state.channels.values()),
  };
  return state;
}

export const createOccupied = (name: ChannelName, kind: ChannelKind): Occupied => ({
  name,
  kind,
  roster: kind.presence ? new Roster() : undefined,
  sockets: 0,
  countTold: { at: 0, due: 0 },
  countTimer: undefined,
});

function countMembers(channels: Iterable<Occupied>): number {
  let members = 0;
  for (const { kind, roster } of channels) if (!kind.user) members += roster?.size ?? 0;
  return members;
}

export const isFull = ({ settings }: App, roster: Roster | undefined): boolean =>
  roster !== undefined && roster.size >= settings.limits.presenceMembers;

/** How many entries there are. */
export function statsOf(states: readonly AppState[]) {
  const sum = (of: (state: AppState) => { size: number }): number =>
    states.reduce((all, state) => all + of(state).size, 0);
  return {
    channels: sum((state) => state.channels),
    users: sum((state) => state.users),
    watchers: sum((state) => state.watchers),
    missed: sum((state) => state.missed),
  };
}
