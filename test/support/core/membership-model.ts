import { cacheMiss, countOf, memberAdded, memberRemoved, pusherError, succeeded } from '../clients/frames.ts';
import type { Frame } from './fake-socket.ts';

/** What a client of the model does. */
export interface Step {
  readonly what: 'connect' | 'subscribe' | 'unsubscribe' | 'sign in' | 'close';
  readonly slot: number;
  readonly channel: string;
  readonly user: string;
}

interface Seat {
  readonly slot: number;
  readonly user: string;
}

interface Room {
  seats: Seat[];
  /** Distinct users in the order they came, with the user_info of their first connection. */
  readonly users: Map<string, unknown>;
}

export const isPresence = (channel: string): boolean => channel.startsWith('presence-');
const isCache = (channel: string): boolean => channel.includes('cache-');

/** The smallest thing that knows who is where, and what everybody must have been told. */
export class MembershipModel {
  readonly open = new Set<number>();
  readonly signedIn = new Map<number, string>();
  readonly rooms = new Map<string, Room>();
  #told = new Map<number, Frame[]>();

  /** What each open slot was told since the last call. */
  take(): Map<number, Frame[]> {
    const told = this.#told;
    this.#told = new Map();
    return told;
  }

  isIn(slot: number, channel: string): boolean {
    return this.rooms.get(channel)?.seats.some((seat) => seat.slot === slot) ?? false;
  }

  subscribe(slot: number, channel: string, user: string, info: unknown): void {
    if (this.isIn(slot, channel)) return this.#tell(slot, pusherError(`Existing subscription to channel ${channel}`));
    const room = this.rooms.get(channel) ?? { seats: [], users: new Map<string, unknown>() };
    this.rooms.set(channel, room);
    const others = room.seats.map((seat) => seat.slot);
    room.seats.push({ slot, user });
    if (isPresence(channel) && !room.users.has(user)) {
      room.users.set(user, info);
      for (const other of others) this.#tell(other, memberAdded(channel, { user_id: user, user_info: info }));
    }
    this.#tell(slot, isPresence(channel) ? listOf(channel, room) : succeeded(channel));
    if (isCache(channel)) this.#tell(slot, cacheMiss(channel));
    this.#count(channel, room);
  }

  unsubscribe(slot: number, channel: string): void {
    if (this.isIn(slot, channel)) return this.#leave(slot, channel);
    this.#tell(slot, pusherError(`No current subscription to channel ${channel}, or subscription in progress`));
  }

  signIn(slot: number, user: string, userData: string): void {
    const present = this.signedIn.get(slot) ?? user;
    this.signedIn.set(slot, present);
    if (present === user) this.#tell(slot, { event: 'pusher:signin_success', data: { user_data: userData } });
    else this.#tell(slot, pusherError('Sign-in failed: this connection is signed in as another user', 4009));
  }

  close(slot: number): void {
    this.open.delete(slot);
    this.signedIn.delete(slot);
    for (const channel of [...this.rooms.keys()]) if (this.isIn(slot, channel)) this.#leave(slot, channel);
    this.#told.delete(slot);
  }

  #leave(slot: number, channel: string): void {
    const room = this.rooms.get(channel);
    const user = room?.seats.find((seat) => seat.slot === slot)?.user;
    if (room === undefined || user === undefined) return;
    room.seats = room.seats.filter((seat) => seat.slot !== slot);
    if (isPresence(channel) && !room.seats.some((seat) => seat.user === user)) {
      room.users.delete(user);
      for (const seat of room.seats) this.#tell(seat.slot, memberRemoved(channel, user));
    }
    if (room.seats.length === 0) this.rooms.delete(channel);
    this.#count(channel, room);
  }

  #count(channel: string, { seats }: Room): void {
    if (isPresence(channel)) return;
    for (const { slot } of seats) this.#tell(slot, countOf(channel, seats.length));
  }

  #tell(slot: number, frame: Frame): void {
    this.#told.set(slot, [...(this.#told.get(slot) ?? []), frame]);
  }
}

function listOf(channel: string, { users }: Room): Frame {
  const presence = { count: users.size, ids: [...users.keys()], hash: Object.fromEntries(users) };
  return { event: 'pusher_internal:subscription_succeeded', data: JSON.stringify({ presence }), channel };
}
