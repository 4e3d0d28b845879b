import t, { type Test } from 'tap';
import { channel, framesOf, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { type RedisNode, redisNode } from '../support/nodes/cluster-bench.ts';
import { cutTo } from '../support/redis/cut.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp({ limits: { presenceMembers: 100_000 } });
const room = channel('presence-room');
const news = channel('news');
const lease = { lease: 1500, renew: 500 };

const users = async ({ cluster }: RedisNode): Promise<string> => (await cluster.users(app, room)).sort().join(' ');
const hears = (node: RedisNode, what: string, userId: string): Promise<void> =>
  node.until(() => framesOf(node, room).some((frame) => frame.includes(what) && frame.includes(`${userId}\\"`)));
const forget = (...nodes: readonly RedisNode[]): void => {
  for (const node of nodes) {
    node.events.splice(0);
    node.facts.splice(0);
  }
};

/** What was told before it has been heard: it comes behind. */
async function barrier(nodes: readonly RedisNode[]): Promise<void> {
  const [first] = nodes;
  await first?.cluster.publish(app, [{ channel: room, frame: '"barrier"' }]);
  for (const node of nodes) await node.until(() => framesOf(node, room).includes('"barrier"'));
}

/** Nobody heard that anybody came or went. */
function quiet(t: Test, nodes: readonly RedisNode[]): void {
  for (const node of nodes) {
    t.same(
      framesOf(node, room).filter((frame) => frame !== '"barrier"'),
      [],
      'no frame',
    );
    t.same(node.facts, [], 'no fact');
  }
}

t.test('[N21] Redis comes back with older data: what nodes know is so, and nobody is told of it', async (t) => {
  const redis = await testRedis(t);
  const a = await redisNode(t, redis.url, lease);
  const b = await redisNode(t, redis.url, lease);
  for (const userId of ['gone', 'stays']) await a.cluster.join(app, room, member(userId));
  await b.cluster.join(app, room, member('observer'));
  await a.cluster.join(app, news, undefined);
  await a.cluster.signIn(app, 'signed-out');
  await redis.client.save();
  await a.cluster.leave(app, room, 'gone');
  await a.cluster.leave(app, news, undefined);
  await a.cluster.join(app, room, member('new'));
  await b.cluster.join(app, room, member('new'));
  await a.cluster.join(app, channel('more'), undefined);
  await a.cluster.signOut(app, 'signed-out');
  await a.cluster.signIn(app, 'signed-in');
  for (const node of [a, b]) {
    await hears(node, 'removed', 'gone');
    await hears(node, 'added', 'new');
  }
  await until(() => [a, b].some(({ facts }) => facts.some(([, { name }]) => name === 'channel_vacated')));
  await a.cluster.counts(app, []);
  forget(a, b);
  await redis.restart();
  for (const node of [a, b]) await until(() => node.cluster.counters().older === 1);
  await until(async () => (await users(b)) === 'new observer stays');
  t.equal(await users(b), 'new observer stays');
  t.same(await b.cluster.counts(app, [room, news, channel('more')]), [
    { subscriptions: 4, users: 3 },
    { subscriptions: 0, users: 0 },
    { subscriptions: 1, users: 0 },
  ]);
  t.same(
    (await b.cluster.watch(app, ['signed-in', 'signed-out'])).map(({ online }) => online),
    [true, false],
  );
  await until(async () => (await redis.client.exists('{test:app-1}:settling')) === 0);
  await barrier([a, b]);
  quiet(t, [a, b]);
  await a.cluster.leave(app, room, 'stays');
  await hears(b, 'removed', 'stays');
});

t.test('[N21] a node that the older data has never heard of is there all the same', async (t) => {
  const redis = await testRedis(t);
  const b = await redisNode(t, redis.url, lease);
  await b.cluster.join(app, room, member('observer'));
  await redis.client.save();
  const a = await redisNode(t, redis.url, lease);
  await a.cluster.join(app, room, member('late'));
  await hears(b, 'added', 'late');
  await b.cluster.counts(app, []);
  forget(a, b);
  await redis.restart();
  await until(() => a.cluster.counters().older === 1);
  await until(async () => (await users(b)) === 'late observer');
  t.equal(await users(b), 'late observer');
  await barrier([a, b]);
  quiet(t, [a, b]);
});

t.test('[N21] who died with Redis is taken out when its lease is over, as always', async (t) => {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const b = await redisNode(t, redis.url, lease);
  const a = await redisNode(t, way.url, lease);
  await b.cluster.join(app, room, member('observer'));
  await a.cluster.join(app, room, member('dead'));
  await hears(b, 'added', 'dead');
  await redis.client.save();
  await b.cluster.join(app, news, undefined);
  way.cut();
  await redis.restart();
  await hears(b, 'removed', 'dead');
  t.equal(await users(b), 'observer');
  t.equal(b.cluster.counters().older, 1);
});

t.test('[N22] who leaves one node while another has yet to say that it has him, has not left', async (t) => {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const a = await redisNode(t, redis.url, lease);
  const b = await redisNode(t, way.url, lease);
  for (const node of [a, b]) {
    await node.cluster.join(app, room, member('both'));
    await node.cluster.join(app, news, undefined);
    await node.cluster.signIn(app, 'both');
  }
  await a.cluster.join(app, room, member('only-a'));
  await a.cluster.watch(app, ['both']);
  await hears(b, 'added', 'only-a');
  await a.cluster.counts(app, []);
  forget(a, b);
  way.cut();
  await redis.restart({ empty: true });
  await until(() => a.cluster.counters().emptied === 1);
  await a.cluster.leave(app, room, 'both');
  await a.cluster.leave(app, room, 'only-a');
  await a.cluster.leave(app, news, undefined);
  await a.cluster.signOut(app, 'both');
  way.heal();
  await hears(b, 'removed', 'only-a');
  await until(() => [a, b].some(({ facts }) => facts.length > 0));
  await b.cluster.publish(app, [{ channel: room, frame: '"barrier"' }]);
  await b.until(() => framesOf(b, room).includes('"barrier"'));
  t.equal(framesOf(b, room).length, 2, 'one left, and not the other');
  t.same(
    [...a.facts, ...b.facts].map(([, fact]) => fact),
    [{ name: 'member_removed', channel: room, user_id: 'only-a' }],
  );
  t.same(await a.cluster.counts(app, [room, news]), [
    { subscriptions: 1, users: 1 },
    { subscriptions: 1, users: 0 },
  ]);
  t.equal(a.events.filter(({ feed }) => feed.startsWith('%user-')).length, 0, 'nor is he offline');
  await b.cluster.signOut(app, 'both');
  await a.until(() => a.events.some(({ feed }) => feed.startsWith('%user-')));
});

t.test('[N23] to say again what is held may take longer than a lease: nobody is taken for dead', async (t) => {
  const redis = await testRedis(t);
  const short = { lease: 400, renew: 130 };
  const many = await redisNode(t, redis.url, { ...short, timeout: 60_000 });
  const judge = await redisNode(t, redis.url, short);
  const rooms = Array.from({ length: 400 }, (_, n) => channel(`presence-room-${n}`));
  const each = Array.from({ length: 40 }, (_, n) => member(`u${n}`));
  const all = { subscriptions: each.length + 1, users: each.length + 1 };
  for (const name of rooms) {
    await judge.cluster.join(app, name, member('observer'));
    await Promise.all(each.map((one) => many.cluster.join(app, name, one)));
  }
  const agree = async (): Promise<boolean> =>
    (await judge.cluster.counts(app, rooms)).every(({ users }) => users === all.users);
  await until(agree);
  await judge.until(() => judge.events.length >= rooms.length * each.length);
  const { restores } = many.cluster.counters();
  forget(judge);
  await redis.restart({ empty: true });
  const began = performance.now();
  await until(() => many.cluster.counters().emptied === 1, 20_000);
  t.comment(`${rooms.length * each.length} members said again in ${Math.round(performance.now() - began)} ms`);
  t.equal(many.cluster.counters().restores, restores + 1);
  await until(agree);
  t.same(
    await judge.cluster.counts(app, rooms),
    rooms.map(() => all),
  );
  await judge.cluster.publish(app, [{ channel: rooms[0] ?? room, frame: '"barrier"' }]);
  await judge.until(() => judge.events.some(({ frame }) => frame === '"barrier"'));
  t.equal(judge.events.length, 1, 'nobody came or went');
});
