import type { App } from '../apps/app.ts';
import type { Closing } from '../protocol/refusals.ts';
import type { Connection } from './connection.ts';
import { createFeed, type Feed } from './feed.ts';
import { createPace, type Pace } from './pace.ts';

/** An app as it is on this node right now. */
export interface LiveApp {
  /** Replaced on reload; everything reads the settings from here. */
  app: App;
  /** Why its connections have to leave: a reload took the app away, or disabled it. */
  gone: Closing | undefined;
  readonly connections: Map<string, Connection>;
  /** How many of them signed in or joined a private channel. */
  authorized: number;
  /** Connections on other nodes, as far as they have reported them. */
  elsewhere: number;
  /** What came in lately, for the app's own rates. */
  readonly connects: Pace;
  readonly events: Pace;
  readonly reads: Pace;
  /** Channels, and users that somebody here watches. */
  readonly feeds: Map<string, Feed>;
  /** Signed-in users with their connections on this node. */
  readonly users: Map<string, Set<Connection>>;
}

export const createLiveApp = (app: App): LiveApp => ({
  app,
  gone: undefined,
  connections: new Map(),
  authorized: 0,
  elsewhere: 0,
  connects: createPace(),
  events: createPace(),
  reads: createPace(),
  feeds: new Map(),
  users: new Map(),
});

/** The feed, made when it is the first time that somebody here wants it. */
export function openFeed(home: LiveApp, name: string): Feed {
  let feed = home.feeds.get(name);
  if (feed === undefined) {
    feed = createFeed(home.app.id, name);
    home.feeds.set(name, feed);
  }
  return feed;
}

/** Forgets a feed that nobody here has joined or is joining. */
export function dropIfUnused(home: LiveApp, feed: Feed): void {
  if (feed.sockets === 0 && feed.newcomers === undefined) home.feeds.delete(feed.name);
}
