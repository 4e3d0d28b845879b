import type { OnError } from '../../../channels/ports/errors.ts';
import type { Clock } from '../../../clock.ts';
import type { Connection } from '../io/connection.ts';
import type { RedisSettings } from '../io/settings.ts';
import type { FeedSource } from './feed-source.ts';
import { decodeMessage, type Message } from './message.ts';
import { createFeedOrder } from './order.ts';
import type { AppBacklog, Ordered } from './ordered.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface FeedsParts {
  readonly clock: Clock;
  readonly defer: (run: () => void) => void;
  readonly connection: Pick<Connection, 'listening' | 'stalled' | 'subscribe' | 'unsubscribe'>;
  readonly settings: Pick<RedisSettings, 'linger' | 'timeout'>;
  readonly onError: OnError;
  readonly deliver: (feed: Ordered, message: Message) => void;
  /** It is not heard any more, or something of it is lost. */
  readonly interrupted: (feed: Ordered) => void;
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
  /** A serial as Redis answers it, with its era, as this node counts them. */
  serialOf(stamp: string): number;
  /** Settles when everything up to the serial was handed over. */
  reach(feed: string, serial: number): Promise<void> | undefined;
}

export type Feeds = ReturnType<typeof createFeeds>;

/** What this node hears of all apps: each feed is subscribed to while somebody wants it, and handed over in order. */
export function createFeeds(parts: FeedsParts) {
  const { clock, defer, connection, settings, onError, deliver, interrupted, isPlain, deliverPlain } = parts;
  const { linger, timeout } = settings;
  const feeds = new Map<string, Ordered>();
  const apps = new Map<AppBacklog, FeedSource>();
  const order = createFeedOrder({
    clock,
    timeout,
    onError,
    async fetch(app, after) {
      const { missed, topicOf } = sourceOf(app);
      const page = await missed(after, app.eras);
      const messages = page.messages.flatMap(([name, text]) => {
        const feed = feeds.get(topicOf(name));
        return feed === undefined ? [] : [[feed, decodeMessage(text, app.eras)] as const];
      });
      return { ...page, messages };
    },
    lastSerials: (app, names) => sourceOf(app).lastSerials(names, app.eras),
    feedsOf: (app) => [...feeds.values()].filter((feed) => feed.app === app),
    deliver,
    interrupted,
  });
  const subscriptions = createSubscriptions({
    clock,
    defer,
    connection,
    linger,
    timeout,
    onError,
    onBroken() {
      for (const backlog of apps.keys()) order.broken(backlog);
    },
    onHeardAgain() {
      for (const backlog of apps.keys()) order.heardAgain(backlog);
    },
    onDropped(topic) {
      const feed = feeds.get(topic);
      if (feed !== undefined) {
        order.close(feed);
        interrupted(feed);
      }
      feeds.delete(topic);
    },
  });

  function sourceOf(app: AppBacklog): FeedSource {
    const source = apps.get(app);
    if (source === undefined) throw new Error(`Expected the feeds of app ${app.appId}, got none`);
    return source;
  }

  return {
    counters: order.counters,

    ofApp(appId: string, source: FeedSource): AppFeeds {
      const backlog = order.app(appId);
      apps.set(backlog, source);
      const { topicOf } = source;
      const find = (feed: string): Ordered | undefined => feeds.get(topicOf(feed));
      return {
        subscribe(feed) {
          const topic = topicOf(feed);
          if (!feeds.has(topic)) feeds.set(topic, order.open(backlog, feed));
          return subscriptions.subscribe(topic);
        },
        unsubscribe: (feed) => subscriptions.unsubscribe(topicOf(feed)),
        last: (feed) => find(feed)?.last,
        joined(feed, serial) {
          const found = find(feed);
          if (found !== undefined) order.joined(found, serial);
        },
        serialOf: backlog.eras.read,
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
      else order.message(feed, decodeMessage(text, feed.app.eras));
    },

    /** The subscriber is connected anew. */
    listening: (): void => void subscriptions.listening(),

    close(): void {
      subscriptions.close();
      for (const feed of feeds.values()) order.close(feed);
    },
  };
}
