import { type OnTrouble, Unavailable } from '../channels/ports.ts';
import type { Clock, Timer } from '../clock.ts';

/** Work that must be done some time: while the cluster cannot do it, it is tried again. Doing it twice does no harm. */
export interface Insistence {
  /** What already waits under that name is replaced. */
  surely(name: string, work: () => Promise<void>): void;
  readonly size: number;
  close(): void;
}

const againMs = 1000;

export function createInsistence(clock: Clock, onTrouble: OnTrouble): Insistence {
  const waiting = new Map<string, () => Promise<void>>();
  let timer: Timer | undefined;
  let closed = false;

  async function attempt(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Unavailable)) onTrouble('rooms', name, error);
      else if (!closed) wait(name, work);
    }
  }

  function wait(name: string, work: () => Promise<void>): void {
    waiting.set(name, work);
    timer ??= clock.after(againMs, () => {
      timer = undefined;
      const all = [...waiting];
      waiting.clear();
      for (const one of all) void attempt(...one);
    });
  }

  return {
    surely(name, work) {
      waiting.delete(name);
      void attempt(name, work);
    },
    get size() {
      return waiting.size;
    },
    close() {
      closed = true;
      timer?.cancel();
      waiting.clear();
    },
  };
}
