import type { Clock, Timer } from '../../../src/clock.ts';

export interface FakeClock extends Clock {
  /** Runs what becomes due, in order, and lets promises settle between. */
  advance(ms: number): Promise<void>;
  readonly timers: number;
}

/** Time that passes when a test says so. */
export function fakeClock(start = 1_700_000_000_000): FakeClock {
  let now = start;
  let order = 0;
  const waiting = new Map<number, { due: number; run: () => void }>();
  return {
    now: () => now,
    after(ms, run): Timer {
      order += 1;
      const id = order;
      waiting.set(id, { due: now + ms, run });
      return { cancel: () => void waiting.delete(id) };
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...waiting]
          .filter(([, { due }]) => due <= end)
          .sort(([a, x], [b, y]) => x.due - y.due || a - b)[0];
        if (next === undefined) break;
        const [id, { due, run }] = next;
        waiting.delete(id);
        now = Math.max(now, due);
        run();
        await settled();
      }
      now = end;
      await settled();
    },
    get timers() {
      return waiting.size;
    },
  };
}

/** Every promise that can settle by itself has settled. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
