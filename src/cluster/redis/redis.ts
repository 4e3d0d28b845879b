import { randomBytes } from 'node:crypto';
import type { App } from '../../apps/app.ts';
import type { Cluster, ClusterListener, Counts, OnTrouble } from '../../channels/ports.ts';
import type { Clock } from '../../clock.ts';
import { type ChannelName, kindOf } from '../../protocol/channel-name.ts';
import { decodeMessage, encodeRest, type Message } from './feeds/message.ts';
import { createFeedOrder, type Ordered } from './feeds/order.ts';
import { createSubscriptions } from './feeds/subscriptions.ts';
import { createConnection } from './io/connection.ts';
import { controlFeed, nodesFeed, quoted, unquoted } from './io/keys.ts';
import { readScripts } from './io/scripts.ts';
import type { RedisSettings } from './io/settings.ts';
import { AppNode } from './node/app-node.ts';
import { pairs } from './node/connections.ts';
import type { Offline } from './node/offline.ts';
import { joinChannel, leaveChannel } from './presence/channels.ts';
import { publishes } from './presence/script-args.ts';
import { signIn, signOut, unwatch, watch } from './presence/users.ts';
import { commit, readHistory, readRoom } from './rooms.ts';

export interface RedisParts {
  readonly clock: Clock;
  readonly settings: RedisSettings;
  readonly onTrouble: OnTrouble;
}

/** What happened between this node and Redis, for metrics and tests. */
export interface RedisCounters {
  /** Messages heard; breaks in their order; messages fetched after one; breaks that could not be filled. */
  readonly messages: number;
  readonly gaps: number;
  readonly fetched: number;
  readonly lost: number;
  /** Times that this node said again all it holds, and those of them where Redis had lost it. */
  readonly restores: number;
  readonly emptied: number;
}

