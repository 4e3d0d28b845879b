import type { Clock, Timer } from '../../clock.ts';

interface Ageing {
  /** How long it lives, and until when. */
  readonly ttlMs: number;
  readonly expires: number;
  /** What came later has more. */
  readonly age: number;
}

/** Things that end by themselves, whoever looks at them, and the oldest first where there is too much. */
export interface ByAge<T extends Ageing> {
  add(thing: T): void;
  /** It ended otherwise. */
  delete(thing: T): void;
  /** While there is too much what is over ends, then the oldest; how many ended before their time. */
  trim(isOver: () => boolean): number;
  readonly size: number;
  close(): void;
}

/** What lives equally long ends in the order in which it came: a queue for each length of life, of which there are few. */
interface Queue<T> {
  readonly things: Set<T>;
  /** Goes on from turn to turn: from the start it would step over all that were deleted there. */
  walk: Iterator<T>;
  head: T | undefined;
}

/** What ends in one turn, and how long the next turn waits at least and at most: no timer holds ten years. */
const maxATurn = 2000;
const shortest = 1000;
const longest = 3_600_000;

/** [L33] `end` takes each away where it stands, once; the queues have forgotten it by then. */
export function createByAge<T extends Ageing>(clock: Clock, end: (thing: T) => void): ByAge<T> {
  const queues = new Map<number, Queue<T>>();
  let size = 0;
  let timer: Timer | undefined;

  function headOf(queue: Queue<T>): T | undefined {
    while (queue.head === undefined || !queue.things.has(queue.head)) {
      if (queue.things.size === 0) return undefined;
      const next = queue.walk.next();
      if (next.done === true) queue.walk = queue.things.values();
      else queue.head = next.value;
    }
    return queue.head;
  }

  function first(before: (a: T, b: T) => boolean): T | undefined {
    let found: T | undefined;
    for (const [ttlMs, queue] of queues) {
      const head = headOf(queue);
      if (head === undefined) queues.delete(ttlMs);
      else if (found === undefined || before(head, found)) found = head;
    }
    return found;
  }

  const firstToEnd = (): T | undefined => first((a, b) => a.expires < b.expires);

  function forget(thing: T): void {
    if (queues.get(thing.ttlMs)?.things.delete(thing) === true) size -= 1;
  }

  function sweep(): void {
    timer = undefined;
    const now = clock.now();
    let next = firstToEnd();
    for (let ended = 0; next !== undefined && next.expires <= now; next = firstToEnd()) {
      if (ended === maxATurn) return wake(1);
      ended += 1;
      forget(next);
      end(next);
    }
    wakeFor(next);
  }

  function wake(ms: number): void {
    timer?.cancel();
    timer = clock.after(ms, sweep);
  }

  function wakeFor(next: T | undefined): void {
    if (next !== undefined) wake(Math.min(Math.max(next.expires - clock.now(), shortest), longest));
  }

  return {
    add(thing) {
      const known = queues.get(thing.ttlMs);
      const things = known?.things ?? new Set<T>();
      things.add(thing);
      size += 1;
      if (known !== undefined) return;
      queues.set(thing.ttlMs, { things, walk: things.values(), head: undefined });
      wakeFor(firstToEnd()); // which may be this one
    },
    delete: forget,
    trim(isOver) {
      let ended = 0;
      const now = clock.now();
      while (size > 0 && isOver()) {
        let next = firstToEnd();
        if (next === undefined || next.expires > now) {
          next = first((a, b) => a.age < b.age);
          ended += 1;
        }
        if (next === undefined) break;
        forget(next);
        end(next);
      }
      return ended;
    },
    get size() {
      return size;
    },
    close() {
      timer?.cancel();
      timer = undefined;
    },
  };
}
