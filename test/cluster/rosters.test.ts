import t from 'tap';
import { rosterIds } from '../../src/protocol/encode.ts';
import { channel, framesOf, joinedAs, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { type RedisNode, redisNode } from '../support/nodes/cluster-bench.ts';
import { cutTo } from '../support/redis/cut.ts';
import { type TestRedis, testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

/** 10,000 is what one Redis is to bear: `ROSTER_MEMBERS=10000`. */
const howMany = Number(process.env['ROSTER_MEMBERS'] ?? 400);
t.setTimeout(0);

const app = testApp({ limits: { presenceMembers: 1_000_000 } });
const room = channel('presence-room');
const slow = { lease: 600_000, renew: 200_000, timeout: 30_000 };
const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => `u${from + n}`);

const rosterAt = async (node: RedisNode, userId: string, info?: string): Promise<string[]> => {
  const { roster } = joinedAs(await node.cluster.join(app, room, member(userId, info)));
  return roster === undefined ? [] : rosterIds(roster);
};

const enter = (node: RedisNode, users: readonly string[]): Promise<unknown> =>
  Promise.all(users.map((user) => node.cluster.join(app, room, member(user, `{"name":"${user}"}`))));

async function enterAll(node: RedisNode, users: readonly string[]): Promise<void> {
  for (let from = 0; from < users.length; from += 100) await enter(node, users.slice(from, from + 100));
}

/** Of a command: how often it ran, and for how many µs. */
async function statOf({ client }: TestRedis, command: string): Promise<{ calls: number; micros: number }> {
  const stat = new RegExp(`cmdstat_${command}:calls=(\\d+),usec=(\\d+)`).exec(await client.info('commandstats'));
  return { calls: Number(stat?.[1] ?? 0), micros: Number(stat?.[2] ?? 0) };
}

t.test(
  '[N32] a join reads no roster where its node has a member already, and costs the same at any size',
  async (t) => {
    t.setTimeout(0);
    const redis = await testRedis(t);
    const [a, b] = [await redisNode(t, redis.url, slow), await redisNode(t, redis.url, slow)];
    await enter(a, names(0, howMany));
    await rosterAt(b, 'first');
    const [read, ran] = [await statOf(redis, 'hgetall'), await statOf(redis, 'evalsha')];
    const began = performance.now();
    const at = process.cpuUsage();
    const joins = 100;
    for (const user of names(howMany, howMany + joins)) await enter(b, [user]);
    const { user, system } = process.cpuUsage(at);
    const after = await statOf(redis, 'evalsha');
    t.equal((await statOf(redis, 'hgetall')).calls, read.calls, 'no roster was read');
    const each = (after.micros - ran.micros) / joins;
    const nodes = (user + system) / joins;
    const took = (performance.now() - began) / joins;
    const cost = `Redis ${each.toFixed()} µs, both nodes ${nodes.toFixed()} µs`;
    t.comment(`${howMany} members: a join costs ${cost}, and takes ${took.toFixed(2)} ms`);
    const all = [...names(0, howMany + joins), 'first', 'last'];
    t.same((await rosterAt(b, 'last')).sort(), all.sort());
  },
);

t.test('[N32] many that come to a node at once do not each read the roster', async (t) => {
  const redis = await testRedis(t);
  const [a, b] = [await redisNode(t, redis.url, slow), await redisNode(t, redis.url, slow)];
  await enter(a, names(0, 50));
  await b.cluster.counts(app, []); // its lease is read with others' connections
  const before = await statOf(redis, 'hgetall');
  await enter(b, names(50, 250));
  t.ok((await statOf(redis, 'hgetall')).calls - before.calls <= 4);
  t.same((await rosterAt(a, 'u0')).sort(), names(0, 250).sort());
  t.same((await rosterAt(b, 'u0')).sort(), names(0, 250).sort());
});

t.test(
  '[N32] [R7] each is told who is there as of its join, in the order in which they came, with what they said first',
  async (t) => {
    const redis = await testRedis(t);
    const [a, b] = [await redisNode(t, redis.url, slow), await redisNode(t, redis.url, slow)];
    for (const [node, user] of [
      [a, 'x'],
      [b, 'y'],
      [a, 'z'],
    ] as const)
      await rosterAt(node, user, `"${user}"`);
    t.same(await rosterAt(b, 'z', '"other"'), ['x', 'y', 'z'], 'a further tab');
    const { roster } = joinedAs(await b.cluster.join(app, room, member('z')));
    t.equal(roster?.hash, '\\"x\\":\\"x\\",\\"y\\":\\"y\\",\\"z\\":\\"z\\"');
    await a.cluster.leave(app, room, 'x');
    t.same(await rosterAt(b, 'x'), ['y', 'z', 'x'], 'who comes again comes last');
    t.same(await rosterAt(a, 'x'), ['y', 'z', 'x']);
  },
);

t.test('[N32] a node that has lost messages of a channel asks who is in it', async (t) => {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const settings = { ...slow, backlog: { window: 60_000, frames: 1, bytes: 1_000_000 } };
  const [a, b] = [await redisNode(t, redis.url, settings), await redisNode(t, way.url, settings)];
  await rosterAt(b, 'b');
  way.cut();
  await enter(a, ['one', 'two', 'three']);
  way.heal();
  await until(async () => b.cluster.counters().lost === 1);
  t.same((await rosterAt(b, 'b')).sort(), ['b', 'one', 'three', 'two']);
});

t.test('[N32] what nobody is told changes the rosters all the same', async (t) => {
  const redis = await testRedis(t);
  const [a, b] = [await redisNode(t, redis.url), await redisNode(t, redis.url)];
  await enter(a, ['a1', 'a2']);
  await enter(b, ['b1', 'b2']);
  await redis.restart({ empty: true });
  for (const node of [a, b]) await node.until(() => node.cluster.counters().emptied === 1);
  t.same((await rosterAt(a, 'a3')).length > 0, true);
  await until(async () => (await b.cluster.users(app, room)).length === 5);
  t.same((await rosterAt(a, 'a1')).sort(), ['a1', 'a2', 'a3', 'b1', 'b2']);
  t.same((await rosterAt(b, 'b1')).sort(), ['a1', 'a2', 'a3', 'b1', 'b2']);
  t.notOk(
    framesOf(a, room).some((frame) => frame === ''),
    'and nobody is shown it',
  );
});

t.test('[N32] all members of a dead node come back on another at once', async (t) => {
  t.setTimeout(0);
  const redis = await testRedis(t);
  const short = { lease: 3000, renew: 500, timeout: 30_000 };
  const way = await cutTo(t, redis.url);
  const [a, b] = [await redisNode(t, redis.url, short), await redisNode(t, way.url, short)];
  const other = await redisNode(t, redis.url, short);
  const half = Math.floor(howMany / 2);
  const back = names(half, howMany);
  await enterAll(a, names(0, half));
  await enterAll(b, back);
  const waits: number[] = [];
  let over = false;
  const publisher = (async () => {
    while (!over) {
      const asked = performance.now();
      await other.cluster.publish(app, [{ channel: channel('other'), frame: '"x"' }]);
      waits.push(performance.now() - asked);
      await redis.client.ping();
    }
  })();
  way.cut();
  await until(async () => (await a.cluster.users(app, room)).length === half, 60_000);
  const ran = await statOf(redis, 'evalsha');
  const began = performance.now();
  await enterAll(a, back);
  const took = performance.now() - began;
  const after = await statOf(redis, 'evalsha');
  over = true;
  await publisher;
  waits.sort((one, two) => one - two);
  const p99 = waits[Math.floor(waits.length * 0.99)] ?? 0;
  const busy = (after.micros - ran.micros) / 1000;
  t.comment(`${back.length} of ${howMany} back after ${took.toFixed()} ms, ${busy.toFixed()} ms of Redis`);
  t.comment(`publishes of others since the node died: p99 ${p99.toFixed(1)} ms of ${waits.length}`);
  t.ok(took < 15_000);
  t.equal((await rosterAt(a, 'u0')).length, howMany);
});
