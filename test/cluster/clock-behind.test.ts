import t, { type Test } from 'tap';
import { channel, framesOf, joinedAs, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { type RedisNode, redisNode } from '../support/nodes/cluster-bench.ts';
import { cutTo } from '../support/redis/cut.ts';
import { type TestRedis, testRedis } from '../support/redis/redis.ts';

const app = testApp();
const news = channel('news');
const room = channel('presence-room');
const hour = 3_600_000_000;

const publish = async (node: RedisNode, frame: string): Promise<void> =>
  node.cluster.publish(app, [{ channel: news, frame }]);

/** As if the clock of Redis had been an hour ahead so far: the clock itself cannot be moved. */
async function putAhead({ client }: TestRedis): Promise<void> {
  const key = '{test:app-1}:serial';
  const serial = await client.get(key);
  if (serial === null) throw new Error('expected a serial, got none');
  await client.set(
    key,
    serial.replace(/^\d+/, (digits) => String(Number(digits) + hour)),
  );
}

/** So many that were answered as taken; what is refused meanwhile is not counted. */
async function take(node: RedisNode, howMany: number): Promise<string[]> {
  const taken: string[] = [];
  for (let n = 0; taken.length < howMany; n += 1)
    await publish(node, `"${n}"`).then(
      () => taken.push(`"${n}"`),
      () => {}, // not yet
    );
  return taken;
}

async function pair(t: Test, settings: object = {}) {
  const redis = await testRedis(t);
  const way = await cutTo(t, redis.url);
  const [near, far] = [await redisNode(t, redis.url, settings), await redisNode(t, way.url, settings)];
  await far.cluster.join(app, news, undefined);
  await far.cluster.join(app, room, member('u1'));
  await publish(near, '"first"');
  await putAhead(redis);
  await publish(near, '"ahead"');
  await far.until(() => framesOf(far, news).includes('"ahead"'));
  far.events.splice(0);
  return { redis, way, near, far };
}

t.test('[N31] Redis comes back empty, and with a clock that is behind: nothing is passed over', async (t) => {
  const { redis, near, far } = await pair(t);
  await redis.restart({ empty: true });
  const taken = await take(near, 250);
  await far.until(() => framesOf(far, news).includes(taken.at(-1) ?? ''));
  const heard = framesOf(far, news);
  t.same(
    heard.filter((frame) => taken.includes(frame)),
    taken,
    'each that was taken, once and in order',
  );
  const serials = far.events.map(({ serial }) => serial);
  t.same(
    serials,
    [...serials].sort((x, y) => x - y),
    'under serials that go on growing',
  );
  const { serial } = joinedAs(await far.cluster.join(app, room, member('u2')));
  await publish(near, '"after"');
  await far.until(() => framesOf(far, news).includes('"after"'));
  t.ok((far.events.at(-1)?.serial ?? 0) > serial, 'a newcomer gets what comes after it');
  t.equal(far.cluster.counters().lost, 0);
});

t.test('[N31] what is published before a node has said again what it hears is kept for it', async (t) => {
  const { redis, way, near, far } = await pair(t, { lease: 5000, renew: 100 });
  way.cut();
  await redis.restart({ empty: true });
  const taken = await take(near, 50);
  way.heal();
  await far.until(() => framesOf(far, news).includes(taken.at(-1) ?? ''));
  t.same(framesOf(far, news), taken);
  const [again] = await take(near, 1);
  await far.until(() => framesOf(far, news).length === 51);
  t.equal(framesOf(far, news).at(-1), again, 'and it goes on');
});
