/** How many connections come from one place (a client address), now and in the present second. */
export interface Places {
  /** Counts one and answers true; or answers false and counts nothing. 0: no limit. */
  enter(place: string, most: number, mostPerSecond: number, now: number): boolean;
  leave(place: string): void;
  /** Counts in this second alone. */
  visit(place: string, mostPerSecond: number, now: number): boolean;
  readonly size: number;
}

export function createPlaces(): Places {
  const present = new Map<string, number>();
  // Forgotten as a whole every second: nothing stays of an address that went away.
  let arrived = new Map<string, number>();
  let second = 0;

  function visit(place: string, mostPerSecond: number, now: number): boolean {
    if (mostPerSecond === 0) return true;
    if (Math.floor(now / 1000) !== second) {
      second = Math.floor(now / 1000);
      arrived = new Map();
    }
    const lately = arrived.get(place) ?? 0;
    if (lately >= mostPerSecond) return false;
    arrived.set(place, lately + 1);
    return true;
  }

  return {
    visit,
    enter(place, most, mostPerSecond, now) {
      const here = present.get(place) ?? 0;
      if ((most > 0 && here >= most) || !visit(place, mostPerSecond, now)) return false;
      present.set(place, here + 1);
      return true;
    },
    leave(place) {
      const left = (present.get(place) ?? 1) - 1;
      if (left > 0) present.set(place, left);
      else present.delete(place);
    },
    get size() {
      return present.size;
    },
  };
}
