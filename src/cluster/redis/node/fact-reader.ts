import type { Fact } from '../../../channels/ports.ts';
import { readFact } from './facts.ts';

/** Tells each fact that Redis handed to this holder once, in order, and says how far it is. */
export function createFactReader(tell: (fact: Fact) => void) {
  let told = 0;
  let acked = 0;

  return {
    take(texts: readonly string[]): void {
      for (const text of texts) {
        const found = readFact(text);
        if (found === undefined || found.id <= told) continue;
        told = found.id;
        tell(found.fact);
      }
    },
    /** To be said with the next operation; '': nothing new. */
    ack(): string {
      if (told === acked) return '';
      acked = told;
      return String(told);
    },
    get hasUnacked(): boolean {
      return told > acked;
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
  };
}
