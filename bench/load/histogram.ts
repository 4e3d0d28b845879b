/** Buckets 2 % wide, from a microsecond to two minutes. */
const width = Math.log(1.02);
const buckets = 950;

export type Counts = number[];

export class Histogram {
  readonly counts: Counts = new Array<number>(buckets).fill(0);

  add(micros: number): void {
    const bucket = micros <= 1 ? 0 : Math.min(buckets - 1, Math.floor(Math.log(micros) / width));
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }

  clear(): void {
    this.counts.fill(0);
  }
}

export function percentile(counts: Counts, share: number): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let left = all * share;
  for (const [bucket, count] of counts.entries()) {
    left -= count;
    if (left <= 0 && count > 0) return Math.exp((bucket + 0.5) * width);
  }
  return 0;
}
