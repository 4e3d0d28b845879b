import t from 'tap';
import { redisCluster } from '../../src/cluster/redis/redis.ts';
import { channel, framesOf, member } from '../contract/cluster.ts';
import { fakeClock } from '../support/core/clock.ts';
import { testApp } from '../support/core/core.ts';
import { benchNode, quick } from '../support/nodes/cluster-bench.ts';
import { cutTo } from '../support/redis/cut.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp();
const room = channel('presence-room');
const leases = '{test:app-1}:leases';
const since = '{test:app-1}:lease-since';

t.test('[N25] who could not renew for a while judges nobody before one lease has passed', async (t) => {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const settings = { ...quick, url: redis.url, lease: 60_000, renew: 20_000 };
  const onError = (part: string, stage: string, error: unknown): void => {
    if (stage !== 'connect') t.fail(`${part} ${stage}`, { error }); // it is started again
  };
  const clocks = [fakeClock(), fakeClock()] as const;
  const [judge, other] = [
    await benchNode(t, redisCluster({ clock: clocks[0], settings, onError })),
    await benchNode(t, redisCluster({ clock: clocks[1], settings: { ...settings, url: way.url }, onError })),
  ] as const;
  await judge.cluster.join(app, room, member('judge'));
  const [own = ''] = await redis.client.zrange(leases, '0', '-1');
  await other.cluster.join(app, room, member('other'));
  const its = (await redis.client.zrange(leases, '0', '-1')).find((holder) => holder !== own) ?? '';

  const heldForLong = () => redis.client.hset(since, own, Date.now() - settings.lease - 1);

  /** So long ago both renewed last; the other, who does not look, is overdue. */
  async function wereAway(ms: number): Promise<void> {
    await redis.client.zadd(leases, Date.now() + settings.lease - ms, own);
    await redis.client.zadd(leases, Date.now() - 1000, its);
    await clocks[0].advance(settings.renew);
    await renewed();
  }

  async function renewed(): Promise<void> {
    await until(async () => Number(await redis.client.zscore(leases, own)) > Date.now() + settings.lease - 10_000);
    await judge.cluster.counts(app, []);
    await judge.cluster.counts(app, []);
  }

  await heldForLong();
  await wereAway(40_000);
  t.type(await redis.client.zscore(leases, its), 'string', 'it may come back yet');
  await heldForLong();
  await redis.client.zadd(leases, Date.now() + settings.lease - 20_000, own);
  await redis.client.zadd(leases, Date.now() - 1000, its);
  way.cut();
  await redis.client.save();
  await redis.restart();
  await renewed();
  t.type(
    await redis.client.zscore(leases, its),
    'string',
    'nor is it judged by what Redis had before it was started again',
  );
  await heldForLong();
  await wereAway(20_000);
  await judge.until(() => framesOf(judge, room).some((frame) => frame.includes('member_removed')));
  t.equal(await redis.client.zscore(leases, its), null, 'it did not');
});
