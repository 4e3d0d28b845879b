import type { HistoryEntry, Remember, RoomCommit, RoomState } from '../../channels/ports.ts';
import { type SlidingRate, slidingRate } from '../../channels/sliding-rate.ts';
import type { Clock } from '../../clock.ts';

interface Room {
  version: number;
  state: unknown;
  expires: number;
  /** By member and command, the longest unused first. */
  readonly rates: Map<string, SlidingRate>;
}

interface History {
  readonly entries: HistoryEntry[];
  ttlMs: number;
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
  const rooms = new Map<string, Room>();
  const histories = new Map<string, History>();
  const sweepRooms = sweeper(rooms, clock);
  const sweepHistories = sweeper(histories, clock);

  function find(name: string): Room | undefined {
    const room = rooms.get(name);
    return room !== undefined && room.expires > clock.now() ? room : undefined;
  }

  function rateOf(room: Room, key: string, most: number, windowMs: number): SlidingRate {
    const found = room.rates.get(key) ?? slidingRate(most, windowMs);
    room.rates.delete(key);
    room.rates.set(key, found);
    const [longest] = room.rates.keys();
    if (room.rates.size > mostRates && longest !== undefined) room.rates.delete(longest);
    return found;
  }

  /** Counts one and answers 0, or says how long to wait. */
  function takeRate(room: Room, { key, most, windowMs }: NonNullable<RoomCommit['rate']>): number {
    const rate = rateOf(room, key, most, windowMs);
    const now = clock.now();
    return rate.take(now) ? 0 : rate.room(now);
  }

  function append(name: string, { entry, size, ttlMs }: Omit<Remember, 'histories'>): void {
    const history = histories.get(name) ?? { entries: [], ttlMs, expires: 0 };
    // Every entry has a time of its own, so that a time can say where a page ends.
    const timeMs = Math.max(entry.timeMs, (history.entries.at(-1)?.timeMs ?? 0) + 1);
    history.entries.push({ ...entry, timeMs });
    if (history.entries.length > size) history.entries.splice(0, history.entries.length - size);
    history.ttlMs = ttlMs;
    history.expires = clock.now() + ttlMs;
    histories.set(name, history);
    sweepHistories();
  }

  return {
    read(name) {
      const room = find(name);
      return room === undefined ? { version: 0, state: undefined } : { version: room.version, state: room.state };
    },
    take(step) {
      const { room: name, version, state, ttlMs, rate } = step;
      const room = find(name) ?? { version: 0, state: undefined, expires: 0, rates: new Map() };
      if (room.version !== version) return { conflict: { version: room.version, state: room.state } };
      const retryAfterMs = rate === undefined ? 0 : takeRate(room, rate);
      if (retryAfterMs > 0) return { retryAfterMs };
      if (state === undefined && rate === undefined) return undefined;
      room.version = versionAfter(step);
      room.state = state ?? room.state;
      room.expires = clock.now() + ttlMs;
      rooms.set(name, room);
      sweepRooms();
      return undefined;
    },
    remember({ histories: names, ...one }) {
      for (const name of names) append(name, one);
    },
    history(name, limit, beforeMs) {
      const history = histories.get(name);
      if (history === undefined) return [];
      const oldest = clock.now() - history.ttlMs;
      return history.entries.filter(({ timeMs }) => timeMs > oldest && timeMs < beforeMs).slice(-limit);
    },
    get size() {
      return rooms.size + histories.size;
    },
  };
}

/** Looks at two more entries each time, so that all are looked at within as many calls as there are entries. */
function sweeper(map: Map<string, { readonly expires: number }>, clock: Clock): () => void {
  let walk = map.entries();
  return () => {
    for (let looked = 0; looked < 2; looked += 1) {
      const next = walk.next();
      if (next.done === true) walk = map.entries();
      else if (next.value[1].expires <= clock.now()) map.delete(next.value[0]);
    }
  };
}

/** A room that its cluster had lost has the version again that it had. */
export const versionAfter = ({ state, version, revived = version + 1 }: RoomCommit): number =>
  state === undefined ? version : revived;
