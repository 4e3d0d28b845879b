import t from 'tap';
import { createCoalescer } from '../../src/transport/coalescer.ts';
import { fakeClock } from '../support/core/clock.ts';

/** An coalescer in a process that is as busy as the test says. */
function testCoalescer(busy: number, budgetMs = 5) {
  const clock = fakeClock();
  const left: unknown[][] = [];
  const state = { busy };
  const coalescer = createCoalescer(
    (...frame) => left.push(frame),
    clock,
    () => state.busy,
    () => ({ budgetMs, utilisation: 0.5 }),
  );
  const names = (): unknown[] => left.splice(0).map(([, frame]) => frame);
  /** Long enough for the window to be what the busyness makes it. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 8; turn += 1) {
      await clock.advance(100);
      coalescer.publish('warm', 'up', undefined);
      coalescer.flush();
    }
    left.length = 0;
  }
  return { clock, coalescer, names, left, settle, state };
}

t.test('[H26] while there is time, a frame leaves at once', async (t) => {
  const { coalescer, names, settle } = testCoalescer(0.4);
  await settle();
  coalescer.publish('a', '1', undefined);
  t.same(names(), ['1']);
});

t.test('[H26] in a busy process frames wait for the budget, and leave in the order they came', async (t) => {
  const { clock, coalescer, names, left, settle } = testCoalescer(0.9);
  await settle();
  coalescer.publish('a', '1', undefined);
  coalescer.publish('b', '2', 'somebody');
  coalescer.publish('a', '3', undefined);
  await clock.advance(4);
  t.same(left, [], 'they wait');
  await clock.advance(1);
  t.same(left, [
    ['a', '1', undefined],
    ['b', '2', 'somebody'],
    ['a', '3', undefined],
  ]);
  left.length = 0;
  await clock.advance(100);
  t.same(names(), [], 'once');
});

t.test('[S11] what waits leaves before a topic gains or loses a socket, or one is written to', async (t) => {
  const { clock, coalescer, names, settle } = testCoalescer(0.9);
  await settle();
  coalescer.publish('a', '1', undefined);
  coalescer.flush();
  t.same(names(), ['1']);
  coalescer.publish('a', '2', undefined);
  await clock.advance(4);
  t.same(names(), [], 'the next one has its whole window');
  await clock.advance(1);
  t.same(names(), ['2']);
});

t.test('[H26] neither frames nor characters pile up', async (t) => {
  const { coalescer, names, settle } = testCoalescer(0.9);
  await settle();
  for (let number = 0; number < 501; number += 1) coalescer.publish('a', String(number), undefined);
  t.equal(names().length, 500);
  coalescer.publish('a', 'x'.repeat(1_000_001), undefined);
  t.equal(names().length, 2);
});

t.test('[H26] the window closes with the load, and a budget of 0 never opens it', async (t) => {
  const { coalescer, names, settle, state } = testCoalescer(0.9);
  await settle();
  state.busy = 0.1;
  await settle();
  coalescer.publish('a', '1', undefined);
  t.same(names(), ['1']);
  const off = testCoalescer(1, 0);
  await off.settle();
  off.coalescer.publish('a', '1', undefined);
  t.same(off.names(), ['1']);
});

t.test(
  '[H26] a window that made the process less busy stays open, until it is half as busy as the bound',
  async (t) => {
    const { clock, coalescer, left, state } = testCoalescer(0.9);
    const round = async (): Promise<void> => {
      await clock.advance(100);
      for (const frame of ['1', '2', '3']) coalescer.publish('a', frame, undefined);
      await clock.advance(5);
      left.length = 0;
    };
    const waits = (): boolean => {
      coalescer.publish('a', 'late', undefined);
      const none = left.length === 0;
      coalescer.flush();
      return none;
    };
    for (let turn = 0; turn < 8; turn += 1) await round();
    state.busy = 0.4;
    for (let turn = 0; turn < 8; turn += 1) await round();
    t.ok(waits(), 'without it, it would be too busy');
    state.busy = 0.24;
    for (let turn = 0; turn < 8; turn += 1) await round();
    left.length = 0;
    t.notOk(waits());
  },
);
