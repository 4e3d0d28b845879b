import type { Turns } from './channels/ports/turns.ts';

/** What is done in a turn of the loop for those who wait, in messages; one that costs more has a turn of its own. */
const doneInTurn = 64;
/** What may come in a turn from all who say much at once: to hear it takes time too, before anybody can let it wait. */
const heardInTurn = 5000;
/** From so much in a turn, or so many who wait, it takes too long to serve each at once until it has said a hundred. */
const crowd = 256;

export function createTurns(): Turns {
  const waiting: { readonly cost: number; readonly go: () => void }[] = [];
  let heard = 0;
  let left = 0;
  let turning = false;

  function turn(): void {
    turning = false;
    heard = 0;
    left = doneInTurn;
    let going = 0;
    for (const { cost, go } of waiting) {
      if (left <= 0) break;
      left -= cost;
      going += 1;
      go();
    }
    waiting.splice(0, going);
    if (waiting.length > 0) turnLater();
  }

  function turnLater(): void {
    if (!turning) setImmediate(turn);
    turning = true;
  }

  return {
    next(cost) {
      turnLater();
      if (left <= 0 || waiting.length > 0) return new Promise((go) => waiting.push({ cost, go }));
      left -= cost; // nobody else is there: it goes on
      return Promise.resolve();
    },
    hear(cost) {
      turnLater();
      heard += cost;
      return heard <= heardInTurn;
    },
    get crowded() {
      return heard > crowd || waiting.length > doneInTurn;
    },
  };
}
