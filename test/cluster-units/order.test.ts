import t from 'tap';
import type { Page } from '../../src/cluster/redis/feeds/catch-up.ts';
import type { Message } from '../../src/cluster/redis/feeds/message.ts';
import { createFeedOrder } from '../../src/cluster/redis/feeds/order.ts';
import type { Ordered } from '../../src/cluster/redis/feeds/ordered.ts';
import { fakeClock, settled } from '../support/core/clock.ts';

const timeout = 1000;

const message = (serial: number, previous: number): Message => {
  return { serial, previous, frame: '', except: undefined, to: undefined, kick: undefined, change: undefined };
};

/** The feeds of an app, where a test says what comes and what Redis still has. */
function bench() {
  const clock = fakeClock();
  const delivered: number[] = [];
  const fetches: { readonly after: number; readonly answer: (page: Page) => void; readonly fail: () => void }[] = [];
  const asked: string[][] = [];
  const lastSerials = new Map<string, number>();
  const feeds: Ordered[] = [];
  const order = createFeedOrder({
    clock,
    timeout,
    onError() {},
    fetch: (_app, after) =>
      new Promise((answer, reject) => fetches.push({ after, answer, fail: () => reject(new Error('away')) })),
    async lastSerials(_app, names) {
      asked.push([...names]);
      return names.map((name) => lastSerials.get(name) ?? 0);
    },
    feedsOf: () => feeds,
    interrupted() {},
    deliver: (_feed, { serial }) => delivered.push(serial),
  });
  const app = order.app('app');
  const open = (name: string): Ordered => {
    const feed = order.open(app, name);
    feeds.push(feed);
    return feed;
  };
  const news = open('news');
  return {
    clock,
    delivered,
    fetches,
    asked,
    lastSerials,
    order,
    app,
    open,
    news,
    hear: (serial: number, previous: number, feed = news) => order.message(feed, message(serial, previous)),
    /** A page of `[serial, previous, feed]`, complete unless something is said to be missing in front of it. */
    async answer(
      upTo: number,
      messages: readonly [number, number, feed?: Ordered | undefined][],
      { before = 0, isLast = true } = {},
    ) {
      const fetch = fetches.shift();
      if (fetch === undefined) throw new Error('expected a fetch under way, got none');
      const its = messages.map(([serial, previous, feed = news]) => [feed, message(serial, previous)] as const);
      fetch.answer({ before, upTo, isLast, messages: its });
      await settled();
      return fetch.after;
    },
    breaks(): void {
      order.broken(app);
      order.heardAgain(app);
    },
  };
}

t.test('[N1] each message once and in order, whatever is heard twice', async (t) => {
  const { delivered, order, news, hear } = bench();
  order.joined(news, 10);
  for (const [serial, previous] of [
    [5, 0],
    [11, 10],
    [12, 11],
    [11, 10],
  ] as const)
    hear(serial, previous);
  t.same(delivered, [11, 12], 'nothing from before the join');
});

t.test('[N13] what is missing is fetched, and what comes meanwhile waits for it', async (t) => {
  const { delivered, fetches, order, news, hear, answer } = bench();
  order.joined(news, 10);
  hear(13, 12);
  hear(14, 13);
  t.same(delivered, []);
  t.equal(fetches.length, 1, 'once for all');
  t.equal(
    await answer(13, [
      [11, 10],
      [12, 11],
      [13, 12],
    ]),
    10,
  );
  t.same(delivered, [11, 12, 13, 14]);
  t.match(order.counters, { gaps: 1, fetched: 3, lost: 0 });
});

t.test('[N28] one question for all channels of an app, and further pages from where the last one ended', async (t) => {
  const { delivered, fetches, order, open, news, hear, answer, breaks } = bench();
  const others = Array.from({ length: 1000 }, (_, n) => open(`other-${n}`));
  for (const feed of [news, ...others]) order.joined(feed, 10);
  hear(11, 0, others[7]);
  hear(12, 0);
  breaks();
  t.equal(fetches.length, 1);
  t.equal(
    await answer(
      14,
      [
        [13, 11, others[7]],
        [14, 0, others[8]],
      ],
      { isLast: false },
    ),
    12,
    'from what was heard of any of them',
  );
  hear(17, 12);
  t.equal(await answer(16, [[15, 0, others[999]]]), 14);
  t.same([delivered, fetches.length], [[11, 12, 13, 14, 15, 17], 0]);
  hear(18, 17);
  t.same(delivered.at(-1), 18, 'at once again');
  t.equal(order.counters.lost, 0);
});

