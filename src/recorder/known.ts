import type { NumberedFact } from './ring.ts';

/** A connection as it is now. */
export interface PresentConnection {
  readonly user: string | undefined;
  readonly channels: ReadonlySet<string>;
}

/** What is so now, beside what happened. */
export interface Present {
  connection(appId: string, socketId: string): PresentConnection | undefined;
  connectionsOf(appId: string, userId: string): readonly string[];
}

/** What is known of a connection, oldest first. */
export interface Known {
  readonly socket: string;
  readonly facts: readonly NumberedFact[];
  readonly now: PresentConnection | undefined;
}
