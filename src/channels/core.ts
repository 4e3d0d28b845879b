import type { Clock } from '../clock.ts';
import type { Closing } from '../protocol/refusals.ts';
import type { Connection } from './connection.ts';
import type { Cluster, Fact, Fanout, OnTrouble } from './ports.ts';

/** The parts that the core is handed, and that its functions pass on. */
export interface Core {
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly fanout: Fanout;
  readonly counters: Counters;
  /** Ends a connection from our side; its socket then tells the broker that it closed. */
  readonly end: (connection: Connection, closing: Closing) => void;
  readonly onTrouble: OnTrouble;
  readonly onFact: (appId: string, fact: Fact) => void;
}

/** Plain numbers: whoever exports them reads them when asked. */
export interface Counters {
  connectionsOpened: number;
  connectionsClosed: number;
  messagesReceived: number;
  eventsPublished: number;
  clientEvents: number;
  clientEventsRefused: number;
  subscriptionsRefused: number;
  badMessages: number;
  pongsMissed: number;
}

/** Work nobody waits for: its failure is told, and ends nothing. */
export function inBackground(core: Pick<Core, 'onTrouble'>, stage: string, work: Promise<void>): void {
  work.catch((error: unknown) => core.onTrouble('channels', stage, error));
}

export const createCounters = (): Counters => ({
  connectionsOpened: 0,
  connectionsClosed: 0,
  messagesReceived: 0,
  eventsPublished: 0,
  clientEvents: 0,
  clientEventsRefused: 0,
  subscriptionsRefused: 0,
  badMessages: 0,
  pongsMissed: 0,
});
