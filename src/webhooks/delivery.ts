import { createHmac } from 'node:crypto';
import type { App } from '../apps/app.ts';
import type { Timer } from '../clock.ts';
import type { WebhookEndpoint } from '../protocol/types/config.ts';
import type { ChannelQueue, Taken } from './channel-queues.ts';
import { bodyOf, type Kind, kinds, type WebhookEvent } from './webhook-event.ts';

/** One request, the same on every try. */
export interface Sending {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Events on their way, and how it goes with them. */
export interface Delivery {
  readonly events: readonly WebhookEvent[];
  readonly queues: readonly ChannelQueue[];
  /** Of its events, the one that is dropped last. */
  readonly kind: Kind | undefined;
  readonly sending: Sending;
  readonly firstTry: number;
  tries: number;
  timer: Timer | undefined;
}

/** [W14] Of the events of a body: what surrounds them has its place too. */
export const maxBatchBytes = 262_144 - 64;

/** [W18] The bytes are made and signed once, for all tries. */
export function createDelivery(app: App, entry: WebhookEndpoint, { events, queues }: Taken, now: number): Delivery {
  const body = bodyOf(events);
  return {
    events,
    queues,
    kind: kinds.findLast((kind) => events.some((event) => event.kind === kind)),
    sending: { url: entry.url, headers: headersOf(app, entry, body), body },
    firstTry: now,
    tries: 0,
    timer: undefined,
  };
}

/** [W2] The content type is compared to the delivery by receivers. */
function headersOf({ key, secrets }: App, entry: WebhookEndpoint, body: Buffer): Record<string, string> {
  return {
    'User-Agent': 'Carillon',
    ...entry.headers,
    'Content-Type': 'application/json',
    'X-Pusher-Key': key,
    'X-Pusher-Signature': createHmac('sha256', secrets.get(key) ?? '')
      .update(body)
      .digest('hex'),
  };
}
