/** One event on its way to endpoints. Its text is made once and serves them all. */
export interface Told {
  /** Grows with every event told, whatever the app. */
  readonly serial: number;
  readonly channel: string;
  readonly text: string;
  readonly bytes: number;
  /** When it was told. */
  readonly at: number;
}

/** [W3] The body, in the bytes that are signed and sent. */
export function bodyOf(events: readonly Told[]): Buffer {
  const timeMs = events.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
  return Buffer.from(`{"time_ms":${timeMs},"events":[${events.map(({ text }) => text).join(',')}]}`);
}
