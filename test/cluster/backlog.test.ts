import t from 'tap';
import { channel, framesOf } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { type RedisNode, redisNode } from '../support/nodes/cluster-bench.ts';
import { cutTo } from '../support/redis/cut.ts';
import { type TestRedis, testRedis } from '../support/redis/redis.ts';

/** 140,000 is what a node with many channels has: `BACKLOG_CHANNELS=140000`. */
const howMany = Number(process.env['BACKLOG_CHANNELS'] ?? 3000);
t.setTimeout(0);

const app = testApp();
const news = channel('news');

const publish = (node: RedisNode, name: string, frame: string): Promise<void> =>
  Promise.resolve(node.cluster.publish(app, [{ channel: channel(name), frame }]));

async function scriptsRun({ client }: TestRedis): Promise<number> {
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0);
}

t.test('[N28] a subscriber that connects anew asks for what it missed, and not for each of its channels', async (t) => {
  t.setTimeout(0);
  const redis = await testRedis(t);
  const slow = { lease: 600_000, renew: 200_000, timeout: 5000 };
  const [near, far] = [await redisNode(t, redis.url, slow), await redisNode(t, redis.url, slow)];
  const names = Array.from({ length: howMany }, (_, n) => `channel-${n}`);
  for (let at = 0; at < howMany; at += 1000)
    await Promise.all(names.slice(at, at + 1000).map((name) => far.cluster.join(app, channel(name), undefined)));
  await publish(near, 'channel-0', '"before"');
  await far.until(() => far.events.length === 1);
  const before = await scriptsRun(redis);
  const began = performance.now();
  await redis.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  let sent = 0;
  let slowest = 0;
  let over = false;
  const busy = (async () => {
    for (; !over || sent < 100; sent += 1) {
      const asked = performance.now();
      await publish(near, names[(sent * 7) % howMany] ?? '', `"${sent}"`); // refused: the test ends
      slowest = Math.max(slowest, performance.now() - asked);
    }
  })();
  await far.until(() => far.events.length > 50 && far.cluster.counters().gaps > 0);
  await publish(near, `channel-${howMany - 1}`, '"whole"');
  await far.until(() => framesOf(far, `channel-${howMany - 1}`).includes('"whole"'));
  const took = performance.now() - began;
  over = true;
  await busy;
  await publish(near, 'channel-0', '"last"');
  await far.until(() => framesOf(far, 'channel-0').includes('"last"'));
  const asked = (await scriptsRun(redis)) - before - sent - 2;
  t.same(
    far.events.map(({ frame }) => frame).filter((frame) => /\d/.test(frame)),
    Array.from({ length: sent }, (_, n) => `"${n}"`),
    'each once and in order, over all channels',
  );
  t.match(far.cluster.counters(), { lost: 0 });
  t.ok(asked <= 3 + sent / 500, `${asked} scripts for ${howMany} channels`);
  t.ok(took < 5000, 'whole again within 5 s');
  t.comment(
    `${howMany} channels: whole after ${took.toFixed()} ms, ${asked} scripts, slowest publish ${slowest.toFixed()} ms of ${sent}`,
  );
});

/** A node that misses what is published, and comes back. */
async function missing(t: Parameters<typeof cutTo>[0], backlog: { window: number; frames: number; bytes: number }) {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const settings = { lease: 600_000, renew: 200_000, backlog };
  const [near, far] = [await redisNode(t, redis.url, settings), await redisNode(t, way.url, settings)];
  for (const name of ['news', 'other']) await far.cluster.join(app, channel(name), undefined);
  way.cut();
  return {
    redis,
    near,
    async heal(): Promise<RedisNode> {
      way.heal();
      await far.until(() => framesOf(far, news).includes('"last"'));
      return far;
    },
  };
}

t.test('[N29] a large event takes no more of what is kept than its own size', async (t) => {
  const { near, heal } = await missing(t, { window: 10_000, frames: 1000, bytes: 100_000 });
  for (let n = 0; n < 200; n += 1) await publish(near, n % 2 === 0 ? 'news' : 'other', `"${n}"`);
  await publish(near, 'news', `"${'x'.repeat(80_000)}"`);
  await publish(near, 'news', '"last"');
  const far = await heal();
  t.equal(far.events.length, 202, 'all of it');
  t.equal(far.cluster.counters().lost, 0);
});

t.test(
  '[N29] events kept for who misses them have a bound in number, in bytes and in time, each for itself',
  async (t) => {
    const bytes = 64_000;
    for (const [what, backlog, size] of [
      ['number', { window: 60_000, frames: 100, bytes: 1_000_000 }, 10],
      ['bytes', { window: 60_000, frames: 10_000, bytes }, 1000],
    ] as const) {
      const { redis, near, heal } = await missing(t, backlog);
      for (let n = 0; n < 300; n += 1) await publish(near, n % 2 === 0 ? 'news' : 'other', `"${n}${'x'.repeat(size)}"`);
      await publish(near, 'news', '"last"');
      const kept = await redis.client.xrange('{test:app-1}:backlog', '-', '+');
      const weight = kept.reduce((all, [, [, , , feed = '', , whole = '']]) => all + feed.length + whole.length, 0);
      const far = await heal();
      t.equal(far.events.length, kept.length, `${what}: the newest`);
      t.equal(far.cluster.counters().lost, 2, 'said of both channels');
      if (what === 'number') t.equal(kept.length, backlog.frames);
      else t.ok(weight <= bytes * (1 + 1 / 64) + 1100 && weight > bytes - 2200, `${weight} bytes`);
    }
  },
);

t.test('[N29] what is over its time goes, as nodes renew their leases', async (t) => {
  const redis = await testRedis(t);
  const node = await redisNode(t, redis.url, { backlog: { window: 100, frames: 1000, bytes: 1_000_000 } });
  await node.cluster.join(app, news, undefined);
  for (let n = 0; n < 50; n += 1) await publish(node, 'news', `"${n}"`);
  while ((await redis.client.xlen('{test:app-1}:backlog')) > 0) await redis.client.ping();
  await publish(node, 'news', '"last"');
  t.equal(await redis.client.xlen('{test:app-1}:backlog'), 1);
  const ttl = await redis.client.pttl('{test:app-1}:backlog');
  t.ok(ttl > 0 && ttl <= 100 + 2 * 600, 'and all of it when no node is left');
});
