import t from 'tap';
import { systemClock } from '../../src/clock.ts';
import { redisCluster } from '../../src/cluster/redis/redis.ts';
import { quick } from '../support/nodes/cluster-bench.ts';
import { testRedis } from '../support/redis/redis.ts';
import { idling } from '../support/redis/timely-redis.ts';
import { callStorm } from '../support/rooms/call-storm.ts';

t.test(
  '[N6] [D18] [D40] [D45] 200 steps at a time over Redis: one host at any commit, and one order for all',
  async (t) => {
    const redis = await testRedis(t);
    const runs = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const nodes = [1, 2].map(() => {
        const onError = (...error: unknown[]): void => void t.fail('error', { error });
        const settings = { ...quick, lease: 15_000, renew: 5000, url: redis.url, prefix: `storm-${seed}` };
        return idling(redisCluster({ clock: systemClock, settings, onError }));
      });
      runs.push(await callStorm(t, seed, () => nodes));
      for (const node of nodes) await node.close();
    }
    for (const what of ['kicked', 'conflicts', 'hosts'] as const)
      t.ok(runs.reduce((sum, one) => sum + one[what], 0) > 40, `${what}: there were many`);
    t.comment(runs);
  },
);
