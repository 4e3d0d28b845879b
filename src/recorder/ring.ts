import type { RecordedFact, Recorder } from '../channels/ports/recorder.ts';
import { ownText } from '../channels/record.ts';
import type { Clock } from '../clock.ts';

/** A fact as it is read: the how many-th of this process it is, and when it happened. */
export interface NumberedFact extends Readonly<RecordedFact> {
  readonly number: number;
  readonly at: number;
}

export interface RecorderSettings {
  readonly facts: number;
  readonly payloadBytes: number;
}

/** [M20] The last facts of a process, the oldest gone first. */
export interface Ring extends Recorder {
  /** Of the fact that happened last; 0: none has. */
  readonly last: number;
  /** Of the oldest that is still there. */
  readonly first: number;
  get(number: number): NumberedFact | undefined;
  /** As the facts' own times are. */
  now(): number;
  /** Those after this number that are still there, as they happened. */
  after(number: number): Iterable<NumberedFact>;
  /** Runs on each, as it happens, until it is stopped. */
  watch(heard: (number: number) => void): () => void;
}

/** Of a name, a reason, a path: they may be a stranger's. */
const maxText = 400;

export function createRing({ facts, payloadBytes }: RecorderSettings, clock: Pick<Clock, 'now'>): Ring {
  const kept = new Array<RecordedFact | undefined>(facts).fill(undefined);
  const times = new Float64Array(facts);
  const watchers = new Set<(number: number) => void>();
  let last = 0;

  function get(number: number): NumberedFact | undefined {
    const fact = number > last - facts && number <= last ? kept[number % facts] : undefined;
    return fact && { number, at: times[number % facts] ?? 0, ...fact };
  }

  return {
    get last() {
      return last;
    },
    get first() {
      return Math.max(1, last - facts + 1);
    },
    get,
    now: clock.now,
    *after(number) {
      for (let next = Math.max(number + 1, last - facts + 1, 1); next <= last; next += 1) {
        const fact = get(next);
        if (fact !== undefined) yield fact;
      }
    },
    record(fact) {
      bound(fact, payloadBytes);
      last += 1;
      kept[last % facts] = fact;
      times[last % facts] = clock.now();
      if (watchers.size > 0) for (const heard of watchers) heard(last);
    },
    watch(heard) {
      watchers.add(heard);
      return () => watchers.delete(heard);
    },
  };
}

/** Hot path: most texts are short, and stay as they are. */
function bound(fact: RecordedFact, payloadBytes: number): void {
  if (fact.data !== undefined) fact.data = payloadBytes === 0 ? undefined : cut(fact.data, payloadBytes);
  if (fact.channel !== undefined) fact.channel = cut(fact.channel, maxText);
  if (fact.event !== undefined) fact.event = cut(fact.event, maxText);
  if (fact.why !== undefined) fact.why = reasonOf(fact.why);
  if (fact.path !== undefined) fact.path = own(fact.path, maxText);
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${own(text, most)}…`);

const own = (text: string, most: number): string => ownText(text.slice(0, most));

/** [M21] Whoever gets a signature wrong is told what was expected and what came; here that is nobody's business. */
const reasonOf = (why: string): string => (why.startsWith(badSignature) ? badSignature : own(why, maxText));
const badSignature = 'Invalid signature';
