import type { App } from '../../../apps/app.ts';
import type { ClusterListener, OnTrouble } from '../../../channels/ports.ts';
import type { Clock, Timer } from '../../../clock.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import type { FeedOrder, Ordered } from '../feeds/order.ts';
import type { Subscriptions } from '../feeds/subscriptions.ts';
import { type Command, type CommandQueue, createCommandQueue, type Reply, type Send } from '../io/command-queue.ts';
import type { Connection } from '../io/connection.ts';
import { controlFeed, type Names, namesOf, nodesFeed } from '../io/keys.ts';
import type { Scripts } from '../io/scripts.ts';
import type { RedisSettings } from '../io/settings.ts';
import { type Count, type LocalChannel, LocalState } from '../presence/local-state.ts';
import { restoration } from '../presence/members.ts';
import { resync } from '../presence/reconcile.ts';
import { signs } from '../presence/script-args.ts';
import { type ConnectionCounts, createConnectionCounts, pairs } from './connections.ts';
import { createDrainGrace, type DrainGrace } from './drain-grace.ts';
import { createFactReader } from './fact-reader.ts';
import { createLease, type Lease } from './lease.ts';
import { createOffline, type Offline } from './offline.ts';

/** What all apps of a node share. */
export interface NodeParts {
  readonly clock: Clock;
  readonly settings: RedisSettings;
  readonly nodeId: string;
  readonly connection: Connection;
  readonly scripts: Scripts;
  readonly subscriptions: Subscriptions;
  readonly order: FeedOrder;
  readonly onTrouble: OnTrouble;
  readonly listener: () => ClusterListener | undefined;
  /** The feed's place in the order of its messages; it is there while its topic is held. */
  readonly feedOf: (topic: string) => Ordered | undefined;
  readonly openFeed: (topic: string, appId: string, feed: string) => void;
  readonly counters: { restores: number; emptied: number };
}

const reportMs = 100;
const ackMs = 250;

/** One app on this node: what it holds, its line to Redis, its lease. */
export class AppNode {
  app: App;
  readonly local = new LocalState();
  readonly names: Names;
  readonly queue: CommandQueue;
  readonly lease: Lease;
  readonly drainGrace: DrainGrace;
  readonly connectionCounts: ConnectionCounts;
  readonly offline: Offline;
  readonly parts: NodeParts;
  leaving = false;
  /** What waits to be said again. */
  readonly resyncing = new Set<string>();
  readonly #factReader;
  #holder: string | undefined;
  #incarnation = 0;
  #epoch: string | undefined;
  #reports = new Set<LocalChannel>();
  #reportTimer: Timer | undefined;
  #ackTimer: Timer | undefined;
  #claimTimer: Timer | undefined;
  #claimAt = Number.POSITIVE_INFINITY;

  constructor(app: App, parts: NodeParts) {
    this.app = app;
    this.parts = parts;
    this.names = namesOf(parts.settings.prefix, app.id);
    this.#factReader = createFactReader((fact) => parts.listener()?.fact(app.id, fact));
    this.connectionCounts = createConnectionCounts(
      () => this.#holder,
      (elsewhere) => parts.listener()?.elsewhere(app.id, elsewhere),
    );
    const { clock, connection, scripts, onTrouble, settings } = parts;
    this.queue = createCommandQueue({
      clock,
      connection,
      scripts,
      timeout: settings.timeout,
      tag: this.names.tag,
      onTrouble,
      holder: () => this.#holder,
      acks: this.#factReader,
      recover: (send) => this.#recover(send),
      lost: () => {
        this.#holder = undefined;
      },
    });
    this.lease = createLease(this);
    this.drainGrace = createDrainGrace(this);
    this.offline = createOffline(this);
    for (const feed of [controlFeed, nodesFeed]) void this.subscribe(feed)?.catch(() => {}); // heard when Redis is back
  }

  get holder(): string | undefined {
    return this.#holder;
  }

  /** Has the feed heard here. Settles when it is; undefined: it is already. */
  subscribe(feed: string): Promise<void> | undefined {
    const topic = this.names.topic(feed);
    this.parts.openFeed(topic, this.app.id, feed);
    return this.parts.subscriptions.hold(topic);
  }

  unsubscribe(feed: string): void {
    this.parts.subscriptions.release(this.names.topic(feed));
  }

  feed(feed: string): Ordered | undefined {
    return this.parts.feedOf(this.names.topic(feed));
  }

  /** Runs an order, and does what its answer says besides. */
  run(command: Command): Promise<Reply> {
    return this.queue.run({
      ...command,
      after: (reply) => {
        command.after?.(reply);
        this.took(reply);
      },
    });
  }

  /** Facts to tell, and when the next ones are due. */
  took(reply: Reply): void {
    const [, facts, wake] = reply;
    this.#factReader.take(facts as string[]);
    if (typeof wake === 'number' && wake >= 0) this.claimIn(wake);
    if (this.#factReader.hasUnacked) this.#ackTimer ??= this.parts.clock.after(ackMs, () => this.#ack());
  }

  #ack(): void {
    this.#ackTimer = undefined;
    if (this.#factReader.hasUnacked) this.#claim();
  }

  claimIn(ms: number): void {
    const { clock } = this.parts;
    const at = clock.now() + ms + 1;
    if (at >= this.#claimAt) return;
    this.#claimTimer?.cancel();
    this.#claimAt = at;
    this.#claimTimer = clock.after(ms + 1, () => {
      this.#claimAt = Number.POSITIVE_INFINITY;
      this.#claim();
    });
  }

