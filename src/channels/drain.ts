import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';

const stepMs = 20;

/** Evenly over the time, a few in each step; settles when all were ended. */
export function endOverTime<T>(clock: Clock, all: readonly T[], ms: number, end: (one: T) => void): Promise<void> {
  return new Promise((resolve) => {
    const started = clock.now();
    let next = 0;
    const step = (): void => {
      const share = ms === 0 ? 1 : Math.min(1, (clock.now() - started + stepMs) / ms);
      const due = Math.ceil(all.length * share);
      all.slice(next, due).forEach(end);
      next = Math.max(next, due);
      if (next >= all.length) resolve();
      else clock.after(stepMs, step);
    };
    step();
  });
}

/** In random order: who came together should not leave, and come back, together. */
export function shuffled<T>(all: T[]): T[] {
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}
