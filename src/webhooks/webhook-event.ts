import type { Fact } from '../channels/ports/facts.ts';

/** What an event is about, in the order in which kinds are dropped: any stranger can make facts of channels. */
export const kinds = ['channel', 'client', 'member'] as const;
export type Kind = (typeof kinds)[number];

export const kindOf = {
  channel_occupied: 'channel',
  channel_vacated: 'channel',
  cache_miss: 'channel',
  subscription_count: 'channel',
  client_event: 'client',
  member_added: 'member',
  member_removed: 'member',
} as const satisfies Record<Fact['name'], Kind>;

/** One event on its way to endpoints. Its text is made once and serves them all. */
export interface WebhookEvent {
  /** Grows with every event told, whatever the app. */
  readonly serial: number;
  readonly name: Fact['name'];
  readonly kind: Kind;
  readonly channel: string;
  readonly text: string;
  readonly bytes: number;
  /** When it was told. */
  readonly at: number;
}

/** [W3] The body, in the bytes that are signed and sent. */
export function bodyOf(events: readonly WebhookEvent[]): Buffer {
  const timeMs = events.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
  return Buffer.from(`{"time_ms":${timeMs},"events":[${events.map(({ text }) => text).join(',')}]}`);
}
