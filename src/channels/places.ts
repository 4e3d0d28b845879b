/** How many connections come from one place (a client address), now and in the present second. */
export interface Places {
  /** Counts one and answers true; or answers false and counts nothing. 0: no limit. */
  enter(place: string, most: number, mostPerSecond: number, now: number): boolean;
  leave(place: string): void;
  readonly size: number;
}

export function createPlaces(): Places {
  const present = new Map<string, number>();
  // Forgotten as a whole every second: nothing stays of an address that went away.
  let arrived = new Map<string, number>();
  let second = 0;

  return {
    enter(place, most, mostPerSecond, now) {
      if (Math.floor(now / 1000) !== second) {
        second = Math.floor(now / 1000);
        arrived = new Map();
      }
      const here = present.get(place) ?? 0;
      const lately = arrived.get(place) ?? 0;
      if ((most > 0 && here >= most) || (mostPerSecond > 0 && lately >= mostPerSecond)) return false;
      present.set(place, here + 1);
      if (mostPerSecond > 0) arrived.set(place, lately + 1);
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
