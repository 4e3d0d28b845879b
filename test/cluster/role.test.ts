import t from 'tap';
import { channel, framesOf, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { redisNode } from '../support/nodes/cluster-bench.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp();
const news = channel('news');
const room = channel('presence-room');
const version = '{test:app-1}:version';

for (const stale of ['yes', 'no'])
  t.test(`[N27] a primary that becomes a replica is left (it tells what it has: ${stale})`, async (t) => {
    const redis = await testRedis(t, '--replica-serve-stale-data', stale);
    const node = await redisNode(t, redis.url, { timeout: 1000 });
    await node.cluster.join(app, news, undefined);
    await node.cluster.join(app, room, member('u1'));
    await redis.client.call('REPLICAOF', '127.0.0.1', '1');
    await until(() => node.cluster.notReady() !== undefined);
    await until(() => node.cluster.notReady()?.includes('replica') === true);
    t.match(node.cluster.notReady(), /Redis cannot be reached: .*replica/);
    await t.rejects(async () => node.cluster.publish(app, [{ channel: news, frame: '"no"' }]), { name: 'Unavailable' });
    await redis.client.call('REPLICAOF', 'NO', 'ONE');
    await until(() => node.cluster.notReady() === undefined);
    await node.cluster.publish(app, [{ channel: news, frame: '"yes"' }]);
    await node.until(() => framesOf(node, news).length > 0);
    t.same(framesOf(node, news), ['"yes"']);
    t.same(await node.cluster.users(app, room), ['u1']);
  });

t.test('[N27] a node of another version of the keys does not serve, and says so', async (t) => {
  const redis = await testRedis(t);
  await redis.client.set(version, '0');
  const node = await redisNode(t, redis.url, { timeout: 500 });
  await t.rejects(node.cluster.join(app, news, undefined), { name: 'Unavailable' });
  t.match(node.cluster.notReady(), /version 0 .*version 1/);
  t.ok(node.errors.some(([, , { message }]) => /version 0/.test(message)));
  t.same(
    (await redis.client.keys('*')).filter((key) => key !== version),
    [],
    'it has written nothing',
  );
  await redis.client.del(version);
  await until(() => node.cluster.notReady() === undefined);
  await node.cluster.join(app, news, undefined);
  t.equal(await redis.client.get(version), '1');
});
