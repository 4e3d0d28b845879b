import t from 'tap';
import { rosterIds } from '../../src/protocol/encode.ts';
import { channel, framesOf, joinedAs, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { type BenchNode, redisNode } from '../support/nodes/cluster-bench.ts';
import { cutTo } from '../support/redis/cut.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp();
const room = channel('presence-room');
const news = channel('news');

const removals = (node: BenchNode): string[] =>
  framesOf(node, room)
    .filter((frame) => frame.includes('member_removed'))
    .map((frame) => (JSON.parse((JSON.parse(frame) as { data: string }).data) as { user_id: string }).user_id);

t.test('[N15] who leaves with a leaving node and comes back in time neither left nor joined', async (t) => {
  const redis = await testRedis(t);
  const a = await redisNode(t, redis.url, { drainHold: 300, hold: 0 });
  const b = await redisNode(t, redis.url, { drainHold: 300, hold: 0 });
  await b.cluster.join(app, room, member('witness'));
  for (const id of ['back', 'gone', 'stays']) await a.cluster.join(app, room, member(id));
  await a.cluster.signIn(app, 'back');
  await a.cluster.signIn(app, 'gone');
  await b.cluster.watch(app, ['back', 'gone']);
  await b.until(() => framesOf(b, room).length >= 3);
  a.cluster.leaving();
  for (const id of ['back', 'gone']) {
    await a.cluster.leave(app, room, id);
    await a.cluster.signOut(app, id);
  }
  t.same((await b.cluster.users(app, room)).sort(), ['back', 'gone', 'stays', 'witness'], 'still there');
  await b.cluster.join(app, room, member('back'));
  await b.cluster.signIn(app, 'back');
  await b.until(() => removals(b).length > 0);
  t.same(removals(b), ['gone']);
  await a.cluster.close();
  await b.until(() => removals(b).length > 1);
  t.same(removals(b), ['gone', 'stays'], 'whom the node still had when it ended');
  t.same(await b.cluster.counts(app, [room]), [{ subscriptions: 2, users: 2 }]);
  await b.until(() => framesOf(b, '%user-gone').length > 0);
  t.same(framesOf(b, '%user-back'), []);
  t.equal(framesOf(b, room).filter((frame) => frame.includes('member_added')).length, 3);
  await until(async () => (await redis.client.keys('{test:app-1}:holdings:*')).length === 1);
  t.equal((await redis.client.keys('{test:app-1}:holdings:*')).length, 1, 'nothing is left of it');
});

t.test(
  '[N19] alone, a node that may serves its own clients among themselves, and tells the others later',
  async (t) => {
    const redis = await testRedis(t);
    const way = await cutTo(t, redis.url);
    const a = await redisNode(t, way.url, { whenAlone: 'local', timeout: 200, lease: 5000, renew: 1000 });
    const b = await redisNode(t, redis.url, { lease: 5000, renew: 1000 });
    await a.cluster.join(app, news, undefined);
    await b.cluster.join(app, news, undefined);
    await a.cluster.join(app, room, member('early'));
    await b.cluster.join(app, room, member('far'));
    way.cut();
    await until(async () => {
      try {
        await a.cluster.publish(app, [{ channel: news, frame: '"mine"' }]);
        return true;
      } catch {
        return false;
      }
    });
    t.same(framesOf(a, news), ['"mine"']);
    const joined = joinedAs(await a.cluster.join(app, room, member('late', '{"a":1}')));
    t.same(joined.roster && rosterIds(joined.roster), ['early', 'late'], 'those of this node');
    await a.cluster.leave(app, room, 'early');
    t.same(await a.cluster.users(app, room), ['late']);
    t.same(await a.cluster.counts(app, [room, news]), [
      { subscriptions: 1, users: 1 },
      { subscriptions: 1, users: 0 },
    ]);
    t.match(a.cluster.notReady(), /Redis cannot be reached/);
    way.heal();
    await until(async () => (await b.cluster.users(app, room)).sort().join() === 'far,late');
    t.same((await b.cluster.users(app, room)).sort(), ['far', 'late']);
    t.same(removals(b), ['early']);
    t.notOk(framesOf(b, news).includes('"mine"'), 'events stayed where they were');
    await b.cluster.publish(app, [{ channel: news, frame: '"all"' }]);
    await a.until(() => framesOf(a, news).includes('"all"'));
  },
);
