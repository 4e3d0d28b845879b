import type { App } from '../apps/app.ts';
import { createAppCounters } from './app-counters.ts';
import { createFeed } from './feed.ts';
import type { Recorder } from './ports/recorder.ts';
import { createLeakyBucket } from './rates/leaky-bucket.ts';
import type { AppRuntime, Feed } from './state.ts';

export const createAppRuntime = (app: App, recorder: Recorder | undefined): AppRuntime => ({
  app,
  gone: undefined,
  counters: createAppCounters(),
  recorder,
  connections: new Map(),
  authorized: 0,
  elsewhere: 0,
  connects: createLeakyBucket(),
  events: createLeakyBucket(),
  reads: createLeakyBucket(),
  feeds: new Map(),
  users: new Map(),
});

/** The feed, made when it is the first time that somebody here wants it. */
export function openFeed(runtime: AppRuntime, name: string): Feed {
  let feed = runtime.feeds.get(name);
  if (feed === undefined) {
    feed = createFeed(runtime.app.id, name);
    runtime.feeds.set(name, feed);
  }
  return feed;
}

/** Forgets a feed that nobody here has joined or is joining. */
export function dropIfUnused(runtime: AppRuntime, feed: Feed): void {
  if (feed.sockets === 0 && feed.newcomers === undefined) runtime.feeds.delete(feed.name);
}
