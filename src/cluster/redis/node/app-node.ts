import type { App } from '../../../apps/app.ts';
import type { ClusterListener, OnTrouble } from '../../../channels/ports.ts';
import type { Clock, Timer } from '../../../clock.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import type { FeedOrder, Ordered } from '../feeds/order.ts';
import type { Topics } from '../feeds/subscriptions.ts';
import { createLine, type Line, type Order, type Reply, type Send } from '../io/command-queue.ts';
import type { Connection } from '../io/connection.ts';
import { controlFeed, type Names, namesOf, nodesFeed } from '../io/keys.ts';
import type { Scripts } from '../io/scripts.ts';
import type { RedisSettings } from '../io/settings.ts';
import { type HeldChannel, Local, type Tally } from '../presence/local-state.ts';
import { restoration } from '../presence/members.ts';
import { restate } from '../presence/reconcile.ts';
import { signs } from '../presence/script-args.ts';
import { createQuota, pairs, type Quota } from './connections.ts';
import { createGhosts, type Ghosts } from './drain-grace.ts';
import { createTeller } from './fact-reader.ts';
import { createLease, type Lease } from './lease.ts';
import { type Alone, createAlone } from './offline.ts';

/** What all apps of a node share. */
export interface NodeParts {
  readonly clock: Clock;
  readonly settings: RedisSettings;
  readonly nodeId: string;
  readonly connection: Connection;
  readonly scripts: Scripts;
  readonly topics: Topics;
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
  readonly local = new Local();
  readonly names: Names;
  readonly line: Line;
  readonly lease: Lease;
  readonly ghosts: Ghosts;
  readonly quota: Quota;
  readonly alone: Alone;
  readonly parts: NodeParts;
  leaving = false;
  /** What waits to be said again. */
  readonly restating = new Set<string>();
  readonly #teller;
  #holder: string | undefined;
  #incarnation = 0;
  #epoch: string | undefined;
  #reports = new Set<HeldChannel>();
  #reportTimer: Timer | undefined;
  #ackTimer: Timer | undefined;
  #claimTimer: Timer | undefined;
  #claimAt = Number.POSITIVE_INFINITY;

  constructor(app: App, parts: NodeParts) {
    this.app = app;
    this.parts = parts;
    this.names = namesOf(parts.settings.prefix, app.id);
    this.#teller = createTeller((fact) => parts.listener()?.fact(app.id, fact));
    this.quota = createQuota(
      () => this.#holder,
      (elsewhere) => parts.listener()?.elsewhere(app.id, elsewhere),
    );
    const { clock, connection, scripts, onTrouble, settings } = parts;
    this.line = createLine({
      clock,
      connection,
      scripts,
      timeout: settings.timeout,
      tag: this.names.tag,
      onTrouble,
      holder: () => this.#holder,
      acks: this.#teller,
      recover: (send) => this.#recover(send),
      lost: () => {
        this.#holder = undefined;
      },
    });
    this.lease = createLease(this);
    this.ghosts = createGhosts(this);
    this.alone = createAlone(this);
    for (const feed of [controlFeed, nodesFeed]) void this.hear(feed)?.catch(() => {}); // heard when Redis is back
  }

  get holder(): string | undefined {
    return this.#holder;
  }

  /** Has the feed heard here. Settles when it is; undefined: it is already. */
  hear(feed: string): Promise<void> | undefined {
    const topic = this.names.topic(feed);
    this.parts.openFeed(topic, this.app.id, feed);
    return this.parts.topics.hold(topic);
  }

  unhear(feed: string): void {
    this.parts.topics.release(this.names.topic(feed));
  }

  feed(feed: string): Ordered | undefined {
    return this.parts.feedOf(this.names.topic(feed));
  }

  /** Runs an order, and does what its answer says besides. */
  run(order: Order): Promise<Reply> {
    return this.line.run({
      ...order,
      after: (reply) => {
        order.after?.(reply);
        this.took(reply);
      },
    });
  }

