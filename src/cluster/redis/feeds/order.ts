import { type OnError, Unavailable } from '../../../channels/ports/errors.ts';
import type { Clock, Timer } from '../../../clock.ts';
import type { Message } from './message.ts';

/** A feed's messages on this node, in order. */
export interface Ordered {
  readonly appId: string;
  readonly feed: string;
  /** The serial up to which all was handed over; undefined: nobody has joined, so nothing is owed. */
  last: number | undefined;
  /** Messages that wait for older ones to be fetched. */
  pending: Message[] | undefined;
  /** There was a break while they were fetched: what it swallowed is not among what comes. */
  brokenAgain: boolean;
  /** There was a break before the first join was answered. */
  broken: boolean;
  reaching: { readonly serial: number; readonly resolve: () => void; readonly timer: Timer }[];
}

/** What Redis still has of a feed, and the serial of its last message. */
export interface Backlog {
  readonly last: number;
  readonly messages: readonly Message[];
}

export interface OrderParts {
  readonly clock: Clock;
  readonly timeout: number;
  readonly onError: OnError;
  readonly fetch: (feed: Ordered, after: number) => Promise<Backlog>;
  readonly deliver: (feed: Ordered, message: Message) => void;
}

const maxPending = 10_000;

/** Hands over every message of a feed once and in the order of the serials, fetches what was missed, and counts what is gone. */
export function createFeedOrder({ clock, timeout, onError, fetch, deliver }: OrderParts) {
  const counters = { messages: 0, gaps: 0, fetched: 0, lost: 0 };

  function accept(feed: Ordered, message: Message): void {
    const { last } = feed;
    if (last !== undefined && message.serial <= last) return;
    feed.last = message.serial;
    deliver(feed, message);
    reached(feed);
  }

  function reached(feed: Ordered): void {
    const last = feed.last ?? 0;
    if (feed.reaching.length === 0) return;
    const still = feed.reaching.filter((one) => one.serial > last);
    const done = feed.reaching.filter((one) => one.serial <= last);
    feed.reaching = still;
    for (const { resolve, timer } of done) {
      timer.cancel();
      resolve();
    }
  }

  /** Something older than the message is missing. */
  const skips = (feed: Ordered, { previous }: Message): boolean => feed.last !== undefined && previous > feed.last;

  function catchUp(feed: Ordered, message?: Message): void {
    counters.gaps += 1;
    fetchInto(feed, message === undefined ? [] : [message]);
  }

  /** What is pending when it is asked for is no newer than the answer. */
  function fetchInto(feed: Ordered, pending: Message[]): void {
    feed.pending = pending;
    feed.brokenAgain = false;
    const known = pending.length;
    const after = feed.last ?? 0;
    fetch(feed, after).then(
      (backlog) => fill(feed, after, known, backlog),
      (error: unknown) => {
        onError('redis', 'backlog', error);
        fill(feed, after, known, { last: 0, messages: [] });
      },
    );
  }

  function fill(feed: Ordered, after: number, known: number, { last, messages }: Backlog): void {
    if ((messages[0]?.previous ?? last) > after) lose(feed);
    counters.fetched += messages.length;
    for (const message of messages) accept(feed, message);
    feed.last = Math.max(feed.last ?? 0, last);
    acceptBehind(feed, known);
  }

  function acceptBehind(feed: Ordered, known: number): void {
    const pending = feed.pending ?? [];
    for (const [index, message] of pending.entries()) {
      if (skips(feed, message)) {
        if (index >= known) return fetchInto(feed, pending.slice(index));
        lose(feed);
      }
      accept(feed, message);
    }
    if (feed.brokenAgain) return fetchInto(feed, []);
    feed.pending = undefined;
    reached(feed);
  }

  function lose(feed: Ordered): void {
    counters.lost += 1;
    onError('redis', 'lost', new Error(`messages of ${feed.feed} in app ${feed.appId} are gone from the backlog`));
  }

  return {
    counters,
    open: (appId: string, feed: string): Ordered => ({
      appId,
      feed,
      last: undefined,
      pending: undefined,
      brokenAgain: false,
      broken: false,
      reaching: [],
    }),
    message(feed: Ordered, message: Message): void {
      counters.messages += 1;
      if (feed.pending !== undefined && feed.pending.length >= maxPending) {
        feed.pending.splice(0, 1);
        lose(feed);
      }
      if (feed.pending !== undefined) feed.pending.push(message);
      else if (skips(feed, message)) catchUp(feed, message);
      else accept(feed, message);
    },
    /** A first join took effect at this serial: what comes after it is owed. */
    joined(feed: Ordered, serial: number): void {
      if (feed.last !== undefined) return;
      feed.last = serial;
      if (feed.broken) catchUp(feed);
      feed.broken = false;
    },
    /** The topic is heard again after a break. */
    heardAgain(feed: Ordered): void {
      if (feed.last === undefined) feed.broken = true;
      else if (feed.pending !== undefined) feed.brokenAgain = true;
      else catchUp(feed);
    },
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
