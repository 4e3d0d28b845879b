import type { Clock } from './clock.ts';

/** How late the process is with its own work. */
export interface LagMeter {
  /** Milliseconds. Also true inside the very turn that takes too long. */
  lag(): number;
  close(): void;
}

const everyMs = 250;

export function createLagMeter(clock: Clock): LagMeter {
  let last = 0;
  let due = clock.now() + everyMs;
  let timer = clock.after(everyMs, tick);

  function tick(): void {
    last = Math.max(0, clock.now() - due);
    due = clock.now() + everyMs;
    timer = clock.after(everyMs, tick);
  }

  return {
    lag: () => Math.max(last, clock.now() - due),
    close: () => timer.cancel(),
  };
}
