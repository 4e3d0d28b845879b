import type { Histogram } from '../../histogram.ts';

/** What happened between this node and what the nodes share. Plain numbers, as all counters. */
export interface ClusterCounters {
  /** Messages heard; breaks in their order; messages fetched after one; breaks that could not be filled. */
  readonly messages: number;
  readonly gaps: number;
  readonly fetched: number;
  readonly lost: number;
  /** Times that this node said again all it holds; those of them where Redis had lost it, or the latest of it. */
  readonly restores: number;
  readonly emptied: number;
  readonly older: number;
  /** From commands that leave together to their answers. */
  readonly roundTrips: Histogram;
}
