/** So many a second, with bursts of up to a second's worth. */
export interface Pace {
  /** Counts them and answers 0; or counts none and answers the milliseconds until there is room. */
  take(perSecond: number, now: number, howMany?: number): number;
}

/** A bucket that leaks: it holds a second's worth, and empties at that rate. The rate is handed in, as settings change. */
export function createPace(): Pace {
  let level = 0;
  let at = 0;
  return {
    take(perSecond, now, howMany = 1) {
      const left = Math.max(0, level - (Math.max(0, now - at) * perSecond) / 1000);
      // More than a bucket holds passes when the bucket is empty: it would never pass otherwise.
      const tooMuch = left + Math.min(howMany, perSecond) - perSecond;
      if (tooMuch > 1e-9) return Math.ceil((tooMuch * 1000) / perSecond);
      level = left + howMany;
      at = now;
      return 0;
    },
  };
}
