import t from 'tap';
import { createApp } from '../../src/apps/app.ts';
import { Unavailable } from '../../src/channels/ports/errors.ts';
import { systemClock } from '../../src/clock.ts';
import { redisCluster } from '../../src/cluster/redis/redis.ts';
import { channel, framesOf, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { call, type Sent } from '../support/http/api.ts';
import { benchNode, quick, redisNode } from '../support/nodes/cluster-bench.ts';
import { credentials, testServer } from '../support/nodes/server.ts';
import { cutTo } from '../support/redis/cut.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp();
const news = channel('news');
const room = channel('presence-room');
const event = { name: 'x', channel: 'news', data: '{}' };
const base = `/apps/${credentials.id}`;

/** Every call of the API that needs the cluster. */
const calls: [method: string, path: string, body?: object][] = [
  ['POST', '/events', event],
  ['POST', '/events', { ...event, info: 'subscription_count' }],
  ['POST', '/batch_events', { batch: [event] }],
  ['POST', '/users/u1/terminate_connections', {}],
  ['GET', '/channels'],
  ['GET', '/channels/news'],
  ['GET', '/channels/presence-room/users'],
  ['GET', '/channels/news/history'],
];

const ask = (port: number, [method, path, body]: (typeof calls)[number]): Promise<Sent> =>
  call(port, method, base + path, body === undefined ? {} : { body });

t.test('[N14] while Redis is away every call that needs it is 503, and says when to come again', async (t) => {
  const redis = await testRedis(t);
  const cluster = { redis: redis.url, timeout: 0.3 };
  const history = { news: { size: 5, ttl: '1h' } };
  const server = await testServer(
    t,
    { subscriptionCount: true, history },
    { cluster },
    { oneNode: 'it is one already' },
  );
  for (const one of calls) t.equal((await ask(server.port, one)).status, 200, one.join(' '));
  const publishing = calls.map((one) => ask(server.port, one));
  await Promise.all(publishing);
  redis.pause();
  for (const answer of await Promise.all(calls.map((one) => ask(server.port, one)))) {
    t.equal(answer.status, 503, 'it stands still');
    t.equal(answer.headers.get('retry-after'), '1');
  }
  redis.resume();
  await redis.kill();
  await until(async () => (await fetch(`http://127.0.0.1:${server.port}/ready`)).status === 503);
  for (const answer of await Promise.all(calls.map((one) => ask(server.port, one)))) {
    t.equal(answer.status, 503, 'it is gone');
    t.equal(answer.headers.get('retry-after'), '1');
    t.match(answer.body, { error: String, code: 503 });
  }
  await redis.start();
  for (const one of calls) await until(async () => (await ask(server.port, one)).status === 200);
  t.same((await ask(server.port, ['POST', '/events', event])).status, 200);
});

t.test(
  '[N14] a Redis that is full refuses: 503, nobody is closed, and all is well when it has room again',
  async (t) => {
    const redis = await testRedis(t);
    const cluster = { redis: redis.url, timeout: 1 };
    const server = await testServer(t, {}, { cluster }, { oneNode: 'it is one already' });
    const client = await server.raw();
    await client.join('news');
    await redis.client.config('SET', 'maxmemory', '1');
    const refused = await ask(server.port, ['POST', '/events', event]);
    t.equal(refused.status, 503);
    t.equal(refused.headers.get('retry-after'), '1');
    t.match(refused.body, { error: /OOM|memory/i });
    client.subscribe('presence-room', { user_id: 'u1' });
    t.match((await client.next('pusher:subscription_error')).data, { type: 'ServiceUnavailable', status: 503 });
    await redis.client.config('SET', 'maxmemory', '0');
    await until(async () => (await ask(server.port, ['POST', '/events', event])).status === 200);
    await client.next('x');
    await client.join('presence-room', { user_id: 'u1' });
    t.same((await ask(server.port, ['GET', '/channels/presence-room/users'])).body, { users: [{ id: 'u1' }] });
  },
);

t.test('[L8] what waits for a Redis that stands still is bounded in bytes; the rest is refused at once', async (t) => {
  const redis = await testRedis(t);
  const node = await redisNode(t, redis.url, { timeout: 5000, lease: 60_000 });
  await node.cluster.join(app, news, undefined);
  redis.pause();
  const frame = JSON.stringify('x'.repeat(1_000_000));
  const answers = Array.from({ length: 100 }, () =>
    node.cluster.publish(app, [{ channel: news, frame }])?.catch((error: unknown) => error),
  );
  const first = await Promise.race(answers);
  t.ok(first instanceof Unavailable);
  t.match((first as Error).message, /Too much waits/);
  redis.resume();
  const refused = (await Promise.all(answers)).filter((one) => one !== undefined);
  t.ok(refused.length >= 30 && refused.length <= 36, `${refused.length} of 100 MB were refused`);
  await node.until(() => framesOf(node, news).length === 100 - refused.length);
});

t.test('[N18] names that look like one another never meet', async (t) => {
  const redis = await testRedis(t);
  const ids = ['1', '1}', '{1', '1%7D', '1:t', '{}', '*'];
  const appOf = (id: string) => createApp({ ...app.settings, id, key: 'k', secret: 's' } as never);
  const nodes = await Promise.all(['a', 'a.a', 'a-a'].map((prefix) => redisNode(t, redis.url, { prefix })));
  for (const node of nodes)
    for (const id of ids) {
      await node.cluster.join(appOf(id), news, undefined);
      await node.cluster.join(appOf(id), room, member('u1'));
    }
  for (const [n, node] of nodes.entries())
    for (const id of ids) await node.cluster.publish(appOf(id), [{ channel: news, frame: `"${n} ${id}"` }]);
  for (const [n, node] of nodes.entries()) {
    await node.until(() => node.events.filter(({ feed }) => feed === 'news').length >= ids.length);
    const heard = node.events.filter(({ feed }) => feed === 'news').map(({ appId, frame }) => [appId, frame]);
    t.same(heard.sort(), ids.map((id) => [id, `"${n} ${id}"`]).sort());
    for (const id of ids) {
      t.same(await node.cluster.counts(appOf(id), [news, room]), [
        { subscriptions: 1, users: 0 },
        { subscriptions: 1, users: 1 },
      ]);
    }
  }
});

t.test('[N1] [N12] nodes whose clocks differ by an hour are one all the same', async (t) => {
  const redis = await testRedis(t);
  const skewed = async (ms: number) => {
    const clock = { ...systemClock, now: () => systemClock.now() + ms };
    const cluster = redisCluster({ clock, settings: { ...quick, url: redis.url }, onError: () => {} });
    return benchNode(t, cluster);
  };
  const nodes = await Promise.all([skewed(0), skewed(3_600_000), skewed(-3_600_000)]);
  for (const { cluster } of nodes) {
    await cluster.join(app, news, undefined);
    await cluster.join(app, room, member('u1'));
  }
  for (let n = 0; n < 30; n += 1) await nodes[n % 3]?.cluster.publish(app, [{ channel: news, frame: `${n}` }]);
  for (const node of nodes) {
    await node.until(() => framesOf(node, news).length === 30);
    t.same(
      framesOf(node, news).map(Number),
      Array.from({ length: 30 }, (_, n) => n),
    );
  }
  // Longer than the lease, by what Redis says itself.
  const leases = '{test:app-1}:leases';
  const ends = await redis.client.zrange(leases, '0', '-1', 'WITHSCORES');
  const latest = Math.max(...ends.filter((_, index) => index % 2 === 1).map(Number));
  await until(async () => {
    const [seconds] = await redis.client.time();
    return Number(seconds) * 1000 > latest + 1000;
  });
  for (const { cluster } of nodes) t.same(await cluster.counts(app, [room]), [{ subscriptions: 3, users: 1 }]);
  t.notOk(framesOf(nodes[0] as never, room).some((frame) => frame.includes('member_removed')));
});

t.test('[N13] a node with 10,000 channels is whole again after Redis lost everything', async (t) => {
  const redis = await testRedis(t);
  const node = await redisNode(t, redis.url, { lease: 15_000, renew: 5000, timeout: 5000 });
  const names = Array.from({ length: 10_000 }, (_, n) => channel(n % 10 === 0 ? `presence-${n}` : `c-${n}`));
  await Promise.all(
    names.map((name) => node.cluster.join(app, name, name.startsWith('presence-') ? member('u1') : undefined)),
  );
  await redis.restart({ empty: true });
  const began = performance.now();
  await until(async () => {
    const all = await node.cluster.channels(app, '').catch(() => []);
    return all.length === 10_000;
  });
  t.comment(`whole again after ${Math.round(performance.now() - began)} ms`);
  const counts = await node.cluster.counts(app, names);
  t.ok(counts.every(({ subscriptions, users }, n) => subscriptions === 1 && users === (n % 10 === 0 ? 1 : 0)));
  await node.cluster.publish(app, [{ channel: names[9999] ?? news, frame: '"again"' }]);
  await node.until(() => framesOf(node, names[9999] ?? news).includes('"again"'));
  t.equal(node.cluster.counters().emptied, 1);
});

t.test('[N13] a step of a room whose answer is lost takes effect once', async (t) => {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const [far, near] = [await redisNode(t, way.url), await redisNode(t, redis.url)];
  for (const node of [far, near]) await node.cluster.join(app, news, undefined);
  let version = 0;
  for (let n = 0; n < 10; n += 1) {
    way.mute();
    const step = { room: 'r', version, state: { n }, ttlMs: 60_000 };
    const done = far.cluster.commit(app, { ...step, events: [{ channel: news, frame: `"${n}"` }] });
    await near.until(() => framesOf(near, news).includes(`"${n}"`));
    way.cut();
    way.heal();
    const answer = await done;
    version = 'version' in answer ? answer.version : 0;
    t.not(version, 0, 'it is told that it took effect');
  }
  t.same(await near.cluster.room(app, 'r'), { version, state: { n: 9 } });
  for (const node of [near, far]) {
    await node.until(() => framesOf(node, news).length >= 10);
    t.same(
      framesOf(node, news).map((frame) => Number(JSON.parse(frame))),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  }
});
