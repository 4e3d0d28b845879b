import type { Clock, Timer } from '../../../clock.ts';

/** One timer for many deadlines. `expire` ends what is late by now, and answers the next deadline, or infinity. */
export function createDeadline(clock: Clock, expire: (now: number) => number) {
  let timer: Timer | undefined;

  function watch(deadline: number): void {
    if (timer !== undefined || deadline === Number.POSITIVE_INFINITY) return;
    timer = clock.after(Math.max(1, deadline - clock.now()), () => {
      timer = undefined;
      watch(expire(clock.now()));
    });
  }

  return { watch, close: (): void => timer?.cancel() };
}
