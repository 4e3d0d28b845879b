import t from 'tap';
import { createRemembered, type MemoryBounds } from '../../src/cluster/memory/remembered.ts';
import { fakeClock } from '../support/core/clock.ts';

const newest = Number.MAX_SAFE_INTEGER;
const content = (data: string) => ({ event: 'e', data });

function remembering(most: Partial<MemoryBounds> = {}) {
  const clock = fakeClock();
  const forgotten = { events: 0 };
  const remembered = createRemembered(
    clock,
    () => ({ rememberedBytes: 1e6, rememberedEntries: 1e4, ...most }),
    (howMany) => {
      forgotten.events += howMany;
    },
  );
  t.teardown(() => remembered.close());
  return {
    clock,
    forgotten,
    remembered,
    say: (history: string, data: string, ttlMs = 60_000, size = 3) =>
      remembered.remember({ histories: [history], content: content(data), timeMs: clock.now(), size, ttlMs }),
    dataOf: (history: string, limit = 10, before = newest) =>
      remembered.history(history, limit, before).map(({ data }) => data),
  };
}

t.test('[L32] past so many entries the oldest go, last events and histories alike, and are counted', async (t) => {
  const { remembered, forgotten, say, dataOf } = remembering({ rememberedEntries: 100 });
  for (const data of ['1', '2', '3']) say('h', data);
  for (let n = 0; n < 98; n += 1) remembered.keep(`cache-${n}`, content('x'), 1000);
  t.same(dataOf('h'), ['2', '3']);
  t.equal(forgotten.events, 1);
  remembered.keep('cache-0', content('again'), 1000);
  for (let n = 0; n < 10; n += 1) remembered.keep(`cache-later-${n}`, content('x'), 1000);
  t.same(dataOf('h'), []);
  t.equal(remembered.last('cache-0')?.content.data, 'again', 'the last is as young as it is');
  t.equal(remembered.last('cache-1'), undefined);
  t.equal(remembered.size, 100);
});

t.test('[L32] past so many bytes too; what went to many channels is kept once', async (t) => {
  const { remembered, forgotten } = remembering({ rememberedBytes: 1_000_000 });
  const shared = content('x'.repeat(10_000));
  for (let n = 0; n < 1000; n += 1) remembered.keep(`cache-${n}`, shared, 1000);
  t.equal(forgotten.events, 0, 'ten megabytes as they were said');
  t.ok(remembered.bytes < 600_000, `${remembered.bytes}`);
  for (let n = 0; n < 1000; n += 1) remembered.keep(`cache-${n}`, content('y'.repeat(10_000)), 1000);
  t.ok(remembered.bytes <= 1_000_000);
  t.equal(remembered.size, 94, 'of a thousand with a text of its own each');
  t.equal(remembered.last('cache-999')?.content.data.length, 10_000);
  t.equal(remembered.last('cache-0'), undefined);
  remembered.keep('cache-wide', content('€'.repeat(10_000)), 1000);
  t.equal(remembered.size, 94 - 1, 'two bytes a character where one of them is beyond Latin 1');
  remembered.keep('cache-large', content('z'.repeat(1_000_000)), 1000);
  t.equal(remembered.size, 0, 'one that is larger than all of it cannot be kept');
  t.equal(remembered.bytes, 0);
});

t.test('[L32] a bound that a reload has lowered holds with the next event', async (t) => {
  const most = { rememberedEntries: 1000 };
  const { remembered, forgotten } = remembering(most);
  for (let n = 0; n < 500; n += 1) remembered.keep(`cache-${n}`, content('x'), 1000);
  most.rememberedEntries = 100;
  remembered.keep('cache-more', content('x'), 1000);
  t.equal(remembered.size, 100);
  t.equal(forgotten.events, 401);
});

t.test('[L33] what is over goes without being asked for, each kind at its time, and so does the timer', async (t) => {
  const { clock, remembered, forgotten, say } = remembering({ rememberedBytes: 1e8 });
  say('long', '1', 3_600_000);
  for (let n = 0; n < 9000; n += 1) remembered.keep(`cache-${n}`, content('x'), 1000 + (n % 5) * 1000);
  await clock.advance(3100);
  t.equal(remembered.size, 1 + 3600);
  await clock.advance(3000);
  t.equal(remembered.size, 1);
  say('short', '1', 2000);
  await clock.advance(2100);
  t.equal(remembered.size, 1, 'one that came last and is over first');
  await clock.advance(3_600_000);
  t.equal(remembered.size, 0);
  t.equal(remembered.bytes, 0);
  t.equal(clock.timers, 0);
  t.equal(forgotten.events, 0);
});

t.test('[L33] so much ends in one turn', async (t) => {
  const { clock, remembered } = remembering({ rememberedBytes: 1e8 });
  for (let n = 0; n < 9000; n += 1) remembered.keep(`cache-${n}`, content('x'), 1000);
  const sizes: number[] = [];
  for (await clock.advance(1000); remembered.size > 0; await clock.advance(1)) sizes.push(remembered.size);
  t.same(sizes, [7000, 5000, 3000, 1000]);
});

t.test('[L32] written a million times, a channel takes what it takes once', async (t) => {
  const { remembered } = remembering();
  for (let n = 0; n < 200_000; n += 1) remembered.keep('cache-a', content(`${n}`), 1000);
  t.equal(remembered.size, 1);
  t.ok(remembered.bytes < 1000);
  t.equal(remembered.last('cache-a')?.content.data, '199999');
});

t.test('[D16] so many entries, and none older than its time, however new the others are', async (t) => {
  const { clock, say, dataOf } = remembering();
  for (const data of ['1', '2', '3', '4']) {
    say('h', data, 1000);
    await clock.advance(300);
  }
  t.same(dataOf('h'), ['2', '3', '4'], 'three of them, the oldest first');
  t.same(dataOf('h', 2), ['3', '4']);
  t.same(dataOf('h', 1, clock.now() - 300), ['3']);
  await clock.advance(101);
  t.same(dataOf('h'), ['3', '4']);
  await clock.advance(600);
  t.same(dataOf('h'), []);
});
