import type { Clock } from '../clock.ts';
import type { Counters } from './counters.ts';
import type { Undelivered } from './dead-letters.ts';
import type { Sending } from './delivery.ts';
import type { WebhookEvent } from './webhook-event.ts';

/** One try. Answers why it failed, or nothing; it never rejects. */
export type Post = (sending: Sending) => Promise<string | undefined>;

export interface EndpointSettings {
  readonly retryForMs: number;
  readonly firstPauseMs: number;
  readonly batchDelayMs: number;
  readonly batchEvents: number;
  readonly queue: number;
  readonly queueBytes: number;
}

/** How far these events of an app have come on their way to an endpoint. */
export type OnStep = (
  step: 'told' | 'delivered' | 'failed' | 'given-up',
  appId: string,
  url: string,
  events: readonly Pick<WebhookEvent, 'name' | 'channel'>[],
  why?: string,
) => void;

/** What every endpoint works with. */
export interface EndpointParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly post: Post;
  readonly settings: EndpointSettings;
  readonly counters: Counters;
  readonly giveUp: (appId: string, delivery: Undelivered) => void;
  readonly onStep?: OnStep | undefined;
  /** An endpoint does not do as it should; told now and then. */
  readonly warn: (appId: string, url: string, why: string) => void;
}