  /** Facts to tell, and when the next ones are due. */
  took(reply: Reply): void {
    const [, facts, wake] = reply;
    this.#teller.take(facts as string[]);
    if (typeof wake === 'number' && wake >= 0) this.claimIn(wake);
    if (this.#teller.behind) this.#ackTimer ??= this.parts.clock.after(ackMs, () => this.#ack());
  }

  #ack(): void {
    this.#ackTimer = undefined;
    if (this.#teller.behind) this.#claim();
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
  report(held: HeldChannel): void {
    this.#reports.add(held);
    this.#reportTimer ??= this.parts.clock.after(reportMs, () => this.flush());
  }

  flush(): void {
    this.#reportTimer?.cancel();
    this.#reportTimer = undefined;
    for (const held of this.#reports) if (held.tally.stated !== held.tally.wanted) restate(this, held, undefined);
    this.#reports.clear();
    if (this.quota.isNews)
      this.run({ script: 'connections', patient: true, args: () => this.#connectionsArgs() }).catch(() => {}); // it has left
  }

  connections(count: number): void {
    if (this.quota.set(count)) this.#reportTimer ??= this.parts.clock.after(reportMs, () => this.flush());
  }

  #connectionsArgs(): string[] {
    this.quota.stated();
    return [String(this.quota.own), this.app.settings.limits.connections > 0 ? 'quota' : ''];
  }

  /** Takes a new lease, and says under it all that Redis knew. */
  async #recover(send: Send): Promise<void> {
    const { nodeId, counters, connection } = this.parts;
    const had = this.#epoch;
    this.#incarnation += 1;
    const holder = `${nodeId}.${this.#incarnation}`;
    this.#holder = holder;
    this.#teller.reset();
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
    this.quota.others(pairs(conns), true);
    this.lease.taken();
    if (had !== undefined) this.#tellRestored();
  }

  /** Rooms may have let them go meanwhile. */
  #tellRestored(): void {
    const listener = this.parts.listener();
    for (const { name, users } of this.local.channels.values())
      for (const { member, tally } of users.values())
        if (tally.wanted > 0 && tally.confirmed > 0) listener?.restored?.(this.app, name, member);
  }

  #restoration(silent: boolean): Order[] {
    const { signedIn, watched } = this.local;
    const confirmed = (map: Map<string, Tally>) => [...map].filter(([, tally]) => tally.confirmed > 0);
    const orders = restoration(this.app, this.local, silent);
    for (const [userId, tally] of confirmed(signedIn))
      orders.push({ script: 'sign', args: () => signs(userId, tally.confirmed, silent) });
    for (const [userId, tally] of confirmed(watched))
      orders.push({ script: 'watch', args: () => [userId, String(tally.confirmed)] });
    if (this.quota.own > 0) orders.push({ script: 'connections', args: () => this.#connectionsArgs() });
    return orders.map((order) => ({ ...order, after: (reply) => this.took(reply) }));
  }

  /** Commands can be sent again: what was told and not confirmed first, then what waits. */
  usable(): void {
    this.#teller.again();
    this.lease.renew();
    this.line.wake();
  }

  /** All of a user's sockets were thrown out of a channel; Redis knows already. */
  thrownOut(name: ChannelName, userId: string, serial: number): void {
    const held = this.local.channels.get(name);
    const user = held?.users.get(userId);
    if (held === undefined || user === undefined) return;
    user.thrownOutAt = serial;
    const out = user.joinedAt.filter((at) => at < serial).length;
    user.joinedAt = user.joinedAt.filter((at) => at >= serial);
    user.tally.wanted -= out;
    held.tally.wanted -= out;
    for (let left = out; left > 0; left -= 1) this.unhear(name);
    // A join that is not answered yet would be said with it, and may not come about: it speaks when it knows.
    if (user.tally.wanted === user.joinedAt.length) restate(this, held, user);
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
      await Promise.race([this.line.idle(), bound]);
      const departed = this.run({ script: 'release-lease', args: () => [String(this.parts.settings.drainHold)] });
      await Promise.race([departed.catch(() => {}), bound]); // its lease runs out by itself
    }
    this.line.close();
  }
}
