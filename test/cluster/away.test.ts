import t, { type Test } from 'tap';
import { channel, framesOf, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { redisNode } from '../support/nodes/cluster-bench.ts';
import { cutTo } from '../support/redis/cut.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp();
const news = channel('news');
const room = channel('presence-room');

/** A node that can be cut off, and one that sees what Redis knows. */
async function twoNodes(t: Test, settings = {}) {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const [far, near] = [await redisNode(t, way.url, settings), await redisNode(t, redis.url, settings)];
  const leases = (): Promise<number> => redis.client.zcard('{test:app-1}:leases');
  const counted = async (name = news) => (await near.cluster.counts(app, [name]))[0]?.subscriptions;
  return { redis, way, far, near, leases, counted };
}

for (const seen of ['before', 'after'])
  t.test(`[N12] [N13] sockets come and go while Redis is away, and what was said first is said ${seen}`, async (t) => {
    const { way, far, counted } = await twoNodes(t, { timeout: 5000, lease: 20_000, renew: 5000 });
    await far.cluster.join(app, news, undefined);
    await far.cluster.join(app, news, undefined);
    await until(async () => (await counted()) === 2);
    way.cut();
    await until(() => far.cluster.notReady() !== undefined);
    const said: Promise<unknown>[] = [];
    // Asking has the node say what it has not said yet.
    const say = () => said.push(far.cluster.counts(app, [news]));
    await far.cluster.leave(app, news, undefined);
    say();
    said.push(far.cluster.leave(app, news, undefined));
    said.push(far.cluster.join(app, news, undefined));
    await new Promise((resolve) => setImmediate(resolve)); // the join is in the queue
    await far.cluster.join(app, news, undefined);
    if (seen === 'before') say();
    way.heal();
    await Promise.all(said);
    await until(async () => (await counted()) === 2, 2000);
    t.equal(await counted(), 2);
  });

t.test('[N12] a node that lost its lease hears who left a channel that was empty meanwhile', async (t) => {
  const { way, far, near, leases } = await twoNodes(t, { lease: 300, renew: 100 });
  await near.cluster.join(app, room, member('u1'));
  await far.cluster.join(app, room, member('u2'));
  way.cut();
  await until(async () => (await leases()) === 1);
  await until(async () => (await near.cluster.users(app, room)).length === 1);
  await near.cluster.leave(app, room, 'u1');
  way.heal();
  await until(() => framesOf(far, room).some((frame) => /removed.*u1/.test(frame)), 3000);
  t.equal(framesOf(far, room).filter((frame) => /removed.*u1/.test(frame)).length, 1);
});

t.test('[N12] a node dies that has said less of a channel than of its members', async (t) => {
  const { redis, way, far, near, counted } = await twoNodes(t, { lease: 300, renew: 100 });
  await near.cluster.join(app, room, member('u1'));
  for (const user of ['u2', 'u3']) await far.cluster.join(app, room, member(user));
  way.cut();
  const key = (name: string): string => `{test:app-1}:${name}`;
  for (const holder of await redis.client.zrange(key('leases'), '0', '-1'))
    if (await redis.client.hexists(key(`holdings:${holder}`), `m${room} "u2"`))
      await redis.client.hdel(key(`holdings:${holder}`), `c${room}`);
  await redis.client.hset(key('subscriptions'), room, '1');
  await until(async () => (await near.cluster.users(app, room)).length === 1);
  t.equal(await counted(room), 1);
});

for (const busy of [true, false])
  t.test(
    `[N15] [N20] what a node told before it was stopped nobody tells again, ${busy ? 'busy' : 'idle'}`,
    async (t) => {
      const { redis, far, near } = await twoNodes(t, { hold: 0, drainHold: 100 });
      await near.cluster.counts(app, [room]); // it takes part in the app
      await far.cluster.join(app, room, member('u1'));
      // Might go with the word that this was told.
      await far.cluster.counts(app, [room]);
      if (busy) await far.cluster.join(app, room, member('u2'));
      const left = busy && far.cluster.leave(app, room, 'u2');
      await Promise.all([left, far.cluster.close()]);
      const dead = (): Promise<number> => redis.client.zcard('{test:app-1}:dead');
      t.equal(await dead(), 1);
      await until(async () => (await dead()) === 0);
      await near.cluster.publish(app, [{ channel: news, frame: '"behind what it was given"' }]);
      const told = [...far.facts, ...near.facts].map(
        ([, fact]) => `${fact.name} ${'user_id' in fact ? fact.user_id : ''}`,
      );
      const other = busy ? ['member_added u2', 'member_removed u2'] : [];
      t.same(told, ['channel_occupied ', 'member_added u1', ...other, 'member_removed u1', 'channel_vacated ']);
    },
  );