/** Many nodes: the truth is in Redis. */
export function redisCluster({ clock, settings, onTrouble }: RedisParts): Cluster & { counters(): RedisCounters } {
  const nodeId = randomBytes(9).toString('base64url');
  const scripts = readScripts(settings);
  const nodes = new Map<string, AppNode>();
  const feeds = new Map<string, Ordered>();
  const counters = { restores: 0, emptied: 0 };
  let listener: ClusterListener | undefined;
  let usable: () => void = () => {};
  let brokenSince: number | undefined = clock.now();

  const connection = createConnection({
    url: settings.url,
    timeout: settings.timeout,
    scripts,
    onTrouble,
    onUsable() {
      brokenSince = undefined;
      for (const node of nodes.values()) node.usable();
      usable();
    },
    onBroken() {
      brokenSince = clock.now();
    },
    onListening: () => subscriptions.listening(),
    onDeaf() {},
    onMessage: heard,
  });
  const order = createFeedOrder({ clock, timeout: settings.timeout, onTrouble, fetch, deliver });
  const subscriptions = createSubscriptions({
    clock,
    connection,
    linger: settings.linger,
    timeout: settings.timeout,
    onTrouble,
    onHeardAgain(names) {
      for (const name of names) {
        const feed = feeds.get(name);
        if (feed !== undefined && feed.feed !== nodesFeed) order.heardAgain(feed);
      }
    },
    onDropped(name) {
      const feed = feeds.get(name);
      if (feed !== undefined) order.close(feed);
      feeds.delete(name);
    },
  });

  function nodeOf(app: App): AppNode {
    let node = nodes.get(app.id);
    if (node === undefined) {
      node = new AppNode(app, {
        clock,
        settings,
        nodeId,
        connection,
        scripts,
        subscriptions,
        order,
        onTrouble,
        counters,
        listener: () => listener,
        feedOf: (topic) => feeds.get(topic),
        openFeed(topic, appId, feed) {
          if (!feeds.has(topic)) feeds.set(topic, order.open(appId, feed));
        },
      });
      nodes.set(app.id, node);
    }
    node.app = app;
    return node;
  }

  /** Hot path: one a message and node. */
  function heard(topic: string, text: string): void {
    const feed = feeds.get(topic);
    if (feed === undefined) return;
    if (feed.feed !== nodesFeed) return order.message(feed, decodeMessage(text));
    const [holder = '', count] = text.split(' ');
    nodes.get(feed.appId)?.connectionCounts.others(new Map([[holder, Number(count)]]), false);
  }

  function deliver({ appId, feed }: Ordered, message: Message): void {
    if (feed === controlFeed) return listener?.terminate(appId, unquoted(message.frame));
    const { serial, frame, except, to, kick } = message;
    listener?.event(appId, feed, { serial, frame, except, to, kick });
    if (kick !== undefined) nodes.get(appId)?.thrownOut(feed as ChannelName, kick, serial);
  }

  async function fetch({ appId, feed }: Ordered, after: number) {
    const node = nodes.get(appId);
    if (node === undefined) return { last: 0, messages: [] };
    const [, , last, texts] = await node.run({
      script: 'missed',
      readOnly: true,
      retryForever: true,
      args: () => [feed, after.toFixed(0)],
    });
    return { last: Number(last), messages: (texts as string[]).map(decodeMessage) };
  }

  /** [N19] The node by itself, where that is wanted and Redis has been away for a moment. */
  function aloneWith(app: App): Offline | undefined {
    const isAway = brokenSince !== undefined && clock.now() - brokenSince >= Math.min(settings.timeout, 1000);
    return settings.whenAlone === 'local' && isAway ? nodeOf(app).offline : undefined;
  }

  const countsAt = (flat: readonly number[], index: number): Counts => ({
    subscriptions: flat[index * 2] ?? 0,
    users: flat[index * 2 + 1] ?? 0,
  });

  return {
    counters: () => ({ ...order.counters, ...counters }),

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

    async publish(app, events) {
      const offline = aloneWith(app);
      if (offline !== undefined) return offline.publish(events);
      const args = publishes(events);
      const bytes = args.reduce((all, { length }) => all + length, 0);
      await nodeOf(app).run({ script: 'publish', atMostOnce: true, bytes, args: () => args });
    },

    join: async (app, channel, member) =>
      aloneWith(app)?.join(channel, member) ?? joinChannel(nodeOf(app), channel, member),
    async leave(app, channel, userId) {
      const offline = aloneWith(app);
      if (offline !== undefined) return offline.leave(channel, userId);
      await leaveChannel(nodeOf(app), channel, userId);
    },
    async signIn(app, userId) {
      const offline = aloneWith(app);
      if (offline !== undefined) return offline.signIn(userId);
      await signIn(nodeOf(app), userId);
    },
    async signOut(app, userId) {
      const offline = aloneWith(app);
      if (offline !== undefined) return offline.signOut(userId);
      await signOut(nodeOf(app), userId);
    },
    watch: async (app, userIds) => aloneWith(app)?.watch(userIds) ?? watch(nodeOf(app), userIds),
    async unwatch(app, userIds) {
      const offline = aloneWith(app);
      if (offline !== undefined) return offline.unwatch(userIds);
      await unwatch(nodeOf(app), userIds);
    },

    async terminate(app, userId) {
      const offline = aloneWith(app);
      if (offline !== undefined) return offline.terminate(userId);
      const args = [controlFeed, encodeRest({ frame: quoted(userId) }), '0', '', '', '', ''];
      await nodeOf(app).run({ script: 'publish', atMostOnce: true, args: () => args });
    },

    async channels(app, prefix) {
      const offline = aloneWith(app);
      if (offline !== undefined) return offline.channels(prefix);
      const node = nodeOf(app);
      node.flush();
      const found: [string, Counts][] = [];
      for (let last = '', more = true; more; ) {
        const behind = last;
        const [, , page, flat] = await node.run({ script: 'channels', readOnly: true, args: () => [prefix, behind] });
        const names = page as string[];
        names.forEach((name, index) => {
          if (!kindOf(name as ChannelName).user) found.push([name, countsAt(flat as number[], index)]);
        });
        last = names.at(-1) ?? '';
        more = names.length === 1000;
      }
      return found;
    },

    async counts(app, channels) {
      const offline = aloneWith(app);
      if (offline !== undefined) return offline.counts(channels);
      const node = nodeOf(app);
      node.flush();
      const [, , flat] = await node.run({ script: 'counts', readOnly: true, args: () => channels });
      return channels.map((_, index) => countsAt(flat as number[], index));
    },

    async users(app, channel) {
      const offline = aloneWith(app);
      if (offline !== undefined) return offline.users(channel);
      const [, , ids] = await nodeOf(app).run({ script: 'read', readOnly: true, args: () => ['users', channel] });
      return (ids as string[]).map(unquoted);
    },

    room: (app, room) => readRoom(nodeOf(app), room),
    commit: (app, step) => commit(nodeOf(app), step),
    history: (app, name, limit, beforeMs) => readHistory(nodeOf(app), name, limit, beforeMs),

    async lastEvent(app, channel) {
      const [, , frame, ttlMs] = await nodeOf(app).run({
        script: 'read',
        readOnly: true,
        args: () => ['kept', channel],
      });
      if (typeof frame !== 'string') return undefined;
      return { data: (JSON.parse(frame) as { data: string }).data, ttlMs: Number(ttlMs) };
    },

    connections: (app, count) => nodeOf(app).connections(count),
    async connectionsElsewhere(app) {
      if (aloneWith(app) !== undefined) return 0;
      const node = nodeOf(app);
      const [, , conns] = await node.run({ script: 'read', readOnly: true, args: () => ['connections'] });
      node.connectionCounts.others(pairs(conns as string[]), true);
      return node.connectionCounts.elsewhere;
    },
    notReady: () => connection.notReady(),
    leaving() {
      for (const node of nodes.values()) node.leaving = true;
    },

    async close() {
      await Promise.all([...nodes.values()].map((node) => node.close(settings.timeout)));
      subscriptions.close();
      for (const feed of feeds.values()) order.close(feed);
      connection.close();
    },
  };
}