t.test('[N13] what Redis has no more is counted as lost, and the rest goes on', async (t) => {
  const { delivered, asked, lastSerials, order, open, news, hear, answer, breaks } = bench();
  const [quiet, gone, fresh] = ['quiet', 'gone', 'fresh'].map(open) as [Ordered, Ordered, Ordered];
  for (const feed of [news, quiet, gone]) order.joined(feed, 10);
  lastSerials.set('news', 20).set('quiet', 9).set('gone', 13);
  breaks();
  const reached = order.reach(gone, 13);
  await answer(
    20,
    [
      [19, 15],
      [20, 19],
    ],
    { before: 18 },
  );
  hear(21, 20);
  t.same(delivered, [19, 20, 21]);
  t.equal(order.counters.lost, 2, 'of the one that goes on and the one that does not');
  t.same(asked, [['news', 'quiet', 'gone']], 'nobody has joined the fourth');
  t.equal(fresh.last, undefined);
  await reached;
  t.pass('nobody waits for what does not come');
});

t.test('[N13] where nothing in between is gone, no channel is asked for', async (t) => {
  const { asked, order, news, answer, breaks } = bench();
  order.joined(news, 10);
  breaks();
  await answer(20, [], { before: 10 });
  t.same([asked, order.counters.lost], [[], 0]);
});

t.test('[N13] what cannot be fetched is lost too, and nobody waits for it', async (t) => {
  const { delivered, fetches, order, news, hear } = bench();
  order.joined(news, 10);
  hear(13, 12);
  fetches[0]?.fail();
  await settled();
  t.same(delivered, [13]);
  t.equal(order.counters.lost, 1);
});

t.test('[N13] a break before a join is answered: what came since is fetched, and what is heard waits', async (t) => {
  const { delivered, fetches, order, news, hear, answer, breaks } = bench();
  breaks();
  t.equal(fetches.length, 0, 'nothing is owed');
  hear(12, 11);
  t.same(delivered, [], 'nobody knows what it owes');
  order.joined(news, 10);
  t.equal(
    await answer(12, [
      [11, 10],
      [12, 11],
    ]),
    10,
  );
  t.same([delivered, order.counters.lost], [[11, 12], 0]);
  breaks();
  t.equal(await answer(12, []), 12);
  t.same([delivered, order.counters.lost], [[11, 12], 0], 'nothing was missing');
});

t.test('[N30] a break while the backlog is fetched is looked into as well', async (t) => {
  const { delivered, fetches, order, news, hear, answer, breaks } = bench();
  order.joined(news, 10);
  breaks();
  breaks();
  await answer(11, [[11, 10]]);
  t.equal(fetches[0]?.after, 10, 'what came between the fetch and the second return is asked for');
  hear(14, 13);
  await answer(13, [
    [11, 10],
    [12, 11],
    [13, 12],
  ]);
  t.same([delivered, order.counters.lost, fetches.length], [[11, 12, 13, 14], 0, 0]);
});

t.test('[N30] what is fetched before all is heard again is not the end of it', async (t) => {
  const { delivered, fetches, order, app, news, hear, answer, breaks } = bench();
  order.joined(news, 10);
  breaks();
  order.broken(app);
  await answer(11, [[11, 10]]);
  hear(13, 12);
  t.same([delivered, fetches.length], [[11], 0], 'the others are not subscribed to yet');
  order.heardAgain(app);
  t.equal(
    await answer(13, [
      [12, 11],
      [13, 12],
    ]),
    11,
  );
  t.same([delivered, order.counters.lost], [[11, 12, 13], 0]);
});

t.test('[N30] more than can wait is fetched too', async (t) => {
  const { delivered, fetches, order, app, news, hear, answer, breaks } = bench();
  order.joined(news, 0);
  breaks();
  for (let serial = 1; serial <= 10_001; serial += 1) hear(serial, serial - 1);
  t.equal(app.pending?.length, 1);
  await answer(0, []);
  t.equal(fetches[0]?.after, 0);
  await answer(
    10_000,
    Array.from({ length: 10_000 }, (_, n) => [n + 1, n]),
  );
  t.same([delivered.length, order.counters.lost], [10_001, 0]);
});

t.test('[N3] a join is answered once what came before it was handed over, or not at all', async (t) => {
  const { clock, order, news, hear } = bench();
  order.joined(news, 10);
  t.equal(order.reach(news, 10), undefined, 'at once');
  let reached = false;
  const reach = order.reach(news, 12)?.then(() => {
    reached = true;
  });
  hear(11, 10);
  await settled();
  t.notOk(reached);
  hear(12, 11);
  await reach;
  const late = t.rejects(async () => order.reach(news, 13), { name: 'Unavailable' });
  await clock.advance(timeout);
  await late;
  t.equal(clock.timers, 0);
});
