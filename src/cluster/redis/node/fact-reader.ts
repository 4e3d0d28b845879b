import type { Clock, Timer } from '../../../clock.ts';
import type { Reply } from '../io/command.ts';
import { type Handed, readFact } from './facts.ts';

export interface FactReaderParts {
  readonly clock: Clock;
  readonly tell: (handed: Handed) => void;
  /** Has Redis look for facts whose time has come, and answer all that wait; what was told goes with it. */
  readonly ask: () => void;
}

const ackMs = 250;

/** Tells each fact that Redis handed to this holder once, in order, says how far it is, and asks for what is due. */
export function createFactReader({ clock, tell, ask }: FactReaderParts) {
  let told = 0;
  let acked = 0;
  let isAsked = false;
  let ackTimer: Timer | undefined;
  let dueTimer: Timer | undefined;
  let dueAt = Number.POSITIVE_INFINITY;

  /** Once: if that fails the next renewal answers them. */
  function askForAll(): void {
    if (isAsked) return;
    isAsked = true;
    ask();
  }

  function accept(texts: readonly string[], areAll: boolean): void {
    if (areAll) isAsked = false;
    const read = texts.map(readFact).filter((one) => one !== undefined);
    for (const one of read.filter(({ id }) => id > told)) {
      // The answer that had the ones before it was lost.
      if (!areAll && one.id > told + 1) return askForAll();
      told = one.id;
      tell(one.handed);
    }
    if (told > acked) ackTimer ??= clock.after(ackMs, ackAlone);
  }

  /** Nothing went to Redis meanwhile that it could have gone with. */
  function ackAlone(): void {
    ackTimer = undefined;
    if (told > acked) ask();
  }

  function askIn(ms: number): void {
    const at = clock.now() + ms + 1;
    if (at >= dueAt) return;
    dueTimer?.cancel();
    dueAt = at;
    dueTimer = clock.after(ms + 1, () => {
      dueAt = Number.POSITIVE_INFINITY;
      ask();
    });
  }

  return {
    /** The facts of an answer, or with it all that wait, and in how many ms the next ones are due. */
    accept([, facts, due]: Reply, areAll = false): void {
      accept(facts as string[], areAll);
      if (typeof due === 'number' && due >= 0) askIn(due);
    },
    /** To be said with the next operation; '': nothing new. */
    ack(): string {
      if (told === acked) return '';
      acked = told;
      return String(told);
    },
    /** What was said may not have arrived. */
    again(): void {
      acked = 0;
    },
    /** A new holder counts anew. */
    reset(): void {
      told = 0;
      acked = 0;
      isAsked = false;
    },
    close(): void {
      ackTimer?.cancel();
      dueTimer?.cancel();
    },
  };
}
