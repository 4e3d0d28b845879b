import t from 'tap';
import { channel, framesOf, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { redisNode } from '../support/nodes/cluster-bench.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp();
const news = channel('news');
const room = channel('presence-room');

t.test('[N27] while Redis stands still a node is not ready, and refuses at once what is new', async (t) => {
  const redis = await testRedis(t);
  const long = { timeout: 600_000, lease: 60_000, renew: 20_000 }; // nothing but the silence ends what waits
  const node = await redisNode(t, redis.url, { ...long, stalledAfter: 300 });
  await node.cluster.join(app, news, undefined);
  await node.cluster.join(app, room, member('first')); // what is heard already has no more to wait for than the answer
  redis.pause();
  const waits = node.cluster.join(app, room, member('waits'));
  await until(() => node.cluster.notReady() !== undefined);
  t.match(node.cluster.notReady(), /Redis does not answer/);
  for (let n = 0; n < 100; n += 1)
    await t.rejects(async () => node.cluster.publish(app, [{ channel: news, frame: '"x"' }]), { name: 'Unavailable' });
  await t.rejects(node.cluster.join(app, room, member('new')), { name: 'Unavailable' });
  await node.cluster.leave(app, news, undefined).then(() => t.pass('who leaves is gone here'));
  redis.resume();
  await waits;
  await until(() => node.cluster.notReady() === undefined);
  await node.cluster.publish(app, [{ channel: room, frame: '"y"' }]);
  await node.until(() => framesOf(node, room).includes('"y"'));
  t.same(await node.cluster.users(app, room), ['first', 'waits']);
});

t.test('[N19] [N27] one that serves its own clients by itself does so while Redis stands still', async (t) => {
  const redis = await testRedis(t);
  const node = await redisNode(t, redis.url, { timeout: 600_000, stalledAfter: 300, whenAlone: 'local' });
  await node.cluster.join(app, news, undefined);
  redis.pause();
  await until(() => node.cluster.notReady() !== undefined);
  await node.cluster.publish(app, [{ channel: news, frame: '"alone"' }]);
  t.same(framesOf(node, news), ['"alone"']);
  redis.resume();
  await until(() => node.cluster.notReady() === undefined);
  t.equal(node.cluster.notReady(), undefined);
});