  #claim(): void {
    this.run({ script: 'due-facts', args: () => [] }).catch(() => {}); // the renewal claims what is overdue
  }

  /** A change of numbers that nobody waits for. */
  report(held: LocalChannel): void {
    this.#reports.add(held);
    this.#reportTimer ??= this.parts.clock.after(reportMs, () => this.flush());
  }

  flush(): void {
    this.#reportTimer?.cancel();
    this.#reportTimer = undefined;
    for (const held of this.#reports) if (held.count.stated !== held.count.desired) resync(this, held, undefined);
    this.#reports.clear();
    if (this.connectionCounts.isNews)
      this.run({ script: 'connections', retryForever: true, args: () => this.#connectionsArgs() }).catch(() => {}); // it has left
  }

  connections(count: number): void {
    if (this.connectionCounts.set(count)) this.#reportTimer ??= this.parts.clock.after(reportMs, () => this.flush());
  }

  #connectionsArgs(): string[] {
    this.connectionCounts.stated();
    return [String(this.connectionCounts.own), this.app.settings.limits.connections > 0 ? 'quota' : ''];
  }

  /** Takes a new lease, and says under it all that Redis knew. */
  async #recover(send: Send): Promise<void> {
    const { nodeId, counters, connection } = this.parts;
    const had = this.#epoch;
    this.#incarnation += 1;
    const holder = `${nodeId}.${this.#incarnation}`;
    this.#holder = holder;
    this.#factReader.reset();
    let epoch = '';
    let conns: readonly string[] = [];
    const took = await send([
      {
        script: 'acquire-lease',
        args: () => [holder],
        after: (reply) => {
          epoch = String(reply[2]);
          conns = reply[3] as string[];
        },
      },
    ]);
    // Redis came back empty: nobody was told that anybody left, so nobody is told of a return.
    const emptied = had !== undefined && epoch !== had;
    if (!took || !(await send(this.#restoration(emptied)))) {
      this.#holder = undefined;
      throw new Error(connection.usable ? 'Redis refused a lease' : 'The connection broke');
    }
    this.#epoch = epoch;
    if (had !== undefined) counters.restores += 1;
    if (emptied) {
      counters.emptied += 1;
      this.parts.onTrouble('redis', 'emptied', new Error(`Redis lost what it knew of app ${this.app.id}; said again`));
    }
    this.connectionCounts.others(pairs(conns), true);
    this.lease.taken();
    if (had !== undefined) this.#tellRestored();
  }

  /** Rooms may have let them go meanwhile. */
  #tellRestored(): void {
    const listener = this.parts.listener();
    for (const { name, users } of this.local.channels.values())
      for (const { member, count } of users.values())
        if (count.desired > 0 && count.applied > 0) listener?.restored?.(this.app, name, member);
  }

  #restoration(silent: boolean): Command[] {
    const { signedIn, watched } = this.local;
    const applied = (map: Map<string, Count>) => [...map].filter(([, count]) => count.applied > 0);
    const commands = restoration(this.app, this.local, silent);
    for (const [userId, count] of applied(signedIn))
      commands.push({ script: 'sign', args: () => signs(userId, count.applied, silent) });
    for (const [userId, count] of applied(watched))
      commands.push({ script: 'watch', args: () => [userId, String(count.applied)] });
    if (this.connectionCounts.own > 0) commands.push({ script: 'connections', args: () => this.#connectionsArgs() });
    return commands.map((command) => ({ ...command, after: (reply) => this.took(reply) }));
  }

  /** Commands can be sent again: what was told and not confirmed first, then what waits. */
  usable(): void {
    this.#factReader.again();
    this.lease.renew();
    this.queue.wake();
  }

  /** All of a user's sockets were thrown out of a channel; Redis knows already. */
  thrownOut(name: ChannelName, userId: string, serial: number): void {
    const held = this.local.channels.get(name);
    const user = held?.users.get(userId);
    if (held === undefined || user === undefined) return;
    user.thrownOutAt = serial;
    const out = user.joinedAt.filter((at) => at < serial).length;
    user.joinedAt = user.joinedAt.filter((at) => at >= serial);
    user.count.desired -= out;
    held.count.desired -= out;
    for (let left = out; left > 0; left -= 1) this.unsubscribe(name);
    // A join that is not answered yet would be said with it, and may not come about: it speaks when it knows.
    if (user.count.desired === user.joinedAt.length) resync(this, held, user);
  }

  async close(ms: number): Promise<void> {
    this.flush();
    this.#claimTimer?.cancel();
    this.#ackTimer?.cancel();
    this.lease.close();
    const { connection, clock } = this.parts;
    if (connection.usable && this.#holder !== undefined) {
      const bound = new Promise<void>((resolve) => clock.after(ms, resolve));
      // What the last answers bring is told before it goes, and said to be: else who sweeps tells it again.
      await Promise.race([this.queue.idle(), bound]);
      const departed = this.run({ script: 'release-lease', args: () => [String(this.parts.settings.drainHold)] });
      await Promise.race([departed.catch(() => {}), bound]); // its lease runs out by itself
    }
    this.queue.close();
  }
}
