import type { Clock, Timer } from '../../clock.ts';
import type { NumberedFact, Ring } from '../../recorder/ring.ts';
import type { Sink, Streaming } from '../answer.ts';

/** How often a reader is told what happened, and how much of it. */
const everyMs = 50;
const mostPerSecond = 1000;
/** Of what is there already, in one go. */
const chunk = 500;
/** So that who is gone is noticed. */
const aliveMs = 15_000;
/** Who takes nothing for this long is cut. */
const slowMs = 10_000;

export type Wanted = (fact: NumberedFact) => boolean;

export interface ReaderParts {
  readonly ring: Ring;
  readonly clock: Clock;
  readonly wants: Wanted;
  /** The number of the last fact that it knows. */
  readonly after: number;
  readonly onEnd: () => void;
}

/**
 * [M27] Tells one reader what happens. Nothing is kept for it: it is behind by numbers, and what has left the ring by the
 * time that it can be told is counted.
 */
export function startReader(sink: Sink, { ring, clock, wants, after, onEnd }: ReaderParts): Streaming {
  let sent = after;
  const before = ring.last;
  let due: Timer | undefined;
  let slow: Timer | undefined;
  let alive: Timer | undefined;
  let open = true;

  function tell(text: string): void {
    if (sink.write(text) || slow !== undefined) return;
    slow = clock.after(slowMs, () => sink.end()); // the engine then tells that it closed
  }

  function wake(ms: number): void {
    if (open && slow === undefined) due ??= clock.after(ms, turn);
  }

  function turn(): void {
    due = undefined;
    const forgotten = ring.first - 1 - sent;
    if (forgotten > 0) {
      tell(line('forgotten', { facts: forgotten }));
      sent += forgotten;
    }
    if (sent < before) tellBefore();
    else tellNew();
    if (sent < ring.last) wake(sent < before ? 0 : everyMs);
  }

  /** All of what was there when it came. */
  function tellBefore(): void {
    let text = '';
    for (let left = chunk; left > 0 && sent < before; left -= 1) {
      sent += 1;
      const fact = ring.get(sent);
      if (fact !== undefined && wants(fact)) text += lineOf(fact);
    }
    if (text !== '') tell(text);
  }

  /** [M29] Of too many every so many-th. */
  function tellNew(): void {
    const found: NumberedFact[] = [];
    for (const fact of ring.after(sent)) if (wants(fact)) found.push(fact);
    sent = ring.last;
    const step = Math.ceil(found.length / ((mostPerSecond * everyMs) / 1000));
    const told = found.filter((_, index) => index % step === 0);
    if (told.length > 0) tell(told.map(lineOf).join(''));
    if (told.length < found.length) tell(line('left-out', { facts: found.length - told.length }));
  }

  function keepAlive(): void {
    alive = clock.after(aliveMs, () => {
      if (slow === undefined) tell(':\n\n');
      keepAlive();
    });
  }

  const stop = ring.watch(() => wake(everyMs));
  tell(line('open', { first: ring.first, last: ring.last }));
  keepAlive();
  if (sent < ring.last) wake(0);

  return {
    writable() {
      slow?.cancel();
      slow = undefined;
      if (sent < ring.last) wake(0);
    },
    closed() {
      if (!open) return;
      open = false;
      stop();
      for (const timer of [due, slow, alive]) timer?.cancel();
      onEnd();
    },
  };
}

const lineOf = (fact: NumberedFact): string => `id: ${fact.number}\ndata: ${JSON.stringify(fact)}\n\n`;
const line = (event: string, data: object): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
