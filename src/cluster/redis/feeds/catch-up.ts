import type { OnError } from '../../../channels/ports/errors.ts';
import { createEras } from './eras.ts';
import type { Message } from './message.ts';
import type { AppBacklog, Ordered } from './ordered.ts';

/** A page of what Redis still has after a serial. */
export interface Page {
  /** The serial in front of it in the backlog: what is newer than what was asked for is gone. */
  readonly before: number;
  /** What is not in it and not newer was never there. */
  readonly upTo: number;
  readonly isLast: boolean;
  readonly messages: readonly (readonly [feed: Ordered, message: Message])[];
}

export interface CatchUpParts {
  readonly counters: { gaps: number; fetched: number; lost: number };
  readonly onError: OnError;
  readonly fetch: (app: AppBacklog, after: number) => Promise<Page>;
  /** Of each of these feeds the serial of its last message. */
  readonly lastSerials: (app: AppBacklog, feeds: readonly string[]) => Promise<number[]>;
  readonly feedsOf: (app: AppBacklog) => Ordered[];
  /** Something of it is lost. */
  readonly interrupted: (feed: Ordered) => void;
  /** False: it was handed over before, or nobody knows yet whether anybody is owed it. */
  readonly accept: (feed: Ordered, message: Message) => boolean;
  /** Nothing up to the serial comes any more. */
  readonly pass: (feed: Ordered, serial: number) => void;
}

const maxPending = 10_000;
const maxAtOnce = 1000;

/** Reads what an app's feeds missed from the backlog, a page at a time, while what is heard meanwhile waits. */
export function createCatchUp({
  counters,
  onError,
  fetch,
  lastSerials,
  feedsOf,
  interrupted,
  accept,
  pass,
}: CatchUpParts) {
  const open = (appId: string): AppBacklog => ({
    appId,
    eras: createEras(),
    heard: undefined,
    round: 0,
    listening: true,
    pending: undefined,
    from: undefined,
    reading: false,
  });

  function from(app: AppBacklog, serial: number): void {
    app.pending ??= [];
    app.from = Math.min(app.from ?? serial, serial);
    if (app.listening && !app.reading) void read(app);
  }

  async function read(app: AppBacklog): Promise<void> {
    app.reading = true;
    counters.gaps += 1;
    let isComplete = true;
    while (app.from !== undefined) {
      const after = app.from;
      app.from = undefined;
      const page = await fetchPage(app, after);
      isComplete &&= page.before <= after;
      take(app, page);
      if (page.isLast && !isComplete) await countLost(app, page.upTo);
    }
    app.reading = false;
    if (app.listening) acceptPending(app);
  }

  function take(app: AppBacklog, { messages, upTo, isLast }: Page): void {
    for (const [feed, message] of messages) replay(feed, message);
    app.heard = Math.max(app.heard ?? 0, upTo);
    if (!isLast) app.from = Math.min(app.from ?? upTo, upTo);
  }

  async function fetchPage(app: AppBacklog, after: number): Promise<Page> {
    try {
      return await fetch(app, after);
    } catch (error) {
      onError('redis', 'backlog', error);
      return { before: 0, upTo: after, isLast: true, messages: [] };
    }
  }

  function replay(feed: Ordered, message: Message): void {
    if (feed.last !== undefined && message.previous > feed.last) lose(feed.app, [feed]);
    if (accept(feed, message)) counters.fetched += 1;
  }

  /** Part of the backlog was gone: the feeds whose last message was in it. */
  async function countLost(app: AppBacklog, upTo: number): Promise<void> {
    const owed = feedsOf(app).filter(({ last }) => last !== undefined);
    const lost: Ordered[] = [];
    for (let at = 0; at < owed.length; at += maxAtOnce)
      lost.push(...(await passLost(app, owed.slice(at, at + maxAtOnce), upTo)));
    if (lost.length > 0) lose(app, lost);
  }

  async function passLost(app: AppBacklog, feeds: readonly Ordered[], upTo: number): Promise<Ordered[]> {
    const names = feeds.map(({ feed }) => feed);
    const serials = await lastSerials(app, names).catch(() => []); // the node has left
    return feeds.filter((feed, index) => {
      const serial = serials[index] ?? 0;
      // What is newer was heard, and waits.
      if (serial > upTo || serial <= (feed.last ?? 0)) return false;
      pass(feed, serial);
      return true;
    });
  }

  function lose({ appId }: AppBacklog, feeds: readonly Ordered[]): void {
    counters.lost += feeds.length;
    for (const feed of feeds) interrupted(feed);
    const which = feeds.length === 1 ? `${feeds[0]?.feed}` : `${feeds.length} channels`;
    onError('redis', 'lost', new Error(`messages of ${which} in app ${appId} are gone from the backlog`));
  }

  function acceptPending(app: AppBacklog): void {
    const pending = app.pending ?? [];
    app.pending = undefined;
    for (const [feed, message] of pending) {
      if (feed.last !== undefined && message.previous > feed.last) lose(app, [feed]);
      app.heard = Math.max(app.heard ?? 0, message.serial);
      accept(feed, message);
    }
  }

  return {
    open,
    /** Reads everything behind the serial once more; what was handed over is not handed over again. */
    from,
    /** A message that is heard while older ones are fetched. */
    hold(feed: Ordered, message: Message): void {
      const { app } = feed;
      if ((app.pending?.length ?? 0) >= maxPending) {
        // The backlog has them too.
        app.pending = [];
        from(app, app.heard ?? 0);
      }
      app.pending?.push([feed, message]);
    },
    /** The connection that hears is new, and nothing is subscribed to yet. */
    broken(app: AppBacklog): void {
      app.round += 1;
      app.listening = false;
      app.pending ??= [];
    },
    /** All that was subscribed to is heard again. */
    heardAgain(app: AppBacklog): void {
      app.listening = true;
      if (app.heard !== undefined) from(app, app.heard);
      else if (app.from !== undefined) from(app, app.from);
      else if (!app.reading) acceptPending(app);
    },
  };
}
