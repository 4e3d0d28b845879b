import t from 'tap';
import { createOutbox } from '../../src/transport/outbox.ts';
import { fakeClock } from '../support/clock.ts';

/** An outbox in a process that is as busy as the test says. */
function testOutbox(busy: number, budgetMs = 5) {
  const clock = fakeClock();
  const left: unknown[][] = [];
  const state = { busy };
  const outbox = createOutbox(
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
      outbox.publish('warm', 'up', undefined);
      outbox.flush();
    }
    left.length = 0;
  }
  return { clock, outbox, names, left, settle, state };
}

t.test('[H26] while there is time, a frame leaves at once', async (t) => {
  const { outbox, names, settle } = testOutbox(0.4);
  await settle();
  outbox.publish('a', '1', undefined);
  t.same(names(), ['1']);
});

t.test('[H26] in a busy process frames wait for the budget, and leave in the order they came', async (t) => {
  const { clock, outbox, names, left, settle } = testOutbox(0.9);
  await settle();
  outbox.publish('a', '1', undefined);
  outbox.publish('b', '2', 'somebody');
  outbox.publish('a', '3', undefined);
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
  const { clock, outbox, names, settle } = testOutbox(0.9);
  await settle();
  outbox.publish('a', '1', undefined);
  outbox.flush();
  t.same(names(), ['1']);
  outbox.publish('a', '2', undefined);
  await clock.advance(4);
  t.same(names(), [], 'the next one has its whole window');
  await clock.advance(1);
  t.same(names(), ['2']);
});

t.test('[H26] neither frames nor characters pile up', async (t) => {
  const { outbox, names, settle } = testOutbox(0.9);
  await settle();
  for (let number = 0; number < 501; number += 1) outbox.publish('a', String(number), undefined);
  t.equal(names().length, 500);
  outbox.publish('a', 'x'.repeat(1_000_001), undefined);
  t.equal(names().length, 2);
});

t.test('[H26] the window closes with the load, and a budget of 0 never opens it', async (t) => {
  const { outbox, names, settle, state } = testOutbox(0.9);
  await settle();
  state.busy = 0.1;
  await settle();
  outbox.publish('a', '1', undefined);
  t.same(names(), ['1']);
  const off = testOutbox(1, 0);
  await off.settle();
  off.outbox.publish('a', '1', undefined);
  t.same(off.names(), ['1']);
});

t.test(
  '[H26] a window that made the process less busy stays open, until it is half as busy as the bound',
  async (t) => {
    const { clock, outbox, left, state } = testOutbox(0.9);
    const round = async (): Promise<void> => {
      await clock.advance(100);
      for (const frame of ['1', '2', '3']) outbox.publish('a', frame, undefined);
      await clock.advance(5);
      left.length = 0;
    };
    const waits = (): boolean => {
      outbox.publish('a', 'late', undefined);
      const none = left.length === 0;
      outbox.flush();
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
