/** At most `most` in any second: remembers when the last ones were. */
export interface SlidingWindow {
  /** Counts one and answers true, or answers false and counts nothing. */
  take(now: number): boolean;
  /** Milliseconds until there is room for one. */
  room(now: number): number;
}

export function slidingWindow(most: number, windowMs = 1000): SlidingWindow {
  const times: number[] = [];
  let oldest = 0;
  return {
    take(now) {
      if (times.length < most) {
        times.push(now);
        return true;
      }
      if (now - (times[oldest] ?? 0) < windowMs) return false;
      times[oldest] = now;
      oldest = (oldest + 1) % most;
      return true;
    },
    room: (now) => (times.length < most ? 0 : Math.max(0, (times[oldest] ?? 0) + windowMs - now)),
  };
}
