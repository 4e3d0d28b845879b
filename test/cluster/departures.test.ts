import t, { type Test } from 'tap';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import { redisCluster } from '../../src/cluster/redis/redis.ts';
import { type DeparturesBench, departuresContract } from '../contract/departures.ts';
import { fakeClock } from '../support/core/clock.ts';
import { testApp } from '../support/core/core.ts';
import { benchNode, quick } from '../support/nodes/cluster-bench.ts';
import { bringNearer } from '../support/redis/bring-nearer.ts';
import { testRedis } from '../support/redis/redis.ts';

const redis = await testRedis(t);
const graceMs = 3000;
const apps = [testApp(), testApp({}, { id: 'app-2', key: 'key-2', secret: 'another-secret-for-tests' })];
let made = 0;

async function bench(t: Test): Promise<DeparturesBench> {
  made += 1;
  const prefix = `hold-${made}`;
  const clock = fakeClock();
  const settings = { ...quick, url: redis.url, prefix, hold: graceMs, lease: 60_000, renew: 20_000, timeout: 600_000 };
  const onError = (...error: unknown[]): void => void t.fail('error', { error });
  const start = () => benchNode(t, redisCluster({ clock, settings, onError }));
  const nodes = [await start(), await start()] as const;
  const clusters: [Cluster, Cluster] = [nodes[0].cluster, nodes[1].cluster];
  return {
    nodes: clusters,
    graceMs,
    take: () => nodes.flatMap(({ facts }) => facts.splice(0)),
    async pass(ms) {
      for (const { id } of apps) await bringNearer(redis.client, `{${prefix}:${id}}`, ms);
      await clock.advance(ms + 50);
      // What was asked for is answered in its order.
      for (let round = 0; round < 3; round += 1)
        for (const cluster of clusters) for (const app of apps) await cluster.counts(app, []);
    },
  };
}

departuresContract('redis', bench);
