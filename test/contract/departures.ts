import t, { type Test } from 'tap';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import type { Fact } from '../../src/channels/ports/facts.ts';
import type { Member } from '../../src/channels/ports/presence.ts';
import { type ChannelName, kindOf } from '../../src/protocol/channel-name.ts';
import { testApp } from '../support/core/core.ts';

/** A cluster that has started, and whose time passes when a test says so. */
export interface DeparturesBench {
  /** Two of its nodes; where there is one alone, that one twice. */
  readonly nodes: readonly [Cluster, Cluster];
  readonly graceMs: number;
  /** Facts that any node was told, in order, since the last call. */
  take(): Told[];
  /** Time passes on all nodes; what is due by then has been told. */
  pass(ms: number): Promise<void>;
}

export type Told = readonly [appId: string, fact: Fact];

const app = testApp({ subscriptionCount: false });
const other = testApp({}, { id: 'app-2', key: 'key-2', secret: 'another-secret-for-tests' });
const channel = (name: string): ChannelName => name as ChannelName;
const member = (userId: string): Member => ({ userId, info: undefined });
const news = channel('news');
const room = channel('presence-room');

/** How departures are kept back, for every implementation of the Cluster port. */
export function departuresContract(name: string, make: (t: Test) => Promise<DeparturesBench>): void {
  const test = (title: string, run: (t: Test, bench: Bench) => Promise<void>): void => {
    t.test(`${title} (${name})`, async (t) => run(t, benchOn(await make(t))));
  };

  test('[W10] a vacated channel is told when the hold is over, once', async (t, bench) => {
    await bench.join(0, news);
    t.same(await bench.told(), ['channel_occupied news']);
    await bench.leave(0, news);
    t.same(await bench.told(bench.graceMs / 2), []);
    t.same(await bench.told(bench.graceMs), ['channel_vacated news']);
    t.same(await bench.told(bench.graceMs * 3), []);
  });

  test('[W10] a member is told as removed when the hold is over, and before its channel', async (t, bench) => {
    await bench.join(0, room, 'u1');
    await bench.join(1, room, 'u2');
    t.same(await bench.told(), [
      'channel_occupied presence-room',
      'member_added presence-room u1',
      'member_added presence-room u2',
    ]);
    await bench.leave(0, room, 'u1');
    await bench.leave(1, room, 'u2');
    t.same(await bench.told(bench.graceMs / 2), []);
    t.same(await bench.told(bench.graceMs), [
      'member_removed presence-room u1',
      'member_removed presence-room u2',
      'channel_vacated presence-room',
    ]);
  });

  test('[W11] a return on any node takes the departure back', async (t, bench) => {
    await bench.join(0, room, 'u1');
    await bench.join(0, news);
    await bench.told();
    await bench.leave(0, room, 'u1');
    await bench.leave(0, news);
    await bench.told(bench.graceMs / 2);
    await bench.join(1, room, 'u1');
    await bench.join(1, news);
    t.same(await bench.told(bench.graceMs * 3), []);
    await bench.leave(1, room, 'u1');
    await bench.leave(1, news);
    t.same(await bench.told(bench.graceMs * 2), [
      'member_removed presence-room u1',
      'channel_vacated presence-room',
      'channel_vacated news',
    ]);
  });

  test('[W11] one departure is taken back once, and each departure holds for its own time', async (t, bench) => {
    await bench.join(0, news);
    await bench.told();
    for (let round = 0; round < 5; round += 1) {
      await bench.leave(round % 2 === 0 ? 0 : 1, news);
      await bench.told(bench.graceMs / 2);
      await bench.join(round % 2 === 0 ? 1 : 0, news);
    }
    t.same(await bench.told(), [], 'five reloads');
    await bench.leave(1, news);
    t.same(await bench.told(bench.graceMs / 2), [], 'earlier departures do not shorten the last one');
    t.same(await bench.told(bench.graceMs), ['channel_vacated news']);
    await bench.join(0, news);
    t.same(await bench.told(), ['channel_occupied news'], 'what was told cannot be taken back');
  });

  test('[W11] only the same user takes it back, and a channel returns with anybody', async (t, bench) => {
    await bench.join(0, room, 'u1');
    await bench.told();
    await bench.leave(0, room, 'u1');
    await bench.join(1, room, 'u2');
    t.same(await bench.told(), ['member_added presence-room u2']);
    t.same(await bench.told(bench.graceMs * 2), ['member_removed presence-room u1']);
  });

  test('[W11] another app with the same names takes nothing back', async (t, bench) => {
    await bench.join(0, room, 'u1');
    await bench.leave(0, room, 'u1');
    await bench.told();
    await bench.nodes[1].join(other, room, member('u1'));
    t.same(await bench.told(bench.graceMs * 2, 'app-2'), [
      'channel_occupied presence-room',
      'member_added presence-room u1',
    ]);
    t.same(await bench.told(), ['member_removed presence-room u1', 'channel_vacated presence-room']);
  });

  test('[W10] many connections of a user and of a channel make one edge each way', async (t, bench) => {
    for (let n = 0; n < 10; n += 1) await bench.join(n % 2 === 0 ? 0 : 1, room, 'u1');
    t.same(await bench.told(), ['channel_occupied presence-room', 'member_added presence-room u1']);
    for (let n = 0; n < 10; n += 1) await bench.leave(n % 2 === 0 ? 0 : 1, room, 'u1');
    t.same(await bench.told(bench.graceMs * 2), ['member_removed presence-room u1', 'channel_vacated presence-room']);
  });

  test('[W8] [W11] a cache channel that was not told as vacated is not told as missed again', async (t, bench) => {
    const cache = channel('cache-rates');
    await bench.join(0, cache);
    await bench.leave(0, cache);
    await bench.join(1, cache);
    t.same(await bench.told(bench.graceMs * 2), ['channel_occupied cache-rates', 'cache_miss cache-rates']);
    await bench.leave(1, cache);
    t.same(await bench.told(bench.graceMs * 2), ['channel_vacated cache-rates']);
    await bench.join(0, cache);
    t.same(await bench.told(), ['channel_occupied cache-rates', 'cache_miss cache-rates']);
  });

  test('[W10] a thousand channels at once are told in order', async (t, bench) => {
    const names = Array.from({ length: 1000 }, (_, n) => channel(`room-${n}`));
    for (const one of names) await bench.join(0, one);
    await bench.told();
    for (const one of names) await bench.leave(0, one);
    for (const one of names.filter((_, n) => n % 10 === 0)) await bench.join(1, one);
    const gone = names.filter((_, n) => n % 10 !== 0).map((one) => `channel_vacated ${one}`);
    t.same(await bench.told(bench.graceMs * 2), gone);
  });
}

type Bench = ReturnType<typeof benchOn>;

function benchOn({ nodes, graceMs, take, pass }: DeparturesBench) {
  const facts: Told[] = [];
  return {
    nodes,
    graceMs,
    async join(node: 0 | 1, name: ChannelName, userId?: string): Promise<void> {
      await nodes[node].join(app, name, userId === undefined ? undefined : member(userId));
    },
    async leave(node: 0 | 1, name: ChannelName, userId?: string): Promise<void> {
      await nodes[node].leave(app, name, kindOf(name).presence ? userId : undefined);
    },
    /** What an app's facts were, in words, once this much time has passed. */
    async told(ms = 0, appId = app.id): Promise<string[]> {
      await pass(ms);
      facts.push(...take());
      const mine = facts.filter(([id]) => id === appId);
      facts.splice(0, facts.length, ...facts.filter(([id]) => id !== appId));
      return mine.map(([, fact]) => [fact.name, fact.channel, 'user_id' in fact ? fact.user_id : ''].join(' ').trim());
    },
  };
}
