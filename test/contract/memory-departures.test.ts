import t, { type Test } from 'tap';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import type { ChannelName } from '../../src/protocol/channel-name.ts';
import { fakeClock } from '../support/core/clock.ts';
import { testApp } from '../support/core/core.ts';
import { departuresContract, type Told } from './departures.ts';

const graceMs = 3000;
const news = 'news' as ChannelName;

async function bench(t: Test, hold = graceMs) {
  const clock = fakeClock();
  const cluster = memoryCluster(clock, { graceMs: hold });
  const told: Told[] = [];
  await cluster.start({
    event() {},
    terminate() {},
    elsewhere() {},
    forgot() {},
    fact: (appId, fact) => void told.push([appId, fact]),
  });
  t.teardown(() => cluster.close());
  return { cluster, clock, told };
}

departuresContract('single', async (t) => {
  const { cluster, clock, told } = await bench(t);
  return { nodes: [cluster, cluster], graceMs, take: () => told.splice(0), pass: clock.advance };
});

t.test('[W10] the hold is exactly as long as was set, with one timer for all', async (t) => {
  const { cluster, clock, told } = await bench(t);
  const app = testApp();
  for (let n = 0; n < 100; n += 1) {
    await cluster.join(app, `room-${n}` as ChannelName, undefined);
    await cluster.leave(app, `room-${n}` as ChannelName, undefined);
  }
  t.equal(clock.timers, 1);
  told.splice(0);
  await clock.advance(graceMs - 1);
  t.same(told, []);
  await clock.advance(1);
  t.equal(told.length, 100);
  t.equal(clock.timers, 0);
});

t.test('[W10] without a hold a departure is told at once', async (t) => {
  const { cluster, clock, told } = await bench(t, 0);
  await cluster.join(testApp(), news, undefined);
  await cluster.leave(testApp(), news, undefined);
  t.same(
    told.map(([, { name }]) => name),
    ['channel_occupied', 'channel_vacated'],
  );
  t.equal(clock.timers, 0);
});

t.test('[W26] a node that closes tells what it held', async (t) => {
  const { cluster, clock, told } = await bench(t);
  await cluster.join(testApp(), news, undefined);
  await cluster.leave(testApp(), news, undefined);
  await cluster.close();
  t.same(
    told.map(([, { name }]) => name),
    ['channel_occupied', 'channel_vacated'],
  );
  t.equal(clock.timers, 0);
  await cluster.close();
  t.equal(told.length, 2);
});
