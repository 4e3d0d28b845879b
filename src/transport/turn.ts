type Later = () => void;

/** [L40] So much is answered as it comes up; more than one connection has a reason to ask for at once. */
const most = 100;

/**
 * The answers of one turn of the loop. Past their number an answer waits for the end of the turn: who waits for it notices
 * nothing, and a connection that has asked again by then is closed by the engine. It is how a connection that sends
 * requests without end is told from many that send one: the engine does not say whose a request is.
 */
export interface Turn {
  /** Whether an answer may be written now. `cost`: 1, and more for what takes longer to read. */
  take(cost: number): boolean;
  /** Does it when the turn is over. */
  later(write: Later): void;
}

export function createTurn(): Turn {
  let taken = 0;
  let waiting: Later[] = [];
  let ending = false;

  function end(): void {
    const writes = waiting;
    taken = 0;
    waiting = [];
    ending = false;
    for (const write of writes) write();
  }

  function endLater(): void {
    if (!ending) setImmediate(end);
    ending = true;
  }

  return {
    take(cost) {
      endLater();
      taken += cost;
      return taken <= most;
    },
    later(write) {
      endLater();
      waiting.push(write);
    },
  };
}
