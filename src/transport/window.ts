import type { Clock } from '../clock.ts';

export interface Coalescing {
  /** The longest that a frame may wait for others; 0: none does. */
  readonly budgetMs: number;
  /** How busy the process has to be before any frame waits. */
  readonly utilisation: number;
}

export interface WindowParts {
  readonly clock: Clock;
  /** How busy the process was since this was asked last, 0 to 1. */
  readonly busy: () => number;
  /** How many sockets a topic has: as many sends as a frame that goes out with another one saves. */
  readonly subscribers: (topic: string) => number;
  readonly settings: () => Coalescing;
}

/**
 * How long frames may wait for company. Waiting pays for sockets that get a second frame within it, and only then: so it
 * is weighed, in milliseconds, what the merged frames saved against how long they were waited for.
 * - Shut, it looks at a few milliseconds of each hundred for what a window would have saved there.
 * - Open, it counts what it saves. Too little: shut, and tried again after a pause that doubles.
 * - Publishers that wait for their answers slow down as a window makes them wait. Then it has to save more than it waits.
 */
export interface Window {
  /** How long a frame may wait right now, and how many left with one before them. */
  readonly ms: number;
  readonly merged: number;
  /** For the first of those that leave together: how long it may wait for the others. */
  opensFor(topic: string): number;
  /** What left together, and how long its first one waited. */
  left(topics: readonly string[], waitedMs: number): void;
}

/** What the kernel takes to send a small frame to one socket. */
const sendMs = 0.0012;
const measureMs = 100;
/** So much busier than the bound, the whole budget is used. */
const ramp = 0.1;
/** Saved, a millisecond that was waited: below it nobody gains, and somebody waits. */
const minGain = 0.25;
/** Of the rate before, when a window made its publishers slower; seen after this long. */
const slower = 0.75;
const seenAfterMs = 500;
/** So many times in a row it has to promise its gain before it opens: by then the rate without it is known. */
const promises = 10;
const pauses = { firstMs: 1000, longestMs: 60_000 };

export function createWindow({ clock, busy, subscribers, settings }: WindowParts): Window {
  let windowMs = 0;
  let merged = 0;
  let measuredAt = clock.now();
  /** Since then: frames, milliseconds of sends that were saved, and that were waited. */
  const since = { frames: 0, savedMs: 0, waitedMs: 0 };
  /** Shut: frames a millisecond, and what a window would gain, both smoothed. */
  let rate = 0;
  let promised = 0;
  let inARow = 0;
  let sample: string[] | undefined;
  /** Open: since when, and how many frames came since then. */
  let openedAt = 0;
  let frames = 0;
  let pauseMs = pauses.firstMs;
  let shutUntil = 0;

  function savedBy(topics: readonly string[]): number {
    const seen = new Set<string>();
    let sends = 0;
    for (const topic of topics) {
      if (seen.has(topic)) sends += subscribers(topic);
      else seen.add(topic);
    }
    return sends * sendMs;
  }

  function endSample(budgetMs: number): void {
    if (sample === undefined) return;
    promised += 0.3 * (savedBy(sample) / budgetMs - promised);
    sample = undefined;
  }

  /** Whether it saves what it should. */
  function pays(now: number): boolean {
    frames += since.frames;
    if (since.waitedMs === 0) return true;
    const gain = since.savedMs / since.waitedMs;
    const isSlower = now - openedAt >= seenAfterMs && frames < slower * rate * (now - openedAt);
    return gain >= (isSlower ? 1 : minGain);
  }

  function keepOpen(now: number, wantedMs: number): void {
    if (now - openedAt > pauses.longestMs) pauseMs = pauses.firstMs;
    const isWorthIt = pays(now);
    windowMs = isWorthIt ? wantedMs : 0;
    if (windowMs === 0) inARow = 0;
    if (!isWorthIt) {
      shutUntil = now + pauseMs;
      pauseMs = Math.min(pauseMs * 2, pauses.longestMs);
    }
  }

  function keepShut(now: number, elapsed: number, wantedMs: number): void {
    rate += 0.3 * (since.frames / elapsed - rate);
    inARow = wantedMs > 0 && promised >= minGain ? inARow + 1 : 0;
    if (wantedMs > 0) sample = [];
    if (inARow < promises || now < shutUntil) return;
    windowMs = wantedMs;
    openedAt = now;
    frames = 0;
    sample = undefined;
  }

  function measure(now: number, { budgetMs, utilisation }: Coalescing): void {
    const elapsed = now - measuredAt;
    measuredAt = now;
    endSample(budgetMs);
    // What is saved would be work without it: a window does not shut for having made the process less busy.
    const unmerged = busy() + since.savedMs / elapsed;
    const wantedMs = budgetMs * Math.min(1, Math.max(0, (unmerged - utilisation) / ramp));
    if (windowMs > 0) keepOpen(now, wantedMs);
    else keepShut(now, elapsed, wantedMs);
    since.frames = 0;
    since.savedMs = 0;
    since.waitedMs = 0;
  }

  return {
    get ms() {
      return windowMs;
    },
    get merged() {
      return merged;
    },
    opensFor(topic) {
      const { budgetMs } = settings();
      if (budgetMs === 0) return 0;
      since.frames += 1;
      const now = clock.now();
      if (now - measuredAt >= measureMs) measure(now, settings());
      if (sample !== undefined) {
        if (now - measuredAt < budgetMs) sample.push(topic);
        else endSample(budgetMs);
      }
      return Math.round(windowMs);
    },
    left(topics, waitedMs) {
      merged += topics.length - 1;
      since.frames += topics.length - 1;
      since.savedMs += savedBy(topics);
      since.waitedMs += waitedMs;
    },
  };
}
