import type { RedisNode } from '../nodes/cluster-bench.ts';
import { until } from '../until.ts';
import { isRoom, type Name, names, observed, occupiedBy, type Truth, truthOf, unlessUnavailable } from './places.ts';
import { isObserver, type Replay } from './replay.ts';
import { note, tag, type World } from './world.ts';

/** Holds what Redis has, what observers were told and what webhooks were told against what is true. */
export function createComparison(world: World) {
  const { app, redis, places, observers, ledger, said, kept, wrong } = world;
  const { client } = redis;
  const lapses = new Map<object, number>();

  async function eventually(what: string, difference: () => string | Promise<string>): Promise<void> {
    let found = '';
    await until(async () => {
      found = await difference();
      return found === '';
    });
    if (found !== '') wrong(`${what}: ${found}`);
  }

  /** What Redis says, less the observers' own. */
  async function askRedis({ cluster }: RedisNode): Promise<Truth> {
    const counts = await cluster.counts(app, names);
    const entries = names.map(async (name: Name, index) => {
      const users = isRoom(name) ? (await cluster.users(app, name)).filter((user) => !isObserver(user)).sort() : [];
      const own = observed.includes(name) ? observers.length : 0;
      return [name, { subscriptions: (counts[index]?.subscriptions ?? 0) - own, users }] as const;
    });
    return new Map(await Promise.all(entries));
  }

  const text = (truth: Truth | undefined): string => JSON.stringify([...(truth ?? [])]);

  async function differenceOfRedis(node: RedisNode, truth: Truth): Promise<string> {
    const has = await unlessUnavailable(askRedis(node));
    return text(has) === text(truth) ? '' : `${text(has)}, expected ${text(truth)}`;
  }

  function differenceOfReplay(replay: Replay, truth: Truth): string {
    replay.follow();
    const missed = said.flatMap(({ isTaken }, number) => (isTaken && !replay.hasHeard(number) ? [number] : []));
    if (missed.length > 0) return `events ${missed} were not heard`;
    return observed.map((name) => differenceOf(replay, name, truth)).find((found) => found !== '') ?? '';
  }

  function differenceOf(replay: Replay, name: Name, truth: Truth): string {
    const { users = [], subscriptions = 0 } = truth.get(name) ?? {};
    const members = replay.members(name);
    if (`${members}` !== `${users}`) return `${name} has ${members}, expected ${users}`;
    const [count, all] = [replay.count(name), subscriptions + observers.length];
    const isCounted = app.settings.subscriptionCount && !isRoom(name);
    return isCounted && count !== all ? `${name} counts ${count}, expected ${all}` : '';
  }

  /** True when a lease lapsed that nothing in the walk had lapse: the process starved, and facts may be told twice. */
  function hasStarved(): boolean {
    const more = [...places, ...observers].map(({ node: { cluster } }) => {
      const { restores, emptied, older } = cluster.counters();
      const now = restores - emptied - older;
      const before = lapses.get(cluster) ?? 0;
      lapses.set(cluster, now);
      return now - before - (kept.has(cluster) ? 1 : 0);
    });
    kept.clear();
    return more.some((one) => one > 0);
  }

  async function compareWebhooks(truth: Truth): Promise<void> {
    const occupied = occupiedBy(truth);
    if (hasStarved()) {
      note(world, 'a lease that lapsed by itself');
      await until(async () => (await client.exists(`${tag}:due`)) === 0);
      await until(async () => (await client.keys(`${tag}:outbox:*`)).length === 0);
    } else await eventually('webhooks', () => ledger.differences(occupied).join('; '));
    ledger.settle(occupied);
  }

  /** Everybody comes back, and then all that was told is as it is. */
  async function compare(): Promise<void> {
    for (const one of places) {
      if (one.away) one.way.heal();
      one.away = false;
    }
    await Promise.all(world.begun.splice(0));
    const truth = truthOf(places);
    for (const { node, replay } of observers) {
      await eventually('Redis', () => differenceOfRedis(node, truth));
      await eventually('an observer', () => differenceOfReplay(replay, truth));
    }
    await compareWebhooks(truth);
    world.isCalm = true;
  }

  /** Whoever died was taken out, and nothing waits in Redis that it would have to tell yet. */
  async function isSettled(): Promise<boolean> {
    const waiting = ['dead', 'settling', 'departing', 'due'].map((name) => `${tag}:${name}`);
    const leases = await client.zcard(`${tag}:leases`);
    const isWhole = leases === places.length + observers.length && places.every(({ away }) => !away);
    return isWhole && (await client.exists(...waiting)) === 0;
  }

  return {
    compare,
    async settle(): Promise<void> {
      await compare();
      await until(isSettled);
      await compare();
    },
  };
}
