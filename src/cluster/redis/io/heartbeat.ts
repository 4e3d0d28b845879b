import type { Clock, Timer } from '../../../clock.ts';

export interface HeartbeatParts {
  readonly clock: Clock;
  /** Ms without an answer after which somebody stands still. */
  readonly stalledAfter: number;
  /** Rejects when the connection breaks. */
  readonly ping: () => Promise<unknown>;
}

/** Notices that who is connected does not answer: one question at a time, behind all that was asked before. */
export function createHeartbeat({ clock, stalledAfter, ping }: HeartbeatParts) {
  let timer: Timer | undefined;
  let isAsked = false;
  let missed = 0;

  function answered(): void {
    isAsked = false;
    missed = 0;
  }

  // Two looks: an answer that came while this process was busy is read between them.
  function look(): void {
    timer = clock.after(stalledAfter / 2, look);
    if (isAsked) {
      missed += 1;
      return;
    }
    isAsked = true;
    ping().then(answered, answered);
  }

  return {
    get isStalled() {
      return missed > 1;
    },
    start(): void {
      timer?.cancel();
      answered();
      look();
    },
    stop(): void {
      timer?.cancel();
      answered();
    },
  };
}
