import { createHistogram, type Histogram, observe } from '../histogram.ts';

/** How requests were answered, by the template of their path and the status. Plain numbers, as all counters. */
export interface AnswerCounters {
  readonly answered: Map<string, Map<number, number>>;
  /** From the head of a request to its answer. */
  readonly took: Histogram;
}

/** The endpoint of a request that was refused before anybody knew which one it asked for. */
export const noEndpoint = 'none';

export const createAnswerCounters = (): AnswerCounters => ({ answered: new Map(), took: createHistogram() });

/** Hot path. */
export function countAnswer({ answered, took }: AnswerCounters, endpoint: string, status: number, ms: number): void {
  const statuses = answered.get(endpoint) ?? new Map<number, number>();
  if (statuses.size === 0) answered.set(endpoint, statuses);
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  observe(took, ms);
}
