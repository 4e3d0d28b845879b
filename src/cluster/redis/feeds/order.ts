import { type OnError, Unavailable } from '../../../channels/ports/errors.ts';
import type { Clock } from '../../../clock.ts';
import { type CatchUpParts, createCatchUp } from './catch-up.ts';
import type { Message } from './message.ts';
import type { AppBacklog, Ordered } from './ordered.ts';

export interface OrderParts extends Pick<CatchUpParts, 'fetch' | 'lastSerials' | 'feedsOf' | 'interrupted'> {
  readonly clock: Clock;
  readonly timeout: number;
  readonly onError: OnError;
  readonly deliver: (feed: Ordered, message: Message) => void;
}

/** Hands over every message of a feed once and in the order of the serials, has fetched what was missed, and counts what is gone. */
export function createFeedOrder({
  clock,
  timeout,
  onError,
  fetch,
  lastSerials,
  feedsOf,
  interrupted,
  deliver,
}: OrderParts) {
  const counters = { messages: 0, gaps: 0, fetched: 0, lost: 0 };
  const catchUp = createCatchUp({ counters, onError, fetch, lastSerials, feedsOf, interrupted, accept, pass });

  function accept(feed: Ordered, message: Message): boolean {
    const { last, app, round } = feed;
    if (last === undefined ? round !== app.round : message.serial <= last) return false;
    feed.last = message.serial;
    deliver(feed, message);
    reached(feed, message.serial);
    return true;
  }

  function pass(feed: Ordered, serial: number): void {
    feed.last = serial;
    reached(feed, serial);
  }

  function reached(feed: Ordered, last: number): void {
    if (feed.reaching.length === 0) return;
    const still = feed.reaching.filter((one) => one.serial > last);
    const done = feed.reaching.filter((one) => one.serial <= last);
    feed.reaching = still;
    for (const { resolve, timer } of done) {
      timer.cancel();
      resolve();
    }
  }

  return {
    counters,
    app: catchUp.open,
    open: (app: AppBacklog, feed: string): Ordered => ({ app, feed, last: undefined, round: app.round, reaching: [] }),
    /** Hot path: one a message and node. */
    message(feed: Ordered, message: Message): void {
      counters.messages += 1;
      const { app, last } = feed;
      if (app.pending !== undefined) return catchUp.hold(feed, message);
      if (last !== undefined && message.previous > last) {
        catchUp.from(app, last);
        return catchUp.hold(feed, message);
      }
      app.heard = message.serial;
      accept(feed, message);
    },
    /** A first join took effect at this serial: what comes after it is owed. */
    joined(feed: Ordered, serial: number): void {
      const { app, last, round } = feed;
      if (last !== undefined) return;
      feed.last = serial;
      feed.round = app.round;
      app.heard ??= serial;
      if (round !== app.round) catchUp.from(app, serial);
    },
    broken: catchUp.broken,
    heardAgain: catchUp.heardAgain,
    /** Settles when everything up to the serial was handed over. */
    reach(feed: Ordered, serial: number): Promise<void> | undefined {
      if (serial <= (feed.last ?? 0)) return undefined;
      return new Promise((resolve, reject) => {
        const timer = clock.after(timeout, () => {
          feed.reaching = feed.reaching.filter((one) => one.timer !== timer);
          reject(new Unavailable('A message of the channel does not arrive'));
        });
        feed.reaching.push({ serial, resolve, timer });
      });
    },
    close(feed: Ordered): void {
      for (const { timer } of feed.reaching.splice(0)) timer.cancel();
    },
  };
}
