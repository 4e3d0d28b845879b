import type { OnError } from '../../../channels/ports/errors.ts';
import type { Clock } from '../../../clock.ts';
import type { Connection } from '../io/connection.ts';
import type { RedisSettings } from '../io/settings.ts';
import { decodeMessage, type Message } from './message.ts';
import { type Backlog, createFeedOrder, type Ordered } from './order.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface FeedsParts {
  readonly clock: Clock;
  readonly defer: (run: () => void) => void;
  readonly connection: Pick<Connection, 'listening' | 'subscribe' | 'unsubscribe'>;
  readonly settings: Pick<RedisSettings, 'linger' | 'timeout'>;
  readonly onError: OnError;
  /** What Redis still has of a feed after a serial. */
  readonly fetch: (feed: Ordered, after: number) => Promise<Backlog>;
  readonly deliver: (feed: Ordered, message: Message) => void;
  /** A feed that is told as it is: it has no order, and nobody fetches what was missed of it. */
  readonly isPlain: (feed: string) => boolean;
  readonly deliverPlain: (feed: Ordered, text: string) => void;
}

/** The feeds of one app, as this node hears them. */
export interface AppFeeds {
  /** Settles when what is published from now on will be heard; undefined: it is already. */
  subscribe(feed: string): Promise<void> | undefined;
  /** Once for each subscribe, also for one that failed. */
  unsubscribe(feed: string): void;
  /** The serial up to which all was handed over; undefined: nothing is owed yet. */
  last(feed: string): number | undefined;
  /** A join took effect at this serial: what comes after it is owed. */
  joined(feed: string, serial: number): void;
  /** Settles when everything up to the serial was handed over. */
  reach(feed: string, serial: number): Promise<void> | undefined;
}

export type Feeds = ReturnType<typeof createFeeds>;

/** What this node hears of all apps: each feed is subscribed to while somebody wants it, and handed over in order. */
export function createFeeds(parts: FeedsParts) {
  const { clock, defer, connection, settings, onError, fetch, deliver, isPlain, deliverPlain } = parts;
  const { linger, timeout } = settings;
  const feeds = new Map<string, Ordered>();
  const order = createFeedOrder({ clock, timeout, onError, fetch, deliver });
  const subscriptions = createSubscriptions({
    clock,
    defer,
    connection,
    linger,
    timeout,
    onError,
    onHeardAgain(topics) {
      for (const topic of topics) {
        const feed = feeds.get(topic);
        if (feed !== undefined && !isPlain(feed.feed)) order.heardAgain(feed);
      }
    },
    onDropped(topic) {
      const feed = feeds.get(topic);
      if (feed !== undefined) order.close(feed);
      feeds.delete(topic);
    },
  });

  return {
    counters: order.counters,

    ofApp(appId: string, topicOf: (feed: string) => string): AppFeeds {
      const find = (feed: string): Ordered | undefined => feeds.get(topicOf(feed));
      return {
        subscribe(feed) {
          const topic = topicOf(feed);
          if (!feeds.has(topic)) feeds.set(topic, order.open(appId, feed));
          return subscriptions.subscribe(topic);
        },
        unsubscribe: (feed) => subscriptions.unsubscribe(topicOf(feed)),
        last: (feed) => find(feed)?.last,
        joined(feed, serial) {
          const found = find(feed);
          if (found !== undefined) order.joined(found, serial);
        },
        reach(feed, serial) {
          const found = find(feed);
          return found && order.reach(found, serial);
        },
      };
    },

    /** Hot path: one a message and node. */
    onMessage(topic: string, text: string): void {
      const feed = feeds.get(topic);
      if (feed === undefined) return;
      if (isPlain(feed.feed)) deliverPlain(feed, text);
      else order.message(feed, decodeMessage(text));
    },

    /** The subscriber is connected anew. */
    listening: (): void => subscriptions.listening(),

    close(): void {
      subscriptions.close();
      for (const feed of feeds.values()) order.close(feed);
    },
  };
}
