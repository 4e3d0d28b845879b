import t, { type Test } from 'tap';
import type { ChannelEvent } from '../../src/channels/ports/pubsub.ts';
import { loadConfig } from '../../src/config/load.ts';
import { channel } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { call } from '../support/http/api.ts';
import { otherCredentials } from '../support/http/ask.ts';
import { redisNode } from '../support/nodes/cluster-bench.ts';
import { credentials, testServer } from '../support/nodes/server.ts';
import { type TestRedis, testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp({ limits: { rememberedEntries: 100 } });

const kept = (name: string, ttlMs = 600_000, data = 'x'): ChannelEvent => ({
  channel: channel(name),
  frame: `"${data}"`,
  keep: { content: { event: 'x', data }, ttlMs },
});

const usedBy = async ({ client }: TestRedis): Promise<number> =>
  Number(/^used_memory:(\d+)/m.exec(String(await client.info('memory')))?.[1]);

/** What Redis has noted of an app's things, of one kind. */
async function indexed(
  { client }: TestRedis,
  kind = 'events',
  appId = app.id,
): Promise<{ things: number; left: number }> {
  const [key = ''] = await client.keys(`*${appId}}:ages:${kind}`);
  const left = await Promise.all(['ages', 'ends', 'costs'].map((one) => client.exists(key.replace('ages', one))));
  return { things: await client.zcard(key), left: left.reduce((all, one) => all + one, 0) };
}

t.test('[N6] [L32] [S21] a publisher with ever new cache channels fills no Redis, nor other apps', async (t) => {
  const redis = await testRedis(t);
  const bound = 16_777_216;
  const given = JSON.stringify([{ ...credentials, limits: { rememberedBytes: bound } }, otherCredentials]);
  const { apps } = loadConfig({ env: {}, flags: { apps: given } });
  // What nodes may have to hear again is kept beside it, and has a bound of its own.
  const cluster = { redis: redis.url, prefix: 'flood', timeout: 5, backlogBytes: 1_048_576 };
  const start = () => testServer(t, {}, { cluster, apps });
  const [target, ...others] = [await start(), await start(), await start()];
  const by = { key: otherCredentials.key, secret: otherCredentials.secret };
  const other = (port: number, data: string) =>
    call(port, 'POST', '/apps/app-2/events', { ...by, body: { name: 'n', channel: 'cache-kept', data } });
  await other(target.port, 'still here');
  const before = await usedBy(redis);
  const data = 'x'.repeat(10_000);
  let most = 0;
  for (let n = 0; n < 63; n += 1) {
    const flood = Array.from({ length: 8 }, (_, k) => {
      const channels = Array.from({ length: 100 }, (_, c) => `cache-${n}-${k}-${c}`);
      return call(target.port, 'POST', `/apps/${credentials.id}/events`, { body: { name: 'n', channels, data } });
    });
    const beside = await other(others[n % 2]?.port ?? 0, `${n}`);
    t.equal(beside.status, 200);
    for (const { status } of await Promise.all(flood)) if (status !== 200) t.fail(`${status}`);
    most = Math.max(most, (await usedBy(redis)) - before);
  }
  t.comment(`${most} bytes at most, ${bound} allowed`);
  t.ok(most < bound, `${most}`);
  const last = await call(others[0]?.port ?? 0, 'GET', `/apps/${credentials.id}/channels/cache-62-7-99`, {
    query: [['info', 'cache']],
  });
  t.match(last.body, { cache: { data } }, 'the youngest is there');
  const safe = await call(others[1]?.port ?? 0, 'GET', '/apps/app-2/channels/cache-kept', {
    ...by,
    query: [['info', 'cache']],
  });
  t.match(safe.body, { cache: { data: '62' } });
  const counted = [target, ...others].map(({ counters }) => counters.eventsForgotten);
  t.equal(
    counted.reduce((all, one) => all + one, 0) + (await indexed(redis)).things,
    50_400,
    'each is one or the other',
  );
});

t.test(
  '[N6] what ended by its time leaves the index with the renewals, and of the last one nothing stays',
  async (t) => {
    const redis = await testRedis(t);
    const { cluster } = await redisNode(t, redis.url, { renew: 50 });
    const many = testApp({ limits: { rememberedEntries: 5000 } });
    for (let n = 0; n < 1000; n += 50)
      await cluster.publish(
        many,
        Array.from({ length: 50 }, (_, k) => kept(`cache-${n + k}`, 1)),
      );
    await cluster.commit(many, { room: 'r', version: 0, state: 'x', ttlMs: 1, events: [] });
    const left = async (): Promise<number> => (await indexed(redis)).left + (await indexed(redis, 'rooms')).left;
    await until(async () => (await left()) === 0);
    t.equal(await left(), 0);
    t.same(await redis.client.keys('*:cached:*'), []);
  },
);

t.test('[N6] the index ends by itself, an hour after the last of what is in it', async (t) => {
  const redis = await testRedis(t);
  const { cluster } = await redisNode(t, redis.url);
  const left = async (): Promise<number[]> => {
    const keys = await Promise.all(['ages', 'ends', 'costs'].map((one) => redis.client.keys(`*:${one}:events`)));
    return Promise.all(keys.flat().map((key) => redis.client.pttl(key)));
  };
  for (const minutes of [10, 300, 20]) {
    await cluster.publish(app, [kept(`cache-${minutes}`, minutes * 60_000)]);
    const longest = Math.max(minutes === 20 ? 300 : 0, minutes) * 60_000;
    for (const ms of await left()) t.ok(ms > longest && ms <= longest + 3_600_000, `${ms} after ${minutes} min`);
    t.equal((await left()).length, 3);
  }
});

t.test('[N6] what was forgotten is counted, also when the node that heard of it is gone', async (t) => {
  const redis = await testRedis(t);
  const a = await redisNode(t, redis.url);
  const b = await redisNode(t, redis.url);
  b.cluster.connections(app, 1);
  await b.until(() => b.elsewhere.size > 0);
  for (let n = 0; n < 150; n += 1) await a.cluster.publish(app, [kept(`cache-${n}`)]);
  await a.cluster.close();
  await until(async () => (await redis.client.keys('*:outbox:*')).length === 0);
  t.equal(a.forgotten.events + b.forgotten.events, 50);
});

t.test(
  '[N6] a list or an event that Redis has without an index, or an index without them, does no harm',
  async (t: Test) => {
    const redis = await testRedis(t);
    const { cluster, forgotten } = await redisNode(t, redis.url);
    const entry = (n: number): ChannelEvent => ({
      channel: channel('quiet'),
      frame: '"x"',
      remember: {
        histories: ['h'],
        content: { event: 'x', data: `${n}` },
        timeMs: Date.now() - 1000 + n,
        size: 1000,
        ttlMs: 60_000,
      },
    });
    for (let n = 0; n < 50; n += 1) await cluster.publish(app, [entry(n)]);
    for (const family of ['ages', 'ends', 'costs'])
      await redis.client.del(...(await redis.client.keys(`*:${family}:*`)));
    for (let n = 50; n < 80; n += 1) await cluster.publish(app, [entry(n)]);
    for (let n = 0; n < 50; n += 1) await cluster.publish(app, [kept(`cache-${n}`)]);
    const all = async (): Promise<number> => (await cluster.history(app, 'h', 1000, Number.MAX_SAFE_INTEGER)).length;
    t.equal(await all(), 50);
    t.equal(forgotten.events, 30);
    await redis.client.del(...(await redis.client.keys('*:cached:*')), ...(await redis.client.keys('*:history:*')));
    for (let n = 0; n < 120; n += 1) await cluster.publish(app, [kept(`cache-${n}`)]);
    t.equal((await redis.client.keys('*:cached:*')).length, 100);
    t.equal((await indexed(redis)).things, 100);
  },
);
