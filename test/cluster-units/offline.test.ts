import t from 'tap';
import type { AppFeeds } from '../../src/cluster/redis/feeds/feeds.ts';
import { createOffline } from '../../src/cluster/redis/node/offline.ts';
import type { AppContext } from '../../src/cluster/redis/presence/app-context.ts';
import { LocalState } from '../../src/cluster/redis/presence/local-state.ts';
import { createRosters } from '../../src/cluster/redis/presence/rosters.ts';
import type { ChannelName } from '../../src/protocol/channel-name.ts';
import { fakeClock } from '../support/core/clock.ts';
import { testApp } from '../support/core/core.ts';

const news = 'news' as ChannelName;

/** A node whose Redis never answers. */
function alone() {
  const clock = fakeClock();
  const told: number[] = [];
  const feeds: AppFeeds = {
    subscribe: () => undefined,
    unsubscribe() {},
    last: () => undefined,
    serialOf: (stamp) => Number.parseInt(stamp, 10),
    joined() {},
    reach: () => undefined,
  };
  const context: AppContext = {
    app: testApp({ subscriptionCount: true, countInterval: 5 }),
    local: new LocalState(),
    rosters: createRosters(),
    feeds,
    run: () => new Promise(() => {}),
    now: clock.now,
    reportSoon() {},
    drainGrace: undefined,
  };
  const node = createOffline(context, {
    clock,
    emit(_feed, { frame }) {
      const { event, data } = JSON.parse(frame);
      if (event === 'pusher_internal:subscription_count') told.push(JSON.parse(data).subscription_count);
    },
    terminate() {},
  });
  const join = async (howMany: number): Promise<void> => {
    for (let n = 0; n < howMany; n += 1) await node.join(news, undefined);
  };
  const leave = async (howMany: number): Promise<void> => {
    for (let n = 0; n < howMany; n += 1) await node.leave(news, undefined);
  };
  return { clock, node, told, join, leave };
}

t.test('[S27] [N19] a node by itself tells counts ten times in a second, and then as one', async (t) => {
  const { clock, told, join, leave } = alone();
  await join(30);
  t.same(told, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await clock.advance(99);
  t.equal(told.length, 10);
  await clock.advance(1);
  t.same(told.slice(10), [30], 'as it is by then');
  await leave(5);
  await clock.advance(100);
  t.same(told.slice(11), [25], 'the last one right');
  await clock.advance(60_000);
  t.same([told.length, clock.timers], [12, 0]);
});

t.test('[S26] [N19] and those of a crowd from time to time', async (t) => {
  const { clock, told, join } = alone();
  for (let n = 0; n < 10; n += 1) {
    await join(10);
    await clock.advance(1000);
  }
  const before = told.length;
  await join(20);
  await clock.advance(3999);
  t.same(told.slice(before), [], 'not yet');
  await clock.advance(1);
  t.same(told.slice(before), [120]);
});

t.test(
  '[S27] [N19] what waits when Redis is back is told, and not again; of an empty channel nothing waits',
  async (t) => {
    const { clock, node, told, join, leave } = alone();
    await join(12);
    node.over();
    t.same(told.slice(10), [12]);
    await join(12);
    await leave(24);
    node.over();
    await clock.advance(60_000);
    t.equal(told.at(-1), 22);
    t.equal(clock.timers, 0);
  },
);
