import type { Clock } from '../clock.ts';
import type { Counters } from './counters.ts';
import type { Undelivered } from './dead-letters.ts';
import type { Sending } from './delivery.ts';

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

/** What every endpoint works with. */
export interface EndpointParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly post: Post;
  readonly settings: EndpointSettings;
  readonly counters: Counters;
  readonly giveUp: (appId: string, delivery: Undelivered) => void;
  /** An endpoint does not do as it should; told now and then. */
  readonly warn: (appId: string, url: string, why: string) => void;
}
