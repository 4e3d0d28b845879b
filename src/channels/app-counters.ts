/** How often each of a few things was: a code, or a reason. */
export type Tally = Map<string, number>;

/** What happened in an app on this node since it was first connected to. Plain numbers: whoever exports them reads them when asked. */
export interface AppCounters {
  connections: number;
  /** Messages of open connections and their bytes, as they came and as they were handed to the engine: one to n sockets is n. */
  messagesIn: number;
  bytesIn: number;
  messagesOut: number;
  bytesOut: number;
  /** Events of publishers that were taken; one to n channels is n. */
  eventsPublished: number;
  /** What happened on channels, once for each connection that was told. */
  deliveries: number;
  clientEvents: number;
  clientEventsRefused: number;
  subscribes: number;
  /** By the type of the refusal. */
  readonly subscribesRefused: Tally;
  /** Error frames on connections that stay, by code. */
  readonly errors: Tally;
  /** Ends of connections, by code and who ended them. */
  readonly closes: Tally;
}

export const createAppCounters = (): AppCounters => ({
  connections: 0,
  messagesIn: 0,
  bytesIn: 0,
  messagesOut: 0,
  bytesOut: 0,
  eventsPublished: 0,
  deliveries: 0,
  clientEvents: 0,
  clientEventsRefused: 0,
  subscribes: 0,
  subscribesRefused: new Map(),
  errors: new Map(),
  closes: new Map(),
});

/** A domain names its own refusals, and may take whatever text for it. */
const mostKinds = 200;

/** [M3] Counts one of this kind. */
export function tally(counts: Tally, kind: string): void {
  const known = counts.has(kind) || counts.size < mostKinds ? kind : 'other';
  counts.set(known, (counts.get(known) ?? 0) + 1);
}
