import type { Clock, Timer } from '../../../clock.ts';
import type { Reply, Run } from '../io/command.ts';

export interface LeaseParts {
  readonly clock: Clock;
  readonly renewMs: number;
  readonly run: Run;
  /** There is a lease to renew. */
  readonly isHeld: () => boolean;
  /** Has a lease acquired where there is none. */
  readonly acquire: () => void;
  /** Finds out about a subscriber that hears nothing because nobody is there. */
  readonly probe: () => void;
  /** Redis refuses what takes room, or no more. */
  readonly onFull: (isFull: boolean) => void;
  readonly onConnections: (flat: readonly string[]) => void;
  readonly onLapsed: (holder: string) => void;
}

/** Renews the lease of this node in an app, and hears with it of those who let theirs lapse. */
export function createLease(parts: LeaseParts) {
  const { clock, renewMs, run, isHeld, acquire, probe, onFull, onConnections, onLapsed } = parts;
  let timer: Timer | undefined;
  let renewing = false;
  let closed = false;
  let isAnotherRun = false;

  function renewIn(ms: number): void {
    timer?.cancel();
    if (!closed) timer = clock.after(Math.max(1, Math.min(ms, renewMs)), renew);
  }

  function renew(): void {
    renewIn(renewMs);
    if (renewing || !isHeld()) return acquire();
    renewing = true;
    probe();
    const says = isAnotherRun;
    run({ script: 'renew', first: true, args: () => ({ run: says ? 'another' : '' }) })
      .then(
        (reply) => renewed(reply, says),
        () => {}, // again when it is time, or when Redis is back
      )
      .finally(() => {
        renewing = false;
      });
  }

  function renewed([, , lapsed, next, connections, full]: Reply, said: boolean): void {
    onFull(full === 1);
    onConnections(connections as string[]);
    // It went to another run than it was meant for, so nobody is judged by it.
    if (isAnotherRun && !said) return renewIn(1);
    isAnotherRun = false;
    if (typeof next === 'number' && next >= 0) renewIn(next + 1);
    for (const holder of lapsed as string[]) onLapsed(holder);
  }

  return {
    /** The connection is back. */
    again(toAnotherRun: boolean): void {
      isAnotherRun ||= toAnotherRun;
      renew();
    },
    acquired: (): void => renewIn(renewMs),
    close(): void {
      closed = true;
      timer?.cancel();
    },
  };
}
