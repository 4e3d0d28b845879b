import t from 'tap';
import { channel, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { redisNode } from '../support/nodes/cluster-bench.ts';
import { testServer } from '../support/nodes/server.ts';
import { cutTo } from '../support/redis/cut.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

t.test('[N24] what a dead node held in an app that the others never used is ended all the same', async (t) => {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const dying = await redisNode(t, way.url, { prefix: 'carillon' });
  await dying.cluster.join(testApp(), channel('presence-room'), member('u1'));
  const left = async (): Promise<string[]> =>
    (await redis.client.keys('{carillon:app-1}:*')).filter((key) =>
      /:(members|roster|channels|subscriptions)/.test(key),
    );
  t.not((await left()).length, 0);
  await testServer(t, {}, { cluster: { redis: redis.url, lease: 0.6, renew: 0.2 } }, { oneNode: 'it is one of two' });
  way.cut();
  await until(async () => (await left()).length === 0);
  t.same(await left(), []);
});
