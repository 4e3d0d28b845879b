/** So many a second, with bursts of up to a second's worth. */
export interface Pace {
  /** Counts them and answers 0; or counts none and answers the milliseconds until there is room. */
  take(perSecond: number, now: number, howMany?: number): number;
}

/** A bucket that leaks: it holds a second's worth, and empties at that rate. The rate is handed in, as settings change. */
class Bucket implements Pace {
  #level = 0;
  #at = 0;

  take(perSecond: number, now: number, howMany = 1): number {
    const left = Math.max(0, this.#level - (Math.max(0, now - this.#at) * perSecond) / 1000);
    // More than a bucket holds passes when the bucket is empty: it would never pass otherwise.
    const tooMuch = left + Math.min(howMany, perSecond) - perSecond;
    if (tooMuch > 1e-9) return Math.ceil((tooMuch * 1000) / perSecond);
    this.#level = left + howMany;
    this.#at = now;
    return 0;
  }
}

/** One a connection: an object with a method of its own would cost three times as much. */
export const createPace = (): Pace => new Bucket();
