import type { Closing } from '../protocol/refusals.ts';
import { closings } from '../protocol/refusals.ts';
import { isOverQuota } from './connection.ts';
import type { Counters } from './core.ts';
import type { LiveApp } from './live-app.ts';
import { createPlaces } from './places.ts';

/** Bounds of the process; 0: none. Read each time, as they change on reload. */
export interface Bounds {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly connectsPerAddressPerSecond: number;
  readonly waitingBytes: number;
  /** True while the process is too late with its own work to take on more. */
  readonly overloaded: boolean;
}

export const noBounds: Bounds = {
  connections: 0,
  connectionsPerAddress: 0,
  connectsPerAddressPerSecond: 0,
  waitingBytes: 4_194_304,
  overloaded: false,
};

/** Who may still come in: the last of the checks, after all that the handshake says. */
export interface Capacity {
  /** Why not; undefined: it may, and its place is counted until `leave`. */
  refuse(home: LiveApp, place: string | undefined, now: number, leaving?: boolean): Closing | undefined;
  leave(place: string | undefined): void;
  /** Counts a request that nobody signed like a connection that is over at once. */
  mayAsk(place: string | undefined, now: number): boolean;
  /** How many places have connections. */
  readonly places: number;
}

export function createCapacity(counters: Counters, bounds: () => Bounds): Capacity {
  const places = createPlaces();

  function isOver(home: LiveApp, now: number): boolean {
    const { connections, overloaded } = bounds();
    const open = counters.connectionsOpened - counters.connectionsClosed;
    const perSecond = home.app.settings.limits.connectsPerSecond;
    return (
      overloaded ||
      (connections > 0 && open >= connections) ||
      (perSecond > 0 && home.connects.take(perSecond, now) > 0)
    );
  }

  return {
    refuse(home, place, now, leaving = false) {
      if (isOverQuota(home, 0)) {
        counters.refusedQuota += 1;
        return closings.overQuota;
      }
      if (leaving || isOver(home, now)) {
        counters.refusedCapacity += 1;
        return closings.overCapacity;
      }
      const { connectionsPerAddress, connectsPerAddressPerSecond } = bounds();
      if (place === undefined || places.enter(place, connectionsPerAddress, connectsPerAddressPerSecond, now))
        return undefined;
      counters.refusedAddress += 1;
      return closings.overCapacity;
    },
    leave(place) {
      if (place !== undefined) places.leave(place);
    },
    mayAsk: (place, now) => place === undefined || places.visit(place, bounds().connectsPerAddressPerSecond, now),
    get places() {
      return places.size;
    },
  };
}
