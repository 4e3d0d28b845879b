import type { App } from '../../../apps/app.ts';
import type { OnError } from '../../../channels/ports/errors.ts';
import type { ClusterListener } from '../../../channels/ports/listener.ts';
import type { Clock, Timer } from '../../../clock.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import { feedSource } from '../feeds/feed-source.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { Command, Reply, Run } from '../io/command.ts';
import { createCommandQueue, type Send } from '../io/command-queue.ts';
import type { Connection } from '../io/connection.ts';
import { controlFeed, nodesFeed, tagOf } from '../io/keys.ts';
import type { Scripts } from '../io/scripts.ts';
import type { RedisSettings } from '../io/settings.ts';
import type { AppContext } from '../presence/app-context.ts';
import { countedSockets, kicked } from '../presence/channels.ts';
import { type LocalChannel, LocalState } from '../presence/local-state.ts';
import { reconcile } from '../presence/reconcile.ts';
import { createRosters } from '../presence/rosters.ts';
import { createConnectionCounts } from './connections.ts';
import { createDrainGrace } from './drain-grace.ts';
import { createFactReader } from './fact-reader.ts';
import { tellHanded } from './facts.ts';
import { createLease } from './lease.ts';
import { createOffline } from './offline.ts';
import { createOnline } from './online.ts';
import type { AppOperations } from './operations.ts';
import { createReadiness } from './readiness.ts';
import { createRecovery } from './recovery.ts';
import { createSweep } from './sweep.ts';

/** What all apps of a node share. */
export interface NodeParts {
  readonly clock: Clock;
  readonly defer: (run: () => void) => void;
  readonly settings: RedisSettings;
  readonly nodeId: string;
  readonly connection: Connection;
  readonly scripts: Scripts;
  readonly feeds: Feeds;
  readonly onError: OnError;
  readonly listener: () => ClusterListener | undefined;
  readonly counters: { restores: number; emptied: number; older: number };
}

/** One app on this node. */
export interface AppNode {
  /** With the settings of now: they may be loaded again. */
  app: App;
  readonly context: AppContext;
  readonly online: AppOperations;
  readonly offline: AppOperations;
  /** So many connections of ours; so many of another node. */
  connections(count: number): void;
  othersConnections(holder: string, count: number): void;
  kicked(channel: ChannelName, userId: string, serial: number): void;
  /** Why this node should get no new clients, or undefined. */
  notReady(): string | undefined;
  /** Commands can be sent again. */
  usable(isAnotherRun: boolean): void;
  drain(): void;
  close(ms: number): Promise<void>;
}

const reportMs = 100;

