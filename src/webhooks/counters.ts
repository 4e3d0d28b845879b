import { createHistogram, type Histogram } from '../histogram.ts';

/** Plain numbers, of events but for requests and failures. */
export interface Counters {
  /** Taken for an endpoint: one that two endpoints want counts twice. */
  taken: number;
  delivered: number;
  requests: number;
  /** Requests that were not answered by success. */
  failures: number;
  /** Of a full queue, or left when the server stopped. */
  dropped: number;
  /** Of a channel that came and went before its endpoint was told of either. */
  cancelled: number;
  /** Became dead letters. */
  givenUp: number;
  /** Each request, to its answer or failure. */
  readonly took: Histogram;
}

export const createCounters = (): Counters => ({
  taken: 0,
  delivered: 0,
  requests: 0,
  failures: 0,
  dropped: 0,
  cancelled: 0,
  givenUp: 0,
  took: createHistogram(),
});
