import type { Clock, Timer } from '../../../clock.ts';
import type { Reply } from '../io/command.ts';
import { type Handed, readFact } from './facts.ts';

export interface FactReaderParts {
  readonly clock: Clock;
  readonly tell: (handed: Handed) => void;
  /** Has Redis look for facts whose time has come; what was told goes with it. */
  readonly ask: () => void;
}

const ackMs = 250;

/** Tells each fact that Redis handed to this holder once, in order, says how far it is, and asks for what is due. */
export function createFactReader({ clock, tell, ask }: FactReaderParts) {
  let told = 0;
  let acked = 0;
  let ackTimer: Timer | undefined;
  let dueTimer: Timer | undefined;
  let dueAt = Number.POSITIVE_INFINITY;

  function accept(texts: readonly string[]): void {
    for (const text of texts) {
      const found = readFact(text);
      if (found === undefined || found.id <= told) continue;
      told = found.id;
      tell(found.handed);
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
    /** The facts of an answer, and in how many ms the next ones are due. */
    accept([, facts, due]: Reply): void {
      accept(facts as string[]);
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
    },
    close(): void {
      ackTimer?.cancel();
      dueTimer?.cancel();
    },
  };
}
