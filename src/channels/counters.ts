import { createHistogram, type Histogram } from '../histogram.ts';
import type { Tally } from './app-counters.ts';

/** What happened in the process, whatever app it was of. Plain numbers: whoever exports them reads them when asked. */
export interface Counters {
  /** By how they ended: `accepted`, or the code of the refusal; and by who they said they are. */
  readonly handshakes: Tally;
  readonly libraries: Tally;
  /** From a heartbeat's ping to the first sign of life after it. */
  readonly roundTrips: Histogram;
  connectionsOpened: number;
  connectionsClosed: number;
  /** Last events, entries of histories and empty rooms that were let go before their time, for a bound of their app. */
  eventsForgotten: number;
  roomsForgotten: number;
  badMessages: number;
  /** Pings above the rate of the rooms that the connection is in. */
  pingsAboveRate: number;
  pongsMissed: number;
  /** Connections refused with 4004, with 4100, and of these for their address. */
  refusedQuota: number;
  refusedCapacity: number;
  refusedAddress: number;
  /** Subscribes that had to wait for their turn. */
  subscribesDelayed: number;
  /** Connections ended as too much waited behind one message, and as they said too much in a second. */
  waitingCut: number;
  floodsCut: number;
  /** Clients cut off because they did not read. */
  slowReadersCut: number;
  /** Messages above the size limit; they end their connection. */
  messagesTooLarge: number;
  /** API requests whose answer had to wait for something, and those of them that got it. */
  requestsBegun: number;
  requestsEnded: number;
  /** API requests answered 413, 429, 503. */
  requestsTooLarge: number;
  requestsTooMany: number;
  requestsRefused: number;
  /** Of those answered 429, the ones that nobody signed and whose address asks too much. */
  requestsRefusedAddress: number;
  /** Exceptions that nobody expected; each is in the log. */
  errors: number;
}

export const createCounters = (): Counters => ({
  handshakes: new Map(),
  libraries: new Map(),
  roundTrips: createHistogram(),
  connectionsOpened: 0,
  connectionsClosed: 0,
  eventsForgotten: 0,
  roomsForgotten: 0,
  badMessages: 0,
  pingsAboveRate: 0,
  pongsMissed: 0,
  refusedQuota: 0,
  refusedCapacity: 0,
  refusedAddress: 0,
  subscribesDelayed: 0,
  waitingCut: 0,
  floodsCut: 0,
  slowReadersCut: 0,
  messagesTooLarge: 0,
  requestsBegun: 0,
  requestsEnded: 0,
  requestsTooLarge: 0,
  requestsTooMany: 0,
  requestsRefused: 0,
  requestsRefusedAddress: 0,
  errors: 0,
});
