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

/** Keeps the process alive whatever else it waits for, until it is told otherwise. */
export function stayAlive(): () => void {
  const timer = setInterval(() => {}, 2 ** 30);
  return () => clearInterval(timer);
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Milliseconds since the start in which the process had something to do. */
export const activeMs = (): number => performance.eventLoopUtilization().active;

/** Answers which share of the time since it was asked last the process was busy. */
export function createBusyMeter(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}