/** What this node has of an app, its commands to Redis and its lease, put together. */
export function createAppNode(app: App, parts: NodeParts): AppNode {
  const { clock, settings, nodeId, connection, scripts, onError, listener, counters } = parts;
  const tag = tagOf(settings.prefix, app.id);
  const local = new LocalState();
  const feeds = parts.feeds.ofApp(
    app.id,
    feedSource(tag, (command) => run(command)),
  );
  const reports = new Set<LocalChannel>();
  let current = app;
  let holder: string | undefined;
  let reportTimer: Timer | undefined;
  let closed = false;

  const readiness = createReadiness();
  const facts = createFactReader({
    clock,
    tell: (handed) => tellHanded(listener(), app.id, handed),
    // What is overdue comes with the next renewal.
    ask: () => run({ script: 'due-facts', args: () => ({}) }).catch(() => {}),
  });
  const queue = createCommandQueue({
    clock,
    defer: parts.defer,
    connection,
    scripts,
    timeout: settings.timeout,
    tag,
    onError,
    holder: () => holder,
    acks: facts,
    recover: acquire,
    refusal: () => readiness.refusal() ?? connection.stalled,
    onLeaseLost() {
      holder = undefined;
    },
  });
  /** Runs a command, and does what its answer says besides. */
  const run: Run = (command) =>
    queue.run({
      ...command,
      after(reply) {
        command.after?.(reply);
        facts.accept(reply, command.script === 'renew' || command.script === 'due-facts');
      },
    });
  const drainGrace = createDrainGrace({ clock, nodeId, drainHold: settings.drainHold, app: () => current, run });
  const context: { -readonly [key in keyof AppContext]: AppContext[key] } = {
    app,
    local,
    feeds,
    rosters: createRosters(),
    run,
    now: clock.now,
    reportSoon(channel) {
      reports.add(channel);
      flushSoon();
    },
    drainGrace: undefined,
  };
  const connections = createConnectionCounts(
    () => holder,
    (elsewhere) => listener()?.elsewhere(app.id, elsewhere),
  );
  const recover = createRecovery({
    nodeId,
    local,
    app: () => current,
    answered: () => queue.answered,
    connectionsCommand: () => (connections.own > 0 ? connectionsCommand : undefined),
    onReply: (reply: Reply) => facts.accept(reply),
    onOtherVersion: readiness.otherVersion,
    onAcquired: facts.reset,
  });
  const sweep = createSweep({
    app: () => current,
    run,
    listener,
    onError(error) {
      if (connection.usable && !closed) onError('redis', 'sweep', error);
    },
  });
  const lease = createLease({
    clock,
    renewMs: settings.renew,
    run,
    isHeld: () => holder !== undefined,
    acquire: queue.wake,
    probe: connection.probe,
    onConnections: connections.all,
    onFull: readiness.full,
    onLapsed: (old) => void sweep(old),
  });

  const connectionsCommand: Command = {
    script: 'connections',
    args() {
      connections.told();
      const when = current.settings.limits.connections > 0 ? 'now' : '';
      return { connections: String(connections.own), when };
    },
  };

  function flushSoon(): void {
    reportTimer ??= clock.after(reportMs, flush);
  }

  /** Tells Redis of the numbers that nobody waits for. */
  function flush(): void {
    reportTimer?.cancel();
    reportTimer = undefined;
    for (const channel of reports) reconcile(run, countedSockets(context, channel, undefined));
    reports.clear();
    if (connections.isNews) run({ ...connectionsCommand, retryForever: true }).catch(() => {}); // it has left
  }

  async function acquire(send: Send): Promise<void> {
    const acquired = await recover(send);
    holder = acquired.holder;
    readiness.acquired();
    if (acquired.isRestored) counters.restores += 1;
    if (acquired.found !== 'known') tellLost(acquired.found);
    connections.all(acquired.connections);
    lease.acquired();
    if (acquired.isRestored) tellRestored();
  }

  function tellLost(found: 'emptied' | 'older'): void {
    counters[found] += 1;
    const lost = found === 'emptied' ? 'what it knew' : 'the latest of what it knew';
    onError('redis', found, new Error(`Redis lost ${lost} of app ${app.id}; said again`));
  }

  /** Rooms may have let them go meanwhile. */
  function tellRestored(): void {
    for (const { name, members } of local.channels.values())
      for (const { member, count } of members.values())
        if (count.desired > 0 && count.applied > 0) listener()?.restored?.(current, name, member);
  }

  const offline = createOffline(context, {
    clock,
    emit: (feed, event) => listener()?.event(app.id, feed, event),
    terminate: (userId) => listener()?.terminate(app.id, userId),
  });

  for (const feed of [controlFeed, nodesFeed]) void feeds.subscribe(feed)?.catch(() => {}); // heard when Redis is back

  return {
    get app() {
      return current;
    },
    set app(now) {
      current = now;
      context.app = now;
    },
    context,
    online: createOnline(context, { flush, connections }),
    offline,
    connections(count) {
      if (connections.set(count)) flushSoon();
    },
    othersConnections: connections.other,
    notReady: readiness.notReady,
    kicked: (channel, userId, serial) => kicked(context, channel, userId, serial),

    usable(isAnotherRun) {
      offline.over();
      facts.again(); // what was told and not confirmed goes first
      lease.again(isAnotherRun);
      queue.wake();
    },

    drain() {
      context.drainGrace = drainGrace;
    },

    async close(ms) {
      closed = true;
      flush();
      facts.close();
      lease.close();
      offline.over();
      if (connection.usable && holder !== undefined) {
        const bound = new Promise<void>((resolve) => clock.after(ms, resolve));
        // What the last answers bring is told before it goes, and said to be: else who sweeps tells it again.
        await Promise.race([queue.idle(), bound]);
        const released = run({ script: 'release-lease', args: () => ({ grace: String(settings.drainHold) }) });
        await Promise.race([released.catch(() => {}), bound]); // its lease runs out by itself
      }
      queue.close();
    },
  };
}
