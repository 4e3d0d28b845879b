import t, { type Test } from 'tap';
import type { App } from '../../src/apps/app.ts';
import type { ChannelEvent, Forgotten } from '../../src/channels/ports/pubsub.ts';
import { always } from '../../src/channels/ports/rooms.ts';
import * as encode from '../../src/protocol/encode.ts';
import { testApp } from '../support/core/core.ts';
import type { BenchNode } from '../support/nodes/cluster-bench.ts';
import { channel, joinedAs, type MakeNodes } from './cluster.ts';

const allForgotten = (a: BenchNode, b: BenchNode, what: Forgotten): number =>
  [...new Set([a, b])].reduce((all, { forgotten }) => all + forgotten[what], 0);
const longAgo = Date.now() - 60_000;
const kept = (name: string, data: string): ChannelEvent => ({
  channel: channel(name),
  frame: encode.event('x', channel(name), data),
  keep: { content: { event: 'x', data }, ttlMs: 600_000 },
});
/** In a history, at a time that says how old it is. */
const entry = (history: string, data: string, timeMs: number, size = 1000): ChannelEvent => ({
  channel: channel('quiet'),
  frame: '"x"',
  remember: { histories: [history], content: { event: 'x', data }, timeMs, size, ttlMs: 600_000 },
});
const historyOf = async ({ cluster }: BenchNode, name: string): Promise<string[]> =>
  (await cluster.history(few, name, 1000, Number.MAX_SAFE_INTEGER)).map(({ data }) => data);
const few = testApp({ limits: { rememberedEntries: 100 } });

const roomStep = async ({ cluster }: BenchNode, of: App, room: string, ttlMs: number, state: unknown = 'x') => {
  const { version } = await cluster.room(of, room);
  const step = await cluster.commit(of, { room, version, state, ttlMs, events: [] });
  if (!('version' in step)) throw new Error('not taken');
};

const ended = async (node: BenchNode, of: App, name: string): Promise<void> => {
  while ((await node.cluster.lastEvent(of, channel(name))) !== undefined);
};

async function inTurns(
  a: BenchNode,
  b: BenchNode,
  howMany: number,
  run: (node: BenchNode, n: number) => Promise<void> | undefined,
): Promise<void> {
  for (let n = 0; n < howMany; n += 1) await run(n % 2 === 0 ? a : b, n);
}

