import { type CloseCode, closeCodes } from '../../protocol/close-codes.ts';
import { tally } from '../app-counters.ts';
import type { Bounds } from '../bounds.ts';
import type { Counters } from '../counters.ts';
import { isOverQuota } from '../quota.ts';
import type { AppRuntime } from '../state.ts';
import { createAddressLimits } from './address-limits.ts';

/** Who may still come in: the last of the checks, after all that the handshake says. */
export interface Admission {
  /** Why not; undefined: it may, and its address is counted until `leave`. */
  refuse(runtime: AppRuntime, addressKey: string | undefined, now: number, leaving?: boolean): CloseCode | undefined;
  leave(addressKey: string | undefined): void;
  /** Counts a request that nobody signed like a connection that is over at once. */
  mayAsk(addressKey: string | undefined, now: number): boolean;
  /** How many addresses have connections. */
  readonly addresses: number;
}

/** Who was refused last for its address, and how many were since this was told before. */
export type OnAddressRefused = (addressKey: string, howMany: number) => void;

const tellEveryMs = 60_000;

export function createAdmission(counters: Counters, bounds: () => Bounds, tell: OnAddressRefused): Admission {
  const addresses = createAddressLimits();
  let untold = 0;
  let toldAt = Number.NEGATIVE_INFINITY;

  /** [C37] A line for each would be a way to fill a disk. */
  function refusedFor(addressKey: string, now: number): void {
    untold += 1;
    if (now - toldAt < tellEveryMs) return;
    tell(addressKey, untold);
    toldAt = now;
    untold = 0;
  }

  function isOver(runtime: AppRuntime, now: number): boolean {
    const { connections, overloaded } = bounds();
    const open = counters.connectionsOpened - counters.connectionsClosed;
    const perSecond = runtime.app.settings.limits.connectsPerSecond;
    return (
      overloaded ||
      (connections > 0 && open >= connections) ||
      (perSecond > 0 && runtime.connects.take(perSecond, now) > 0)
    );
  }

  function judge(runtime: AppRuntime, addressKey: string | undefined, now: number, leaving: boolean) {
    if (isOverQuota(runtime, 0)) {
      counters.refusedQuota += 1;
      return closeCodes.overQuota;
    }
    if (leaving || isOver(runtime, now)) {
      counters.refusedCapacity += 1;
      return closeCodes.overCapacity;
    }
    const { connectionsPerAddress, connectsPerAddressPerSecond } = bounds();
    if (
      addressKey === undefined ||
      addresses.enter(addressKey, connectionsPerAddress, connectsPerAddressPerSecond, now)
    )
      return undefined;
    counters.refusedAddress += 1;
    refusedFor(addressKey, now);
    return closeCodes.overCapacity;
  }

  return {
    refuse(runtime, addressKey, now, leaving = false) {
      const refused = judge(runtime, addressKey, now, leaving);
      tally(counters.handshakes, String(refused?.code ?? 'accepted'));
      if (refused !== undefined) {
        const { code, reason: why } = refused;
        runtime.recorder?.record({ kind: 'handshake-refused', app: runtime.app.id, code, why, address: addressKey });
      }
      return refused;
    },
    leave(addressKey) {
      if (addressKey !== undefined) addresses.leave(addressKey);
    },
    mayAsk(addressKey, now) {
      if (addressKey === undefined || addresses.visit(addressKey, bounds().connectsPerAddressPerSecond, now))
        return true;
      counters.requestsRefusedAddress += 1;
      refusedFor(addressKey, now);
      return false;
    },
    get addresses() {
      return addresses.size;
    },
  };
}
