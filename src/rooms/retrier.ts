import { type OnError, Unavailable } from '../channels/ports/errors.ts';
import type { Clock, Timer } from '../clock.ts';

/** Work that must be done some time: while the cluster cannot do it, it is tried again. Doing it twice does no harm. */
export interface Retrier {
  /** What already waits under that name is replaced. */
  untilDone(name: string, work: () => Promise<void>): void;
  readonly size: number;
  close(): void;
}

const againMs = 1000;

export function createRetrier(clock: Clock, onError: OnError): Retrier {
  const waiting = new Map<string, () => Promise<void>>();
  let timer: Timer | undefined;
  let closed = false;

  async function attempt(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Unavailable)) onError('rooms', name, error);
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
    untilDone(name, work) {
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