/** How much every implementation of the Cluster port remembers. */
export function rememberedContract(name: string, make: MakeNodes): void {
  const test = (title: string, run: (t: Test, a: BenchNode, b: BenchNode) => Promise<void>): void => {
    t.test(`${title} (${name})`, async (t) => run(t, ...(await make(t))));
  };

  test('[N6] [L32] so many entries are remembered, wherever; the oldest go, and are counted once', async (t, a, b) => {
    await inTurns(a, b, 60, (node, n) => node.cluster.publish(few, [entry(`h${n % 3}`, `${n}`, longAgo + n)]));
    await inTurns(a, b, 60, (node, n) => node.cluster.publish(few, [kept(`cache-${n}`, `${n}`)]));
    t.equal(allForgotten(a, b, 'events'), 20);
    t.same(
      await historyOf(a, 'h1'),
      Array.from({ length: 13 }, (_, n) => `${22 + n * 3}`),
    );
    t.equal((await historyOf(b, 'h0')).length + (await historyOf(b, 'h2')).length, 27);
    t.equal((await b.cluster.lastEvent(few, channel('cache-0')))?.data, '0');
    // Again to the same channels: nothing more than before, and younger than all.
    for (let n = 0; n < 30; n += 1) await a.cluster.publish(few, [kept(`cache-${n}`, 'again')]);
    t.equal(allForgotten(a, b, 'events'), 20);
    for (let n = 0; n < 70; n += 1) await b.cluster.publish(few, [entry('h9', `${n}`, Date.now() + 60_000 + n)]);
    t.equal(allForgotten(a, b, 'events'), 90);
    t.same([await historyOf(a, 'h0'), await historyOf(a, 'h1'), await historyOf(a, 'h2')], [[], [], []]);
    t.equal((await a.cluster.lastEvent(few, channel('cache-59')))?.data, undefined, 'it was older than those of again');
    t.equal((await a.cluster.lastEvent(few, channel('cache-29')))?.data, 'again');
    t.equal((await historyOf(a, 'h9')).length, 70);
  });

  test('[N6] [L32] [S20] [W8] a cache channel that lost its last event is one that remembers nothing', async (t, a, b) => {
    await a.cluster.publish(few, [kept('cache-first', '1')]);
    for (let n = 0; n < 100; n += 1) await b.cluster.publish(few, [kept(`cache-${n}`, `${n}`)]);
    t.equal(joinedAs(await b.cluster.join(few, channel('cache-first'), undefined)).last, null);
    await b.until(() => b.facts.some(([, { name }]) => name === 'cache_miss'));
    t.equal(allForgotten(a, b, 'events'), 1);
  });

  test('[N6] [L32] entries that a history has no room for make no other go', async (t, a, b) => {
    await a.cluster.publish(few, [entry('first', '1', longAgo - 1)]);
    for (let n = 0; n < 300; n += 1) await b.cluster.publish(few, [entry('short', `${n}`, longAgo + n, 5)]);
    t.equal(allForgotten(a, b, 'events'), 0);
    t.same(await historyOf(a, 'short'), ['295', '296', '297', '298', '299']);
    for (let n = 0; n < 94; n += 1) await a.cluster.publish(few, [kept(`cache-${n}`, `${n}`)]);
    t.equal(allForgotten(a, b, 'events'), 0, 'a hundred in all');
    await a.cluster.publish(few, [kept('cache-last', '1')]);
    t.same(await historyOf(b, 'first'), []);
    await a.cluster.publish(few, [kept('cache-very-last', '1')]);
    t.same(await historyOf(b, 'short'), ['296', '297', '298', '299']);
  });

  test('[N6] [L32] so many bytes, of each kind', async (t, a, b) => {
    const small = testApp({ limits: { rememberedBytes: 100_000 } });
    const big = 'x'.repeat(10_000);
    for (let n = 0; n < 20; n += 1) await a.cluster.publish(small, [kept(`cache-${n}`, `${n} ${big}`)]);
    t.ok(allForgotten(a, b, 'events') >= 11);
    t.equal(await b.cluster.lastEvent(small, channel('cache-10')), undefined);
    for (const n of [13, 19]) t.match(await b.cluster.lastEvent(small, channel(`cache-${n}`)), { data: `${n} ${big}` });
    for (let n = 0; n < 20; n += 1) await roomStep(b, small, `r${n}`, 60_000, big);
    t.ok(allForgotten(a, b, 'rooms') >= 11);
    t.equal((await a.cluster.room(small, 'r10')).version, 0);
    t.same((await a.cluster.room(small, 'r19')).state, big);
    t.match(
      await b.cluster.lastEvent(small, channel('cache-19')),
      { data: `19 ${big}` },
      'rooms take no room of events',
    );
    await a.cluster.publish(small, [kept('cache-huge', 'x'.repeat(200_000))]);
    t.equal(await b.cluster.lastEvent(small, channel('cache-huge')), undefined, 'what is too big by itself goes too');
  });

  test('[N6] [L32] of rooms that nobody is in so many, those of the last steps; of the others all', async (t, a, b) => {
    for (let n = 0; n < 50; n += 1) await roomStep(a, few, `full-${n}`, always);
    for (let n = 0; n < 150; n += 1) await roomStep(n % 2 === 0 ? a : b, few, `empty-${n}`, 60_000);
    t.equal(allForgotten(a, b, 'rooms'), 50);
    await roomStep(b, few, 'empty-50', 60_000);
    await roomStep(b, few, 'empty-51', always);
    for (let n = 0; n < 99; n += 1) await roomStep(a, few, `later-${n}`, 60_000);
    const isThere = async (room: string): Promise<boolean> => (await b.cluster.room(few, room)).version > 0;
    t.ok(await isThere('empty-50'), 'it was used since');
    t.ok(await isThere('empty-51'), 'somebody came');
    t.notOk(await isThere('empty-52'));
    for (let n = 0; n < 50; n += 1) t.ok(await isThere(`full-${n}`));
    t.equal(allForgotten(a, b, 'rooms'), 148);
  });

  test('[N6] [L32] a bound that a reload has lowered holds with the next event', async (t, a, b) => {
    const before = testApp({ limits: { rememberedEntries: 500 } });
    for (let n = 0; n < 300; n += 1) await a.cluster.publish(before, [kept(`cache-${n}`, `${n}`)]);
    t.equal(allForgotten(a, b, 'events'), 0);
    await b.cluster.publish(few, [kept('cache-next', '1')]);
    t.equal(allForgotten(a, b, 'events'), 201);
    t.equal(await a.cluster.lastEvent(few, channel('cache-200')), undefined);
    t.equal((await a.cluster.lastEvent(few, channel('cache-201')))?.data, '201');
  });

  test('[N6] [L32] what is over takes no room from what is not', async (t, a, b) => {
    const brief = kept('cache-brief', '1');
    await a.cluster.publish(few, [kept('cache-first', '1')]);
    await a.cluster.publish(few, [{ ...brief, keep: { content: { event: 'x', data: '1' }, ttlMs: 1 } }]);
    await ended(b, few, 'cache-brief');
    for (let n = 0; n < 99; n += 1) await a.cluster.publish(few, [kept(`cache-${n}`, `${n}`)]);
    t.equal((await b.cluster.lastEvent(few, channel('cache-first')))?.data, '1');
    t.equal(allForgotten(a, b, 'events'), 0);
  });
}
