import t from 'tap';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import type { Clock } from '../../src/clock.ts';
import { coreSuite } from '../channels/core-suite.ts';
import { roomsSuite } from '../rooms/rooms-suite.ts';
import type { FakeClock } from '../support/core/clock.ts';
import { testRedis } from '../support/redis/redis.ts';
import { timelyNodes } from '../support/redis/timely-redis.ts';

const redis = await testRedis(t);
const clusters: Cluster[] = [];
t.teardown(() => Promise.all(clusters.map((cluster) => cluster.close())));

function timely(clock: Clock): Cluster {
  const [cluster] = timelyNodes(redis, clock as FakeClock, 1).clusters;
  if (cluster === undefined) throw new Error('no cluster');
  clusters.push(cluster);
  return cluster;
}

coreSuite(t, 'Redis', timely);
roomsSuite(t, 'Redis', timely);
