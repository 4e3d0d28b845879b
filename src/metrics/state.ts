import type { AppNumbers } from '../channels/app-numbers.ts';
import type { Counters } from '../channels/counters.ts';
import type { ClusterCounters } from '../channels/ports/cluster-counters.ts';
import type { Histogram } from '../histogram.ts';

/** What is read at a scrape, and by nobody else: it is all there anyway. */
export interface MetricsState {
  readonly now: () => number;
  readonly counters: Readonly<Counters>;
  readonly apps: () => readonly AppNumbers[];
  readonly rooms: () => readonly RoomNumbers[];
  readonly requests: {
    readonly answered: ReadonlyMap<string, ReadonlyMap<number, number>>;
    readonly took: Histogram;
  };
  readonly webhooks: WebhookNumbers;
  /** undefined on a node by itself. */
  readonly cluster: (() => ClusterCounters) | undefined;
  readonly loop: { readonly lagMs: () => number; readonly activeMs: () => number };
  /** How long frames may wait for others right now, and how many have left with one before them. */
  readonly coalescing: () => { readonly ms: number; readonly merged: number };
}

interface RoomNumbers {
  readonly app: string;
  readonly domain: string;
  readonly participants: number;
  readonly messages: number;
  readonly refusals: number;
}

interface WebhookNumbers {
  readonly counters: {
    readonly taken: number;
    readonly delivered: number;
    readonly requests: number;
    readonly failures: number;
    readonly dropped: number;
    readonly cancelled: number;
    readonly givenUp: number;
    readonly took: Histogram;
  };
  readonly waiting: () => { readonly events: number; readonly oldestAt: number | undefined };
}
