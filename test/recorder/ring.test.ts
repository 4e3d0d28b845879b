import t from 'tap';
import type { RecordedFact } from '../../src/channels/ports/recorder.ts';
import { createRing } from '../../src/recorder/ring.ts';
import { fakeClock } from '../support/core/clock.ts';

const fact = (more: Partial<RecordedFact> = {}): RecordedFact => ({ kind: 'published', app: 'a', ...more });

t.test('[M20] the oldest goes, and numbers go on', async (t) => {
  const clock = fakeClock();
  const ring = createRing({ facts: 3, payloadBytes: 256 }, clock);
  t.same([ring.first, ring.last, [...ring.after(0)]], [1, 0, []]);
  for (const event of ['1', '2', '3', '4']) {
    ring.record(fact({ event }));
    await clock.advance(1000);
  }
  t.same([ring.first, ring.last], [2, 4]);
  t.same(
    [...ring.after(0)].map(({ number, event }) => [number, event]),
    [
      [2, '2'],
      [3, '3'],
      [4, '4'],
    ],
  );
  t.same(
    [...ring.after(3)].map(({ number }) => number),
    [4],
  );
  t.same([ring.get(1), ring.get(5), ring.get(0), ring.get(-1)], [undefined, undefined, undefined, undefined]);
  t.equal((ring.get(4)?.at ?? 0) - (ring.get(2)?.at ?? 0), 2000);
});

t.test('[M20] who watches hears of each as it happens, until it stops', async (t) => {
  const ring = createRing({ facts: 2, payloadBytes: 256 }, fakeClock());
  const heard: number[] = [];
  ring.record(fact());
  const stop = ring.watch((number) => heard.push(number));
  ring.record(fact());
  ring.record(fact());
  stop();
  ring.record(fact());
  t.same(heard, [2, 3]);
});

t.test('[M21] payloads and texts are cut, and signatures are not there', async (t) => {
  const ring = createRing({ facts: 10, payloadBytes: 20 }, fakeClock());
  ring.record(fact({ data: 'x'.repeat(21), event: 'e'.repeat(401), channel: 'c'.repeat(500), why: 'w'.repeat(500) }));
  ring.record(fact({ data: 'x'.repeat(20), event: 'e'.repeat(400), path: 'p'.repeat(500) }));
  ring.record(fact({ why: 'Invalid signature: Expected HMAC SHA256 hex digest of 1.2:private-a, but got 0123abc' }));
  t.match(ring.get(1), { data: `${'x'.repeat(20)}…`, event: `${'e'.repeat(400)}…`, channel: `${'c'.repeat(400)}…` });
  t.equal(ring.get(1)?.why?.length, 400);
  t.match(ring.get(2), { data: 'x'.repeat(20), event: 'e'.repeat(400), path: 'p'.repeat(400) });
  t.equal(ring.get(3)?.why, 'Invalid signature');
  const without = createRing({ facts: 1, payloadBytes: 0 }, fakeClock());
  without.record(fact({ data: 'x' }));
  t.equal(without.get(1)?.data, undefined);
});

t.test('[M21] what is cut holds nothing of what it was cut from', async (t) => {
  const ring = createRing({ facts: 2000, payloadBytes: 256 }, fakeClock());
  const long = (): string => Buffer.alloc(100_000, 'x').toString();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 2000; n += 1) ring.record(fact({ why: long().slice(0, 128), data: long(), channel: long() }));
  const grown = process.memoryUsage().heapUsed - before;
  t.ok(grown < 100_000_000, `${Math.round(grown / 1e6)} MB for what was cut from 600 MB`);
});
