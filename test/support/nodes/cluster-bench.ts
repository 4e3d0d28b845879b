import type { Test } from 'tap';
import type { Cluster } from '../../../src/channels/ports/cluster.ts';
import type { ClusterCounters } from '../../../src/channels/ports/cluster-counters.ts';
import type { Fact } from '../../../src/channels/ports/facts.ts';
import type { Forgotten, SerialEvent } from '../../../src/channels/ports/pubsub.ts';
import { systemClock } from '../../../src/clock.ts';
import type { RedisSettings } from '../../../src/cluster/redis/io/settings.ts';
import { redisCluster } from '../../../src/cluster/redis/redis.ts';

export interface Heard extends SerialEvent {
  readonly appId: string;
  readonly feed: string;
}

/** A node of a cluster, with all that it was told. */
export interface BenchNode {
  readonly cluster: Cluster;
  readonly events: Heard[];
  readonly facts: [appId: string, fact: Fact][];
  readonly terminated: string[];
  readonly elsewhere: Map<string, number>;
  readonly forgotten: Record<Forgotten, number>;
  readonly errors: [part: string, stage: string, error: Error][];
  /** Settles when what it was told fits. */
  until(fits: () => boolean): Promise<void>;
}

export const quick: Omit<RedisSettings, 'url'> = {
  prefix: 'test',
  lease: 600,
  renew: 200,
  linger: 100,
  hold: 150,
  drainHold: 400,
  timeout: 2000,
  stalledAfter: 600_000,
  backlog: { window: 10_000, frames: 1000, bytes: 1_000_000 },
  whenAlone: 'refuse',
};

type Made<T extends Cluster> = BenchNode & { readonly cluster: T };

/** Starts a node, and remembers what it is told. */
export async function benchNode<T extends Cluster>(t: Pick<Test, 'teardown'>, cluster: T): Promise<Made<T>> {
  let waiting: { fits: () => boolean; resolve: () => void }[] = [];
  const told = (): void => {
    const done = waiting.filter(({ fits }) => fits());
    waiting = waiting.filter((one) => !done.includes(one));
    for (const { resolve } of done) resolve();
  };
  const node: Made<T> = {
    cluster,
    events: [],
    facts: [],
    terminated: [],
    elsewhere: new Map(),
    forgotten: { events: 0, rooms: 0 },
    errors: [],
    until: (fits) => (fits() ? Promise.resolve() : new Promise((resolve) => waiting.push({ fits, resolve }))),
  };
  await cluster.start({
    event(appId, feed, event) {
      node.events.push({ appId, feed, ...event });
      told();
    },
    terminate(_appId, userId) {
      node.terminated.push(userId);
      told();
    },
    fact(appId, fact) {
      node.facts.push([appId, fact]);
      told();
    },
    elsewhere(appId, connections) {
      node.elsewhere.set(appId, connections);
      told();
    },
    forgot(what, howMany) {
      node.forgotten[what] += howMany;
    },
  });
  t.teardown(() => cluster.close());
  return node;
}

export type RedisNode = Made<Cluster & { counters(): ClusterCounters }>;

export async function redisNode(
  t: Pick<Test, 'teardown'>,
  url: string,
  settings: Partial<RedisSettings> = {},
): Promise<RedisNode> {
  const errors: BenchNode['errors'] = [];
  const onError = (part: string, stage: string, error: unknown): void =>
    void errors.push([part, stage, error as Error]);
  const cluster = redisCluster({ clock: systemClock, settings: { ...quick, url, ...settings }, onError });
  return { ...(await benchNode(t, cluster)), errors };
}
