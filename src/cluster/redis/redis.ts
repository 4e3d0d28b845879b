import { randomBytes } from 'node:crypto';
import type { App } from '../../apps/app.ts';
import type { Cluster } from '../../channels/ports/cluster.ts';
import type { ClusterCounters } from '../../channels/ports/cluster-counters.ts';
import type { OnError } from '../../channels/ports/errors.ts';
import type { ClusterListener } from '../../channels/ports/listener.ts';
import type { Clock } from '../../clock.ts';
import { createHistogram, observe } from '../../histogram.ts';
import type { ChannelName } from '../../protocol/channel-name.ts';
import { createFeeds } from './feeds/feeds.ts';
import type { Message } from './feeds/message.ts';
import type { Ordered } from './feeds/ordered.ts';
import { createConnection } from './io/connection.ts';
import { controlFeed, nodesFeed, unquoted } from './io/keys.ts';
import { readScripts } from './io/scripts.ts';
import type { RedisSettings } from './io/settings.ts';
import { type AppNode, createAppNode } from './node/app-node.ts';
import type { AppOperations } from './node/operations.ts';
import { commit, readHistory, readLastEvent, readRoom } from './rooms.ts';

export interface RedisParts {
  readonly clock: Clock;
  readonly settings: RedisSettings;
  readonly onError: OnError;
}

/** Many nodes: the truth is in Redis. */
export function redisCluster({ clock, settings, onError }: RedisParts): Cluster & { counters(): ClusterCounters } {
  const defer = setImmediate;
  const nodeId = randomBytes(9).toString('base64url');
  const scripts = readScripts(settings);
  const nodes = new Map<string, AppNode>();
  const counters = { restores: 0, emptied: 0, older: 0 };
  const roundTrips = createHistogram();
  let listener: ClusterListener | undefined;
  let usable: () => void = () => {};
  let brokenSince: number | undefined = clock.now();

  const connection = createConnection({
    clock,
    stalledAfter: settings.stalledAfter,
    url: settings.url,
    timeout: settings.timeout,
    scripts,
    onError,
    onRoundTrip: (ms) => observe(roundTrips, ms),
    onUsable(isAnotherRun) {
      brokenSince = undefined;
      for (const node of nodes.values()) node.usable(isAnotherRun);
      usable();
    },
    onBroken() {
      brokenSince = clock.now();
    },
    onListening: () => feeds.listening(),
    onMessage: (topic, text) => feeds.onMessage(topic, text),
  });
  const feeds = createFeeds({
    clock,
    defer,
    connection,
    settings,
    onError,
    deliver,
    interrupted: ({ app: { appId }, feed }) => nodes.get(appId)?.context.rosters.forget(feed),
    isPlain: (feed) => feed === nodesFeed,
    deliverPlain({ app: { appId } }, text) {
      const [holder = '', count] = text.split(' ');
      nodes.get(appId)?.othersConnections(holder, Number(count));
    },
  });

  function nodeOf(app: App): AppNode {
    let node = nodes.get(app.id);
    if (node === undefined) {
      const own = { clock, defer, settings, nodeId, connection, scripts, feeds, onError, counters };
      node = createAppNode(app, { ...own, listener: () => listener });
      nodes.set(app.id, node);
      if (connection.usable) node.usable(false);
    }
    node.app = app;
    return node;
  }

  function deliver({ app: { appId }, feed }: Ordered, message: Message): void {
    const { serial, frame, except, to, kick, change } = message;
    if (feed === controlFeed) return listener?.terminate(appId, unquoted(frame));
    if (change !== undefined) nodes.get(appId)?.context.rosters.heard(feed, message);
    if (frame !== '') listener?.event(appId, feed, { serial, frame, except, to, kick });
    if (kick !== undefined) nodes.get(appId)?.kicked(feed as ChannelName, kick, serial);
  }

  /** [N19] The node by itself, where that was chosen and Redis has been away for a moment. */
  function at(app: App): AppOperations {
    const isBroken = brokenSince !== undefined && clock.now() - brokenSince >= Math.min(settings.timeout, 1000);
    const isAway = isBroken || connection.stalled !== undefined;
    const node = nodeOf(app);
    return settings.whenAlone === 'local' && isAway ? node.offline : node.online;
  }

  return {
    counters: () => ({ ...feeds.counters, ...counters, roundTrips }),

    start(to) {
      listener = to;
      connection.connect();
      // Without Redis it starts all the same, and says so on /ready.
      return new Promise((resolve) => {
        const timer = clock.after(settings.timeout, resolve);
        usable = () => {
          usable = () => {};
          timer.cancel();
          resolve();
        };
      });
    },

    publish: (app, events) => at(app).publish(events),
    join: (app, channel, member) => at(app).join(channel, member),
    leave: (app, channel, userId) => at(app).leave(channel, userId),
    signIn: (app, userId) => at(app).signIn(userId),
    signOut: (app, userId) => at(app).signOut(userId),
    watch: (app, userIds) => at(app).watch(userIds),
    unwatch: (app, userIds) => at(app).unwatch(userIds),
    terminate: (app, userId) => at(app).terminate(userId),
    channels: (app, prefix) => at(app).channels(prefix),
    counts: (app, channels) => at(app).counts(channels),
    users: (app, channel) => at(app).users(channel),

    members: (app) => nodeOf(app).context.local.countMembers(),

    room: (app, room) => readRoom(nodeOf(app).context, room),
    commit: (app, step) => commit(nodeOf(app).context, step),
    history: (app, name, limit, beforeMs) => readHistory(nodeOf(app).context, name, limit, beforeMs),
    lastEvent: (app, channel) => readLastEvent(nodeOf(app).context, channel),

    serves(apps) {
      for (const app of apps) nodeOf(app);
    },
    connections: (app, count) => nodeOf(app).connections(count),
    connectionsElsewhere: (app) => at(app).connectionsElsewhere(),
    notReady: () => connection.notReady() ?? [...nodes.values()].map((node) => node.notReady()).find(Boolean),
    leaving() {
      for (const node of nodes.values()) node.drain();
    },

    async close() {
      await Promise.all([...nodes.values()].map((node) => node.close(settings.timeout)));
      feeds.close();
      connection.close();
    },
  };
}
