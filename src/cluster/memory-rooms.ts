import type { HistoryEntry, Remember, RoomCommit, RoomState } from '../channels/ports.ts';
import { type SlidingRate, slidingRate } from '../channels/sliding-rate.ts';
import type { Clock } from '../clock.ts';

interface Room {
  version: number;
  state: unknown;
  expires: number;
  /** By member and command. */
  readonly rates: Map<string, { readonly rate: SlidingRate; used: number }>;
}

interface History {
  readonly entries: HistoryEntry[];
  expires: number;
}

/** Room states and histories of one app, in this process. */
export interface MemoryRooms {
  read(room: string): RoomState;
  /** Why the step cannot be taken now; undefined: its state and rate are taken. */
  take(commit: RoomCommit): { conflict: RoomState } | { retryAfterMs: number } | undefined;
  remember(entry: Remember): void;
  history(name: string, limit: number, beforeMs: number): readonly HistoryEntry[];
  readonly size: number;
}

const mostRates = 4096;

export function createMemoryRooms(clock: Clock): MemoryRooms {
  // Written anew when touched, so the oldest stand first and what has expired is found from there.
  const rooms = new Map<string, Room>();
  const histories = new Map<string, History>();

  function touch<T extends { expires: number }>(map: Map<string, T>, name: string, one: T, ttlMs: number): void {
    const now = clock.now();
    one.expires = now + ttlMs;
    map.delete(name);
    map.set(name, one);
    for (const [oldest, { expires }] of map) {
      if (expires > now) return;
      map.delete(oldest);
    }
  }

  function find(name: string): Room | undefined {
    const room = rooms.get(name);
    return room !== undefined && room.expires > clock.now() ? room : undefined;
  }

  function rateOf(room: Room, key: string, most: number, windowMs: number): SlidingRate {
    const now = clock.now();
    let found = room.rates.get(key);
    if (found === undefined) {
      if (room.rates.size >= mostRates) forgetRates(room, now - windowMs);
      found = { rate: slidingRate(most, windowMs), used: now };
      room.rates.set(key, found);
    }
    found.used = now;
    return found.rate;
  }

  /** Counts one and answers 0, or says how long to wait. */
  function takeRate(room: Room, { key, most, windowMs }: NonNullable<RoomCommit['rate']>): number {
    const rate = rateOf(room, key, most, windowMs);
    const now = clock.now();
    return rate.take(now) ? 0 : rate.room(now);
  }

  function forgetRates(room: Room, before: number): void {
    for (const [key, { used }] of room.rates) if (used < before) room.rates.delete(key);
  }

  return {
    read(name) {
      const room = find(name);
      return room === undefined ? { version: 0, state: undefined } : { version: room.version, state: room.state };
    },
    take({ room: name, version, state, ttlMs, rate }) {
      const room = find(name) ?? { version: 0, state: undefined, expires: 0, rates: new Map() };
      if (room.version !== version) return { conflict: { version: room.version, state: room.state } };
      const retryAfterMs = rate === undefined ? 0 : takeRate(room, rate);
      if (retryAfterMs > 0) return { retryAfterMs };
      if (state !== undefined) {
        room.version += 1;
        room.state = state;
      }
      if (state !== undefined || rate !== undefined) touch(rooms, name, room, ttlMs);
      return undefined;
    },
    remember({ history: name, entry, size, ttlMs }) {
      const history = histories.get(name) ?? { entries: [], expires: 0 };
      history.entries.push(entry);
      if (history.entries.length > size) history.entries.splice(0, history.entries.length - size);
      touch(histories, name, history, ttlMs);
    },
    history(name, limit, beforeMs) {
      const history = histories.get(name);
      if (history === undefined || history.expires <= clock.now()) return [];
      return history.entries.filter(({ timeMs }) => timeMs < beforeMs).slice(-limit);
    },
    get size() {
      return rooms.size + histories.size;
    },
  };
}
