import { randomInt } from 'node:crypto';
import type { Clock } from '../../clock.ts';

const stepMs = 20;

/** How to know that one is still there, and how to end it. */
interface Ending<T> {
  isOpen(one: T): boolean;
  end(one: T): void;
}

/** Evenly over the time, a few in each step; settles when all have ended, by us or by themselves. */
export async function endOverTime<T>(clock: Clock, all: readonly T[], ms: number, ending: Ending<T>): Promise<void> {
  const { isOpen, end } = ending;
  const started = clock.now();
  let next = 0;
  for (;;) {
    const share = ms === 0 ? 1 : Math.min(1, (clock.now() - started + stepMs) / ms);
    const due = Math.ceil(all.length * share);
    for (; next < due; next += 1) end(all[next] as T);
    while (next < all.length && !isOpen(all[next] as T)) next += 1;
    if (next >= all.length) return;
    await new Promise<void>((resolve) => clock.after(stepMs, resolve));
  }
}

/** In random order: who came together should not leave, and come back, together. */
export function shuffled<T>(all: T[]): T[] {
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}
