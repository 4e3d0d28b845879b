import t from 'tap';
import { Unavailable } from '../../src/channels/ports/errors.ts';
import { channel, framesOf, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { type RedisNode, redisNode } from '../support/nodes/cluster-bench.ts';
import { cutTo } from '../support/redis/cut.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp();
const room = channel('presence-room');
const news = channel('news');
const lease = { lease: 1500, renew: 300 };

const hears = (node: RedisNode, what: string, userId: string): Promise<void> =>
  node.until(() => framesOf(node, room).some((frame) => frame.includes(what) && frame.includes(`${userId}\\"`)));

t.test('[N26] while Redis is full nobody comes, and everybody can go', async (t) => {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const a = await redisNode(t, redis.url, lease);
  const b = await redisNode(t, redis.url, lease);
  const dying = await redisNode(t, way.url, lease);
  await b.cluster.join(app, room, member('observer'));
  await b.cluster.watch(app, ['leaves']);
  for (const userId of ['leaves', 'stays']) await a.cluster.join(app, room, member(userId));
  await a.cluster.signIn(app, 'leaves');
  await a.cluster.join(app, news, undefined);
  await dying.cluster.join(app, room, member('dies'));
  await redis.client.config('SET', 'maxmemory', '1');
  for (const node of [a, b]) {
    await until(() => node.cluster.notReady() !== undefined);
    t.match(node.cluster.notReady(), /Redis is full/);
  }
  await t.rejects(async () => a.cluster.publish(app, [{ channel: room, frame: '"x"' }]), Unavailable);
  await t.rejects(a.cluster.join(app, room, member('comes')), Unavailable);
  await t.rejects(a.cluster.signIn(app, 'comes'), Unavailable);
  await t.rejects(a.cluster.watch(app, ['comes']), Unavailable);
  way.cut();
  await a.cluster.leave(app, room, 'leaves');
  await a.cluster.leave(app, news, undefined);
  await a.cluster.signOut(app, 'leaves');
  await hears(b, 'removed', 'leaves');
  await b.until(() => b.events.some(({ feed, frame }) => feed.startsWith('%user-') && frame.includes('offline')));
  await hears(b, 'removed', 'dies');
  await until(() => [a, b].some(({ facts }) => facts.some(([, { name }]) => name === 'channel_vacated')));
  t.same((await b.cluster.users(app, room)).sort(), ['observer', 'stays'], 'and who stays keeps its lease');
  t.same(await b.cluster.counts(app, [room, news]), [
    { subscriptions: 2, users: 2 },
    { subscriptions: 0, users: 0 },
  ]);
  await redis.client.config('SET', 'maxmemory', '0');
  for (const node of [a, b]) await until(() => node.cluster.notReady() === undefined);
  t.equal(a.cluster.notReady(), undefined);
  await a.cluster.join(app, room, member('comes'));
  await hears(b, 'added', 'comes');
});
