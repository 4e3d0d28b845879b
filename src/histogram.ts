/** How often something took how long: plain numbers, which whoever exports them reads when asked. */
export interface Histogram {
  /** In ms, the longest of each group; behind the last one is what took longer. */
  readonly bounds: readonly number[];
  readonly counts: number[];
  /** All of it together, in ms. */
  sum: number;
}

/** From an answer at hand to one that somebody would give up waiting for. */
const bounds: readonly number[] = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

export const createHistogram = (): Histogram => ({ bounds, counts: Array(bounds.length + 1).fill(0), sum: 0 });

/** A clock that went back counts as no time. */
export function observe(histogram: Histogram, ms: number): void {
  const took = Math.max(0, ms);
  let group = 0;
  while (took > (histogram.bounds[group] ?? Number.POSITIVE_INFINITY)) group += 1;
  histogram.counts[group] = (histogram.counts[group] ?? 0) + 1;
  histogram.sum += took;
}
