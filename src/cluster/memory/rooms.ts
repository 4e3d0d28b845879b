import { always, type RoomCommit, type RoomState } from '../../channels/ports/rooms.ts';
import { type SlidingWindow, slidingWindow } from '../../channels/rates/sliding-window.ts';
import type { Clock } from '../../clock.ts';
import { createByAge } from './by-age.ts';
import { bytesOf, type MemoryBounds } from './remembered.ts';

interface Room {
  readonly name: string;
  version: number;
  state: unknown;
  ttlMs: number;
  expires: number;
  age: number;
  /** What it counts for while nobody is in it. */
  bytes: number;
  /** By member and command, the longest unused first. */
  readonly rates: Map<string, SlidingWindow>;
}

/** Room states of one app, in this process. */
export interface MemoryRooms {
  read(room: string): RoomState;
  /** Why the step cannot be taken now; undefined: its state and rate are taken. */
  take(commit: RoomCommit): { conflict: RoomState } | { retryAfterMs: number } | undefined;
  readonly size: number;
  close(): void;
}

const maxRates = 4096;

/** What a room takes besides its state, and a rate in it. */
const roomBytes = 500;
const rateBytes = 300;

/** [L32] Rooms with somebody in them stay. Of the others the longest without a step go past the bounds: so many `forgot`. */
export function createMemoryRooms(
  clock: Clock,
  bounds: () => MemoryBounds,
  forgot: (howMany: number) => void,
): MemoryRooms {
  const rooms = new Map<string, Room>();
  const empty = createByAge<Room>(clock, takeAway);
  let bytes = 0;
  let age = 0;

  function find(name: string): Room | undefined {
    const room = rooms.get(name);
    return room !== undefined && room.expires > clock.now() ? room : undefined;
  }

  function put(room: Room, ttlMs: number): void {
    fill(room);
    age += 1;
    Object.assign(room, { age, ttlMs, expires: clock.now() + ttlMs });
    rooms.set(room.name, room);
    if (ttlMs >= always) return;
    room.bytes = roomBytes + bytesOf(JSON.stringify(room.state) ?? '') + room.rates.size * rateBytes;
    bytes += room.bytes;
    empty.add(room);
    const { rememberedBytes, rememberedEntries } = bounds();
    const gone = empty.trim(() => bytes > rememberedBytes || empty.size > rememberedEntries);
    if (gone > 0) forgot(gone);
  }

  /** It is no empty room now. */
  function fill(room: Room): void {
    empty.delete(room);
    bytes -= room.bytes;
    room.bytes = 0;
  }

  function takeAway(room: Room): void {
    fill(room);
    if (rooms.get(room.name) === room) rooms.delete(room.name);
  }

  function rateOf(room: Room, key: string, most: number, windowMs: number): SlidingWindow {
    const found = room.rates.get(key) ?? slidingWindow(most, windowMs);
    room.rates.delete(key);
    room.rates.set(key, found);
    const [longest] = room.rates.keys();
    if (room.rates.size > maxRates && longest !== undefined) room.rates.delete(longest);
    return found;
  }

  /** Counts one and answers 0, or says how long to wait. */
  function takeRate(room: Room, { key, most, windowMs }: NonNullable<RoomCommit['rate']>): number {
    const rate = rateOf(room, key, most, windowMs);
    const now = clock.now();
    return rate.take(now) ? 0 : rate.room(now);
  }

  return {
    read(name) {
      const room = find(name);
      return room === undefined ? { version: 0, state: undefined } : { version: room.version, state: room.state };
    },
    take(step) {
      const { room: name, version, state, ttlMs, rate } = step;
      const room = find(name) ?? createRoom(name);
      if (room.version !== version) return { conflict: { version: room.version, state: room.state } };
      const retryAfterMs = rate === undefined ? 0 : takeRate(room, rate);
      if (retryAfterMs > 0) return { retryAfterMs };
      if (state === undefined && rate === undefined) return undefined;
      room.version = versionAfter(step);
      room.state = state ?? room.state;
      put(room, ttlMs);
      return undefined;
    },
    get size() {
      return rooms.size;
    },
    close: () => empty.close(),
  };
}

const createRoom = (name: string): Room => ({
  name,
  version: 0,
  state: undefined,
  ttlMs: 0,
  expires: 0,
  age: 0,
  bytes: 0,
  rates: new Map(),
});

/** A room that its cluster had lost has the version again that it had. */
export const versionAfter = ({ state, version, revived = version + 1 }: RoomCommit): number =>
  state === undefined ? version : revived;
