import t from 'tap';
import { always, type RoomCommit } from '../../src/channels/ports/rooms.ts';
import type { MemoryBounds } from '../../src/cluster/memory/remembered.ts';
import { createMemoryRooms } from '../../src/cluster/memory/rooms.ts';
import { type FakeClock, fakeClock } from '../support/core/clock.ts';

const step = (room: string, more: Partial<RoomCommit> = {}): RoomCommit => ({
  room,
  version: 0,
  state: { some: 'state' },
  ttlMs: 1000,
  events: [],
  ...more,
});
const bounds = { rememberedBytes: 1e7, rememberedEntries: 1e4 };

function roomsWith(clock: FakeClock = fakeClock(), most: Partial<MemoryBounds> = {}) {
  const forgotten = { rooms: 0 };
  const rooms = createMemoryRooms(
    clock,
    () => ({ ...bounds, ...most }),
    (howMany) => {
      forgotten.rooms += howMany;
    },
  );
  t.teardown(() => rooms.close());
  return { rooms, forgotten };
}

t.test('[D23] [L33] rooms that are over go away by themselves, whatever stands before them', async (t) => {
  const clock = fakeClock();
  const { rooms, forgotten } = roomsWith(clock);
  rooms.take(step('for ever', { ttlMs: always }));
  for (let n = 0; n < 5000; n += 1) {
    rooms.take(step(`room ${n}`));
    if (n % 10 === 0) await clock.advance(100);
  }
  t.ok(rooms.size < 500, `${rooms.size} are left of 5,000`);
  await clock.advance(2000);
  t.equal(rooms.size, 1, 'and nobody had to ask');
  t.match(rooms.read('for ever'), { version: 1 });
  t.same(rooms.read('room 4999'), { version: 0, state: undefined });
  t.equal(forgotten.rooms, 0, 'it was their time');
});

t.test('[L32] of rooms that nobody is in so many stay, those of the last steps; of the others all', async (t) => {
  const { rooms, forgotten } = roomsWith(fakeClock(), { rememberedEntries: 100 });
  for (let n = 0; n < 500; n += 1) rooms.take(step(`full ${n}`, { ttlMs: always }));
  for (let n = 0; n < 500; n += 1) rooms.take(step(`empty ${n}`, { ttlMs: 60_000 }));
  t.equal(rooms.size, 600);
  t.equal(forgotten.rooms, 400);
  t.match(rooms.read('empty 400'), { version: 1 });
  t.match(rooms.read('empty 399'), { version: 0 });
  rooms.take(step('empty 400', { version: 1, ttlMs: 60_000 }));
  rooms.take(step('empty 401', { version: 1, ttlMs: always }));
  for (let n = 0; n < 99; n += 1) rooms.take(step(`later ${n}`, { ttlMs: 60_000 }));
  t.match(rooms.read('empty 400'), { version: 2 }, 'it was used since');
  t.match(rooms.read('empty 401'), { version: 2 }, 'somebody came');
  t.match(rooms.read('empty 402'), { version: 0 });
});

t.test('[L32] so are their bytes', async (t) => {
  const { rooms, forgotten } = roomsWith(fakeClock(), { rememberedBytes: 100_000 });
  for (let n = 0; n < 50; n += 1) rooms.take(step(`r${n}`, { state: 'x'.repeat(10_000), ttlMs: 60_000 }));
  t.equal(rooms.size, 9);
  t.equal(forgotten.rooms, 41);
});

t.test('[D23] a room remembers so many rates, and forgets those that were used longest ago', async (t) => {
  const { rooms } = roomsWith();
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
  const { rooms } = roomsWith(clock);
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

t.test('[D18] a step that was worked out from an older state changes nothing', async (t) => {
  const { rooms } = roomsWith();
  t.equal(rooms.take(step('r')), undefined);
  const rate = { key: 'a', most: 1, windowMs: 1000 };
  t.same(rooms.take(step('r', { state: { other: 1 }, rate })), { conflict: { version: 1, state: { some: 'state' } } });
  t.equal(rooms.take(step('r', { version: 1, state: undefined, rate })), undefined, 'its rate was not counted either');
  t.match(rooms.take(step('r', { version: 1, state: { other: 1 }, rate })), { retryAfterMs: 1000 });
  t.same(rooms.read('r'), { version: 1, state: { some: 'state' } });
});
