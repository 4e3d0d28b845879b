/** A timer that can be taken back. */
export interface Timer {
  cancel(): void;
}

/** The only source of time. Tests hand in one they advance by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once. A waiting timer never keeps the process alive. */
  after(ms: number, run: () => void): Timer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
