/** So many a second, with bursts of up to a second's worth. */
export interface LeakyBucket {
  /** Counts them and answers 0; or counts none and answers the milliseconds until there is room. */
  take(perSecond: number, now: number, howMany?: number): number;
}

/** A bucket that leaks, as the time at which it is empty: it holds a second's worth. The rate is handed in, as settings change. */
export const fill = (due: number, perSecond: number, now: number, howMany = 1): number =>
  Math.max(due, now) + (howMany * 1000) / perSecond;

/** The milliseconds until there is room in it; 0: there is. */
export function untilRoom(due: number, perSecond: number, now: number, howMany = 1): number {
  // More than a bucket holds passes when the bucket is empty: it would never pass otherwise.
  const tooMuch = fill(due, perSecond, now, Math.min(howMany, perSecond)) - now - 1000;
  return tooMuch > 1e-6 ? Math.ceil(tooMuch) : 0;
}

export function createLeakyBucket(): LeakyBucket {
  let due = 0;
  let at = 0;
  return {
    take(perSecond, now, howMany = 1) {
      if (now < at) due -= at - now; // the clock went back
      at = now;
      const wait = untilRoom(due, perSecond, now, howMany);
      if (wait === 0) due = fill(due, perSecond, now, howMany);
      return wait;
    },
  };
}
