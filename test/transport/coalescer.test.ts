import t from 'tap';
import { createCoalescer } from '../../src/transport/coalescer.ts';
import { fakeClock } from '../support/core/clock.ts';

/** A coalescer whose window is what the test says. */
function testCoalescer(ms: number) {
  const clock = fakeClock();
  const left: unknown[][] = [];
  const gained: unknown[][] = [];
  const coalescer = createCoalescer((...frame) => left.push(frame), clock, {
    ms,
    merged: 0,
    opensFor: () => ms,
    left: (topics, waitedMs) => gained.push([topics, waitedMs]),
  });
  const names = (): unknown[] => left.splice(0).map(([, frame]) => frame);
  return { clock, coalescer, names, left, gained };
}

t.test('[H26] while there is nothing to gain, a frame leaves at once', async (t) => {
  const { coalescer, names } = testCoalescer(0);
  coalescer.publish('a', '1', undefined);
  t.same(names(), ['1']);
});

t.test('[H26] frames wait for the window, and leave in the order they came', async (t) => {
  const { clock, coalescer, names, left, gained } = testCoalescer(5);
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
  t.same(gained, [[['a', 'b', 'a'], 5]], 'and how long the first one waited is told');
  left.length = 0;
  await clock.advance(100);
  t.same(names(), [], 'once');
});

t.test('[S11] what waits leaves before a topic gains or loses a socket, or one is written to', async (t) => {
  const { clock, coalescer, names, gained } = testCoalescer(5);
  coalescer.publish('a', '1', undefined);
  await clock.advance(2);
  coalescer.flush();
  t.same(names(), ['1']);
  t.same(gained, [[['a'], 2]]);
  coalescer.publish('a', '2', undefined);
  await clock.advance(4);
  t.same(names(), [], 'the next one has its whole window');
  await clock.advance(1);
  t.same(names(), ['2']);
});

t.test('[H26] neither frames nor characters pile up', async (t) => {
  const { coalescer, names } = testCoalescer(5);
  for (let number = 0; number < 501; number += 1) coalescer.publish('a', String(number), undefined);
  t.equal(names().length, 500);
  coalescer.publish('a', 'x'.repeat(1_000_001), undefined);
  t.equal(names().length, 2);
});
