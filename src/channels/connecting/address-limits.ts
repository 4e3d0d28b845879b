/** How many connections come from one client address, now and in the present second. */
export interface AddressLimits {
  /** Counts one and answers true; or answers false and counts nothing. 0: no limit. */
  enter(addressKey: string, most: number, maxPerSecond: number, now: number): boolean;
  leave(addressKey: string): void;
  /** Counts in this second alone. */
  visit(addressKey: string, maxPerSecond: number, now: number): boolean;
  readonly size: number;
}

export function createAddressLimits(): AddressLimits {
  const present = new Map<string, number>();
  // Forgotten as a whole every second: nothing stays of an address that went away.
  let arrived = new Map<string, number>();
  let second = 0;

  function visit(addressKey: string, maxPerSecond: number, now: number): boolean {
    if (maxPerSecond === 0) return true;
    if (Math.floor(now / 1000) !== second) {
      second = Math.floor(now / 1000);
      arrived = new Map();
    }
    const lately = arrived.get(addressKey) ?? 0;
    if (lately >= maxPerSecond) return false;
    arrived.set(addressKey, lately + 1);
    return true;
  }

  return {
    visit,
    enter(addressKey, most, maxPerSecond, now) {
      const here = present.get(addressKey) ?? 0;
      if ((most > 0 && here >= most) || !visit(addressKey, maxPerSecond, now)) return false;
      present.set(addressKey, here + 1);
      return true;
    },
    leave(addressKey) {
      const left = (present.get(addressKey) ?? 1) - 1;
      if (left > 0) present.set(addressKey, left);
      else present.delete(addressKey);
    },
    get size() {
      return present.size;
    },
  };
}
