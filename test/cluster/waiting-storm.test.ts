import t from 'tap';
import { systemClock } from '../../src/clock.ts';
import { redisCluster } from '../../src/cluster/redis/redis.ts';
import { quick } from '../support/nodes/cluster-bench.ts';
import { testRedis } from '../support/redis/redis.ts';
import { idling } from '../support/redis/timely-redis.ts';
import { waitingStorm } from '../support/rooms/waiting-storm.ts';

t.test('[N6] [D49] [D50] [D51] who waits is who the room thinks waits, on nodes that share a Redis', async (t) => {
  const redis = await testRedis(t);
  let waited = 0;
  let admitted = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const prefix = `waiting-${seed}`;
    const nodes = [1, 2].map(() => {
      const onError = (...error: unknown[]): void => void t.fail('error', { error });
      const settings = { ...quick, lease: 15_000, renew: 5000, url: redis.url, prefix };
      return idling(redisCluster({ clock: systemClock, settings, onError }));
    });
    const run = await waitingStorm(t, seed, () => nodes);
    waited += run.waited;
    admitted += run.admitted;
    const left = (await redis.client.keys(`{${prefix}:*`)).filter((key) => key.includes('waits-'));
    t.same(left, [], 'nothing is left of them');
    for (const node of nodes) await node.close();
  }
  t.ok(waited > 20 && admitted > 20, `${waited} waited to the end, ${admitted} were let in`);
});
