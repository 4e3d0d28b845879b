import type { Clock, Timer } from '../../clock.ts';
import { type Histogram, observe } from '../../histogram.ts';
import { type CloseCode, closeCodes } from '../../protocol/close-codes.ts';
import * as encode from '../../protocol/encode.ts';
import type { Connection } from '../state.ts';

/** Connections wait here for the moment they have to be looked at: one wheel, one timer, however many they are. */
export interface Heartbeat {
  watch(connection: Connection): void;
  /** [C23] Whatever arrives is a sign of life. Answers how many ms ago the one before came. */
  seen(connection: Connection): number;
  forget(connection: Connection): void;
  close(): void;
}

const slotMs = 100;
const longestMs = 1000;
const never = Number.POSITIVE_INFINITY;

/** [U13] When it has to be signed in, or on a private channel. */
function authorizeBy({ authorized, runtime, since }: Connection): number {
  const { authorizedConnections, authorizationTimeout } = runtime.app.settings;
  return authorizedConnections && !authorized ? since + authorizationTimeout * 1000 : never;
}

export function createHeartbeat(
  clock: Clock,
  end: (connection: Connection, closeCode: CloseCode) => void,
  roundTrips: Histogram,
): Heartbeat {
  const slots = new Map<number, Connection[]>();
  let timer: Timer | undefined;
  // Times are counted from here: a small number is stored in the object itself, one since 1970 takes 16 bytes beside it.
  const began = clock.now();
  const uptime = (): number => Math.floor(clock.now() - began);
  let turned = 0;
  let wakesAt = never;

  function waitUntil(connection: Connection, due: number): void {
    const index = Math.max(Math.ceil(due / slotMs), turned + 1);
    let slot = slots.get(index);
    if (slot === undefined) {
      slot = [];
      slots.set(index, slot);
    }
    connection.slotAt = slot.push(connection) - 1;
    connection.slot = slot;
    if (index < wakesAt) wakeAt(index);
  }

  /** The last one of the slot takes its place: a list costs half of a Set. */
  function forget(connection: Connection): void {
    const { slot, slotAt } = connection;
    connection.slot = undefined;
    const last = slot?.pop();
    if (slot === undefined || last === undefined || last === connection) return;
    slot[slotAt] = last;
    last.slotAt = slotAt;
  }

  /** One timer, for the first slot that has anybody: an idle process should sleep. But a machine that slept looks soon. */
  function wakeAt(index: number): void {
    timer?.cancel();
    wakesAt = index;
    timer = index < never ? clock.after(Math.min(Math.max(index * slotMs - uptime(), 1), longestMs), turn) : undefined;
  }

  function turn(): void {
    wakesAt = never;
    turned = Math.floor(uptime() / slotMs);
    const due = [...slots.keys()].filter((index) => index <= turned).sort((a, b) => a - b);
    for (const index of due) lookAt(index);
    let first = never;
    for (const index of slots.keys()) if (index < first) first = index;
    wakeAt(first);
  }

  function lookAt(index: number): void {
    const slot = slots.get(index);
    if (slot === undefined) return;
    slots.delete(index);
    for (const connection of slot) {
      connection.slot = undefined;
      const due = examine(connection);
      if (due !== undefined) waitUntil(connection, due);
    }
  }

  /** When to look again; undefined when the connection was ended. */
  function examine(connection: Connection): number | undefined {
    const now = uptime();
    const authorized = authorizeBy(connection);
    const alive = aliveBy(connection, now);
    if (now >= authorized) end(connection, closeCodes.notAuthorized);
    else if (now >= alive) end(connection, connection.protocol >= 5 ? closeCodes.pongLate : closeCodes.inactive);
    else return Math.min(authorized, alive);
    return undefined;
  }

  /** When its silence is to be looked at next; past or now: it was asked and did not answer. */
  function aliveBy(connection: Connection, now: number): number {
    const { activityTimeout, pongTimeout } = connection.runtime.app.settings;
    if (connection.probedAt === 0) {
      const silent = connection.lastSeen + activityTimeout * 1000;
      if (now < silent) return silent;
      connection.probedAt = now;
      // [C25] A client before protocol 5 does not know `pusher:ping`; a native one may answer control frames alone.
      if (connection.protocol >= 5) connection.socket.send(encode.ping);
      connection.socket.ping();
    }
    return connection.probedAt + pongTimeout * 1000;
  }

  return {
    watch(connection) {
      connection.since = uptime();
      connection.lastSeen = connection.since;
      const due = examine(connection);
      if (due !== undefined) waitUntil(connection, due);
    },
    seen(connection) {
      const now = uptime();
      const ms = now - connection.lastSeen;
      connection.lastSeen = now;
      if (connection.probedAt !== 0) observe(roundTrips, now - connection.probedAt);
      connection.probedAt = 0;
      return Math.max(ms, 0); // the clock may go back
    },
    forget,
    close() {
      timer?.cancel();
      slots.clear();
    },
  };
}
