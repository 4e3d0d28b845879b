import { Histogram } from './histogram.ts';
import type { Stamp } from './stamp.ts';

export interface Tally {
  delivered: number;
  lost: number;
  duplicates: number;
  reordered: number;
  /** Reads of a socket that brought benched events: how well they were merged. */
  reads: number;
}

/**
 * Every delivery of every socket against what was published: numbers of one stream (channel × lane) count up from 1,
 * so a gap is a loss until its number comes after all (reordered), and a number seen before is a duplicate.
 */
export class Audit {
  readonly latency = new Histogram();
  #tally: Tally = { delivered: 0, lost: 0, duplicates: 0, reordered: 0, reads: 0 };
  #gaps = new Map<string, Set<number>>();
  #lanes: number;

  constructor(lanes: number) {
    this.#lanes = lanes;
  }

  get delivered(): number {
    return this.#tally.delivered;
  }

  /** What one socket is to get: the channels it is on. */
  ledger(channels: readonly number[]): Ledger {
    return { channels, next: new Uint32Array(channels.length * this.#lanes).fill(1) };
  }

  read(): void {
    this.#tally.reads += 1;
  }

  take(ledger: Ledger, socket: number, { number, stream, micros }: Stamp, now: number): void {
    this.#tally.delivered += 1;
    this.latency.add(now - micros);
    const lane = stream % this.#lanes;
    const place = ledger.channels.indexOf((stream - lane) / this.#lanes) * this.#lanes + lane;
    const expected = ledger.next[place];
    if (expected === undefined || place < 0)
      this.#tally.duplicates += 1; // not for this socket at all
    else if (number === expected) ledger.next[place] = number + 1;
    else this.#strange(ledger, place, number, expected, `${socket}/${stream}`);
  }

  #strange(ledger: Ledger, place: number, number: number, expected: number, key: string): void {
    if (number > expected) {
      const gap = this.#gaps.get(key) ?? new Set();
      for (let missing = expected; missing < number; missing += 1) gap.add(missing);
      this.#gaps.set(key, gap);
      ledger.next[place] = number + 1;
    } else if (this.#gaps.get(key)?.delete(number) === true) this.#tally.reordered += 1;
    else this.#tally.duplicates += 1;
  }

  /** How many deliveries are still to come when each stream was published up to `last`. */
  due(ledgers: Iterable<Ledger>, last: readonly number[], skip: (socket: number, lane: number) => boolean): number {
    let due = 0;
    let socket = 0;
    for (const { channels, next } of ledgers) {
      for (const [place, channel] of channels.entries()) {
        for (let lane = 0; lane < this.#lanes; lane += 1) {
          if (skip(socket, lane)) continue;
          due += (last[channel * this.#lanes + lane] ?? 0) + 1 - (next[place * this.#lanes + lane] ?? 0);
        }
      }
      socket += 1;
    }
    return due;
  }

  /** Ends the window: what has not come by now is lost. */
  close(
    ledgers: readonly Ledger[],
    last: readonly number[],
    skip: (socket: number, lane: number) => boolean,
  ): Tally & { latency: number[] } {
    let lost = this.due(ledgers, last, skip);
    for (const gap of this.#gaps.values()) lost += gap.size;
    for (const { channels, next } of ledgers) {
      for (const [place, channel] of channels.entries()) {
        for (let lane = 0; lane < this.#lanes; lane += 1)
          next[place * this.#lanes + lane] = (last[channel * this.#lanes + lane] ?? 0) + 1;
      }
    }
    const result = { ...this.#tally, lost, latency: [...this.latency.counts] };
    this.#tally = { delivered: 0, lost: 0, duplicates: 0, reordered: 0, reads: 0 };
    this.#gaps.clear();
    this.latency.clear();
    return result;
  }
}

export interface Ledger {
  readonly channels: readonly number[];
  readonly next: Uint32Array;
}
