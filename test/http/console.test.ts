import t from 'tap';
import type { RecordedFact } from '../../src/channels/ports/recorder.ts';
import { createConsole } from '../../src/http/admin/console-stream.ts';
import type { Streaming } from '../../src/http/answer.ts';
import { createRing } from '../../src/recorder/ring.ts';
import { fakeClock } from '../support/core/clock.ts';
import { readTold, type Told } from '../support/http/console.ts';

/** A console on a fake clock, and a client that takes what it wants. */
function bench(facts = 10_000) {
  const clock = fakeClock();
  const ring = createRing({ facts, payloadBytes: 256 }, clock);
  const watch = createConsole(ring, clock);
  const record = (more: Partial<RecordedFact> = {}): void => ring.record({ kind: 'published', app: 'a', ...more });
  function open(query = '') {
    const { status, body, stream } = watch(new URLSearchParams(query));
    const client = { told: [] as Told[], texts: 0, takes: true, ended: false };
    let streaming: Streaming | undefined;
    const sink = {
      write(text: string) {
        client.texts += 1;
        const messages = text.split('\n\n').filter((message) => message !== '' && message !== ':');
        client.told.push(...messages.map(readTold));
        return client.takes;
      },
      end() {
        client.ended = true;
        streaming?.closed();
      },
    };
    streaming = stream?.(sink);
    const facts = (): number[] => client.told.flatMap(({ event, data }) => (event === 'fact' ? data.number : []));
    return { status, body, client, facts, streaming };
  }
  return { clock, ring, record, open };
}

t.test('[M27] from now on, or behind a number', async (t) => {
  const { clock, record, open } = bench();
  for (let n = 0; n < 3; n += 1) record();
  const [now, all, behind, later] = [open(), open('after=0'), open('after=2'), open('after=99')];
  record();
  await clock.advance(100);
  t.same(now.client.told[0], { event: 'open', id: undefined, data: { first: 1, last: 3 } });
  t.same(
    [now, all, behind, later].map((one) => one.facts()),
    [[4], [1, 2, 3, 4], [3, 4], [4]],
  );
  t.match(all.client.told[1], { id: '1', data: { number: 1, kind: 'published', app: 'a', at: Number } });
  for (const after of ['-1', 'x', '']) t.equal(open(`after=${after}`).status, 400, after);
});

t.test('[M28] by app, kind, channel, event, socket, user, and several of one', async (t) => {
  const { clock, record, open } = bench();
  record({ channel: 'news', event: 'e', socket: '1.1', user: 'ada' });
  record({ channel: 'news-2', event: 'f', app: 'b' });
  record({ kind: 'closed', socket: '1.1' });
  const wanted: [string, number[]][] = [
    ['', [1, 2, 3]],
    ['app=b', [2]],
    ['kind=closed', [3]],
    ['kind=closed&kind=published', [1, 2, 3]],
    ['channel=news', [1]],
    ['channel=news*', [1, 2]],
    ['channel=news&channel=news-2', [1, 2]],
    ['event=f', [2]],
    ['socket=1.1', [1, 3]],
    ['user=ada', [1]],
    ['socket=1.1&kind=closed', [3]],
    ['user=', []],
  ];
  const open1 = wanted.map(([query, numbers]) => {
    const one = open(`after=0&${query}`);
    return { query, numbers, one };
  });
  t.match(open1[8]?.one.body, /8 consoles/, 'and no more than eight at a time');
  for (const { one } of open1) one.streaming?.closed();
  for (const { query, numbers } of open1) {
    const one = open(`after=0&${query}`);
    await clock.advance(100);
    t.same(one.facts(), numbers, query);
    one.streaming?.closed();
  }
  t.equal(open('kind=nonsense').status, 400);
});

t.test('[M29] of more than 1000 a second some are left out, evenly, and it says how many', async (t) => {
  const { clock, record, open } = bench();
  const one = open();
  let recorded = 0;
  for (let tick = 0; tick < 20; tick += 1) {
    for (let n = 0; n < 1000; n += 1) record();
    recorded += 1000;
    await clock.advance(50);
  }
  await clock.advance(50);
  const leftOut = one.client.told.reduce(
    (sum, { event, data }) => (event === 'left-out' ? sum + (data.facts ?? 0) : sum),
    0,
  );
  const numbers = one.facts();
  t.ok(numbers.length <= 1000 && numbers.length >= 900, `${numbers.length} of ${recorded} in a second`);
  t.equal(numbers.length + leftOut, recorded);
  const gaps = numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0));
  t.ok(Math.max(...gaps) <= 40, 'evenly');
  t.ok(one.client.texts < 60, 'in few pieces');
});

t.test('[M29] all that is there already is told, whatever it is', async (t) => {
  const { clock, record, open } = bench();
  for (let n = 0; n < 5000; n += 1) record();
  const one = open('after=0');
  await clock.advance(100);
  t.same(
    one.facts(),
    Array.from({ length: 5000 }, (_, index) => index + 1),
  );
});

t.test('[M31] for who reads slowly nothing is kept, and it hears how much is gone', async (t) => {
  const { clock, record, open } = bench(100);
  const one = open();
  one.client.takes = false;
  record();
  await clock.advance(50);
  const { texts } = one.client;
  for (let n = 0; n < 1000; n += 1) record();
  await clock.advance(5000);
  t.equal(one.client.texts, texts, 'nothing is written while it takes nothing');
  one.client.takes = true;
  one.streaming?.writable();
  await clock.advance(100);
  t.match(one.client.told.at(2), { event: 'forgotten', data: { facts: 900 } });
  t.ok((one.facts().at(-1) ?? 0) > 950, 'and goes on with what is there');
});

t.test('[M31] who takes nothing for ten seconds is cut, and its place is free', async (t) => {
  const { clock, record, open } = bench();
  const stuck = Array.from({ length: 8 }, () => open());
  for (const { client } of stuck) client.takes = false;
  t.equal(open().status, 503);
  record();
  await clock.advance(9000);
  t.same(
    stuck.map(({ client }) => client.ended),
    Array(8).fill(false),
  );
  await clock.advance(2000);
  t.same(
    stuck.map(({ client }) => client.ended),
    Array(8).fill(true),
  );
  t.equal(open().status, 200);
});

t.test('[M31] who reads is told now and then that it is connected', async (t) => {
  const { clock, open } = bench();
  const one = open();
  await clock.advance(15_000);
  await clock.advance(15_000);
  t.equal(one.client.texts, 3);
  one.streaming?.closed();
  await clock.advance(60_000);
  t.equal(one.client.texts, 3, 'and nothing when it has gone');
});
