import t, { type Test } from 'tap';
import { Unavailable } from '../../src/channels/ports/errors.ts';
import { channel, framesOf, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import type { RedisNode } from '../support/nodes/cluster-bench.ts';
import { redisNode } from '../support/nodes/cluster-bench.ts';
import { cutTo } from '../support/redis/cut.ts';
import { type TestRedis, testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp();
const news = channel('news');
const room = channel('presence-room');
const frameOf = (n: number): string => `"${n}"`;

/** Publishes as fast as it is answered, until told to stop; answers what was taken. */
function publisher(node: RedisNode, from: number) {
  const taken: number[] = [];
  let refused = 0;
  let over = false;
  const done = (async () => {
    for (let n = from; !over; n += 1) {
      try {
        await node.cluster.publish(app, [{ channel: news, frame: frameOf(n) }]);
        taken.push(n);
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        refused += 1;
        await new Promise((resolve) => setImmediate(resolve)); // at once, it may be
      }
    }
  })();
  return {
    taken,
    /** Settles when so many more were taken. */
    async more(howMany: number): Promise<void> {
      const enough = taken.length + howMany;
      await node.until(() => taken.length >= enough);
    },
    async stop() {
      over = true;
      await done;
      return { taken, refused };
    },
  };
}

/** Every event answered as taken reached the node once, and those of one publisher in order. */
function judge(t: Test, node: RedisNode, taken: readonly number[], what: string): void {
  const heard = framesOf(node, news).map((frame) => Number(JSON.parse(frame)));
  const counts = new Map<number, number>();
  for (const n of heard) counts.set(n, (counts.get(n) ?? 0) + 1);
  t.same(
    taken.filter((n) => counts.get(n) !== 1),
    [],
    `${what}: each once`,
  );
  const wanted = new Set(taken);
  const mine = heard.filter((n) => wanted.has(n));
  t.same(
    mine,
    [...mine].sort((x, y) => x - y),
    `${what}: in order`,
  );
}

async function under(t: Test, redis: TestRedis, settings: object, harm: (n: number) => Promise<void>, rounds: number) {
  const nodes = [await redisNode(t, redis.url, settings), await redisNode(t, redis.url, settings)] as const;
  for (const [n, node] of nodes.entries()) {
    await node.cluster.join(app, news, undefined);
    await node.cluster.join(app, room, member(`u${n}`));
  }
  const busy = publisher(nodes[0], 0);
  const recoveries: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await busy.more(50);
    await harm(round);
    const over = performance.now();
    await busy.more(1);
    recoveries.push(Math.round(performance.now() - over));
  }
  await busy.more(50);
  const { taken, refused } = await busy.stop();
  const last = frameOf(taken.at(-1) ?? -1);
  for (const node of nodes) await node.until(() => framesOf(node, news).includes(last));
  for (const [n, node] of nodes.entries()) {
    judge(t, node, taken, `node ${n}`);
    t.equal(node.cluster.counters().lost, 0, 'nothing is gone');
    t.same(await node.cluster.counts(app, [room]), [{ subscriptions: 2, users: 2 }]);
    t.notOk(
      framesOf(node, room).some((frame) => frame.includes('member_removed')),
      'nobody left',
    );
  }
  t.comment(`${taken.length} taken, ${refused} refused; ms until the next was taken: ${recoveries.join(' ')}`);
  return nodes;
}

t.test('[N13] every connection is killed, again and again', async (t) => {
  const redis = await testRedis(t);
  await under(
    t,
    redis,
    {},
    async () => {
      await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await redis.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    },
    10,
  );
});

t.test('[N13] the scripts are flushed', async (t) => {
  const redis = await testRedis(t);
  await under(t, redis, {}, async () => void (await redis.client.script('FLUSH')), 10);
});

t.test('[N13] [N14] Redis stands still for 10 s, within the lease and past it', async (t) => {
  // What was published just before is asked for after it: it has to be kept for longer than Redis stands still.
  const backlog = { window: 60_000, frames: 100_000, bytes: 67_108_864 };
  const one = async (settings: object): Promise<void> => {
    const redis = await testRedis(t, '--enable-debug-command', 'yes');
    await under(
      t,
      redis,
      { ...settings, backlog },
      async () => void (await redis.client.call('DEBUG', 'SLEEP', '10')),
      1,
    );
  };
  await Promise.all([one({ lease: 15_000, renew: 5000, stalledAfter: 1000 }), one({})]);
});

t.test('[N13] one node is cut off for less than its lease', async (t) => {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const far = await redisNode(t, way.url);
  const near = await redisNode(t, redis.url);
  for (const node of [far, near]) await node.cluster.join(app, news, undefined);
  const busy = publisher(near, 0);
  for (let round = 0; round < 10; round += 1) {
    await busy.more(20);
    way.cut();
    await busy.more(20);
    way.heal();
  }
  await busy.more(1);
  const { taken } = await busy.stop();
  await far.until(() => framesOf(far, news).includes(frameOf(taken.at(-1) ?? -1)));
  judge(t, far, taken, 'the one that was cut off');
  t.ok(far.cluster.counters().fetched > 0, 'something was fetched');
  t.equal(far.cluster.counters().lost, 0);
});

t.test('[N13] Redis is restarted with what it has on disk', async (t) => {
  const redis = await testRedis(t, '--appendonly', 'yes', '--appendfsync', 'always');
  const began = Date.now();
  await under(t, redis, { lease: 3000, renew: 1000 }, () => redis.restart(), 3);
  t.comment(`three restarts in ${Date.now() - began} ms`);
});

t.test('[N13] Redis comes back empty', async (t) => {
  const redis = await testRedis(t);
  const nodes = [await redisNode(t, redis.url), await redisNode(t, redis.url)] as const;
  for (const [n, node] of nodes.entries()) {
    await node.cluster.join(app, news, undefined);
    await node.cluster.join(app, room, member(`u${n}`, `${n}`));
    await node.cluster.join(app, room, member('both'));
    await node.cluster.signIn(app, 'u1');
  }
  for (const node of nodes)
    await node.until(() => framesOf(node, room).some((frame) => frame.includes('both')) || node === nodes[1]);
  for (const node of nodes) {
    node.events.splice(0);
    node.facts.splice(0);
  }
  await redis.restart({ empty: true });
  for (const node of nodes) await node.until(() => node.errors.some(([, stage]) => stage === 'emptied'));
  for (const node of nodes) {
    await until(async () => (await node.cluster.counts(app, [room]))[0]?.subscriptions === 4);
    t.same((await node.cluster.users(app, room)).sort(), ['both', 'u0', 'u1']);
    t.equal(node.cluster.counters().emptied, 1);
  }
  const [watched] = await nodes[0].cluster.watch(app, ['u1']);
  t.equal(watched?.online, true);
  await nodes[1].cluster.publish(app, [{ channel: news, frame: '"again"' }]);
  for (const node of nodes) await node.until(() => framesOf(node, news).includes('"again"'));
  for (const node of nodes) {
    t.same(framesOf(node, room), [], 'nobody came or went');
    t.same(node.facts, []);
  }
});

t.test('[N14] Redis stands still, and goes on', async (t) => {
  const redis = await testRedis(t);
  const node = await redisNode(t, redis.url, { timeout: 300 });
  await node.cluster.join(app, news, undefined);
  redis.pause();
  await t.rejects(async () => node.cluster.publish(app, [{ channel: news, frame: '"x"' }]), { name: 'Unavailable' });
  await t.rejects(node.cluster.join(app, room, member('u1')), { name: 'Unavailable' });
  await node.cluster.join(app, news, undefined);
  redis.resume();
  await until(async () => {
    const [counts] = await node.cluster.counts(app, [room]).catch(() => [undefined]);
    return counts?.subscriptions === 0;
  });
  t.same(await node.cluster.counts(app, [news, room]), [
    { subscriptions: 2, users: 0 },
    { subscriptions: 0, users: 0 },
  ]);
  await node.cluster.publish(app, [{ channel: news, frame: '"y"' }]);
  await node.until(() => framesOf(node, news).includes('"y"'));
});

t.test('[N14] without Redis a node starts, and says why it is not ready', async (t) => {
  const redis = await testRedis(t);
  await redis.kill();
  const node = await redisNode(t, redis.url, { timeout: 200 });
  t.match(node.cluster.notReady(), /Redis cannot be reached/);
  await t.rejects(async () => node.cluster.publish(app, [{ channel: news, frame: '"x"' }]), { name: 'Unavailable' });
  await redis.start();
  await until(async () => node.cluster.notReady() === undefined);
  await node.cluster.join(app, news, undefined);
  await node.cluster.publish(app, [{ channel: news, frame: '"x"' }]);
  await node.until(() => framesOf(node, news).length === 1);
});

t.test('[N14] a Redis that may evict is said to', async (t) => {
  const redis = await testRedis(t, '--maxmemory-policy', 'allkeys-lru');
  const node = await redisNode(t, redis.url);
  t.match(node.cluster.notReady(), /maxmemory-policy allkeys-lru/);
  await node.cluster.join(app, news, undefined);
});
