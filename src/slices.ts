import type { Clock } from './clock.ts';

/** As many as one turn of the loop goes through: a millisecond or two. */
export const aSlice = 2000;

/** Long lists, gone through over several turns of the loop, so that others are served between. */
export interface Slices {
  /** What `each` makes of each slice, in order; of a list that is one slice, in this turn. */
  map<T, R>(all: readonly T[], each: (slice: readonly T[], at: number) => R): Promise<R[]>;
}

/** [H47] However many lists are under way, a turn goes on with one of them. */
export function createSlices(clock: Clock): Slices {
  let last: Promise<void> = Promise.resolve();

  function turn(): Promise<void> {
    last = last.then(() => new Promise((resolve) => clock.after(0, resolve)));
    return last;
  }

  return {
    async map(all, each) {
      const made = [each(all.slice(0, aSlice), 0)];
      for (let next = aSlice; next < all.length; next += aSlice) {
        await turn();
        made.push(each(all.slice(next, next + aSlice), next));
      }
      return made;
    },
  };
}
