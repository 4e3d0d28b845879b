import t from 'tap';
import type { RoomCommit } from '../../src/channels/ports.ts';
import { createMemoryRooms } from '../../src/cluster/memory/rooms.ts';
import { fakeClock } from '../support/clock.ts';

const step = (room: string, more: Partial<RoomCommit> = {}): RoomCommit => ({
  room,
  version: 0,
  state: { some: 'state' },
  ttlMs: 1000,
  events: [],
  ...more,
});
const entry = (history: string, timeMs: number, ttlMs: number, data = 'x') => ({
  histories: [history],
  entry: { event: 'e', data, timeMs },
  size: 3,
  ttlMs,
});

t.test('[D23] rooms and histories that are over go away, whatever stands before them', async (t) => {
  const clock = fakeClock();
  const rooms = createMemoryRooms(clock);
  rooms.take(step('for ever', { ttlMs: 1e12 }));
  rooms.remember(entry('for ever', clock.now(), 1e12));
  for (let n = 0; n < 5000; n += 1) {
    rooms.take(step(`room ${n}`));
    rooms.remember(entry(`room ${n}`, clock.now(), 1000));
    if (n % 10 === 0) await clock.advance(100);
  }
  t.ok(rooms.size < 500, `${rooms.size} are left of 10,000`);
  t.match(rooms.read('for ever'), { version: 1 });
  t.match(rooms.history('for ever', 10, Number.MAX_SAFE_INTEGER), [{ data: 'x' }]);
  await clock.advance(1000);
  t.same(rooms.read('room 4999'), { version: 0, state: undefined });
});

t.test('[D23] a room remembers so many rates, and forgets those that were used longest ago', async (t) => {
  const rooms = createMemoryRooms(fakeClock());
  const take = (key: string) => rooms.take(step('r', { state: undefined, rate: { key, most: 1, windowMs: 60_000 } }));
  t.equal(take('first'), undefined);
  for (let n = 0; n < 4095; n += 1) take(`u${n}`);
  t.match(take('first'), { retryAfterMs: 60_000 }, 'still known, and now the last used');
  for (let n = 0; n < 4095; n += 1) take(`v${n}`);
  t.match(take('first'), { retryAfterMs: 60_000 });
  for (let n = 0; n < 4096; n += 1) take(`w${n}`);
  t.equal(take('first'), undefined, 'forgotten with so many others since');
});

t.test('[D8] a rate is counted in a window that slides, to the millisecond', async (t) => {
  const clock = fakeClock();
  const rooms = createMemoryRooms(clock);
  const rate = { key: 'a', most: 2, windowMs: 60_000 };
  const take = () => rooms.take(step('r', { state: undefined, rate, ttlMs: 1e9 }));
  t.equal(take(), undefined);
  await clock.advance(20_000);
  t.equal(take(), undefined);
  await clock.advance(39_999);
  t.same(take(), { retryAfterMs: 1 });
  await clock.advance(1);
  t.equal(take(), undefined);
  t.same(take(), { retryAfterMs: 20_000 });
});

t.test('[D16] so many entries, and none older than its time, however new the others are', async (t) => {
  const clock = fakeClock();
  const rooms = createMemoryRooms(clock);
  const kept = (limit = 10, before = Number.MAX_SAFE_INTEGER) =>
    rooms.history('h', limit, before).map(({ data }) => data);
  for (const data of ['1', '2', '3', '4']) {
    rooms.remember(entry('h', clock.now(), 1000, data));
    await clock.advance(300);
  }
  t.same(kept(), ['2', '3', '4'], 'three of them, the oldest first');
  t.same(kept(2), ['3', '4']);
  t.same(kept(1, clock.now() - 300), ['3']);
  await clock.advance(101);
  t.same(kept(), ['3', '4']);
  await clock.advance(600);
  t.same(kept(), []);
});

t.test('[D18] a step that was worked out from an older state changes nothing', async (t) => {
  const rooms = createMemoryRooms(fakeClock());
  t.equal(rooms.take(step('r')), undefined);
  const rate = { key: 'a', most: 1, windowMs: 1000 };
  t.same(rooms.take(step('r', { state: { other: 1 }, rate })), { conflict: { version: 1, state: { some: 'state' } } });
  t.equal(rooms.take(step('r', { version: 1, state: undefined, rate })), undefined, 'its rate was not counted either');
  t.match(rooms.take(step('r', { version: 1, state: { other: 1 }, rate })), { retryAfterMs: 1000 });
  t.same(rooms.read('r'), { version: 1, state: { some: 'state' } });
});
