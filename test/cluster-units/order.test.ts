import t from 'tap';
import type { Message } from '../../src/cluster/redis/feeds/message.ts';
import { type Backlog, createFeedOrder } from '../../src/cluster/redis/feeds/order.ts';
import { fakeClock, settled } from '../support/core/clock.ts';

const timeout = 1000;

/** A feed where a test says what comes and what Redis still has. */
function bench() {
  const clock = fakeClock();
  const delivered: number[] = [];
  const fetches: { readonly after: number; readonly answer: (backlog: Backlog) => void; readonly fail: () => void }[] =
    [];
  const order = createFeedOrder({
    clock,
    timeout,
    onError() {},
    fetch: (_feed, after) =>
      new Promise((answer, reject) => fetches.push({ after, answer, fail: () => reject(new Error('away')) })),
    deliver: (_feed, { serial }) => delivered.push(serial),
  });
  const feed = order.open('app', 'news');
  const message = (serial: number, previous: number): Message => {
    return { serial, previous, frame: '', except: undefined, to: undefined, kick: undefined };
  };
  return {
    clock,
    delivered,
    fetches,
    order,
    feed,
    message,
    hear: (serial: number, previous: number) => order.message(feed, message(serial, previous)),
  };
}

t.test('[N1] each message once and in order, whatever is heard twice', async (t) => {
  const { delivered, order, feed, hear } = bench();
  order.joined(feed, 10);
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
  const { delivered, fetches, order, feed, hear, message } = bench();
  order.joined(feed, 10);
  hear(13, 12);
  hear(14, 13);
  t.same(delivered, []);
  t.equal(fetches.length, 1, 'once for all');
  t.equal(fetches[0]?.after, 10);
  fetches[0]?.answer({ last: 13, messages: [message(11, 10), message(12, 11), message(13, 12)] });
  await settled();
  t.same(delivered, [11, 12, 13, 14]);
  t.match(order.counters, { gaps: 1, fetched: 3, lost: 0 });
});

t.test('[N13] what Redis has no more is counted as lost, and the rest goes on', async (t) => {
  const { delivered, fetches, order, feed, hear, message } = bench();
  order.joined(feed, 10);
  hear(20, 19);
  fetches[0]?.answer({ last: 20, messages: [message(19, 15), message(20, 19)] });
  await settled();
  t.same(delivered, [19, 20]);
  t.equal(order.counters.lost, 1);
});

t.test('[N13] what cannot be fetched is lost too, and nobody waits for it', async (t) => {
  const { delivered, fetches, order, feed, hear } = bench();
  order.joined(feed, 10);
  hear(13, 12);
  fetches[0]?.fail();
  await settled();
  t.same(delivered, [13]);
  t.equal(order.counters.lost, 1);
});

t.test(
  '[N13] after a break it looks whether something is missing, also where the break came before the join',
  async (t) => {
    const { delivered, fetches, order, feed, message } = bench();
    order.heardAgain(feed);
    t.equal(fetches.length, 0, 'nobody has joined');
    order.joined(feed, 10);
    t.equal(fetches[0]?.after, 10);
    fetches[0]?.answer({ last: 11, messages: [message(11, 10)] });
    await settled();
    t.same(delivered, [11]);
    order.heardAgain(feed);
    fetches[1]?.answer({ last: 11, messages: [] });
    await settled();
    t.same([delivered, order.counters.lost], [[11], 0], 'nothing was missing');
  },
);

t.test('[N13] a break while the backlog is fetched is looked into as well', async (t) => {
  const { delivered, fetches, order, feed, message, hear } = bench();
  order.joined(feed, 10);
  order.heardAgain(feed);
  order.heardAgain(feed);
  fetches[0]?.answer({ last: 11, messages: [message(11, 10)] });
  await settled();
  t.equal(fetches[1]?.after, 11, 'what came between the fetch and the second return is asked for');
  hear(14, 13);
  fetches[1]?.answer({ last: 13, messages: [message(12, 11), message(13, 12)] });
  await settled();
  t.same([delivered, order.counters.lost], [[11, 12, 13, 14], 0]);
});

t.test('[N13] what is heard behind a fetch and points past it is fetched too', async (t) => {
  const { delivered, fetches, order, feed, message, hear } = bench();
  order.joined(feed, 10);
  hear(12, 11);
  hear(15, 14);
  fetches[0]?.answer({ last: 12, messages: [message(11, 10), message(12, 11)] });
  await settled();
  t.equal(fetches[1]?.after, 12);
  fetches[1]?.answer({ last: 15, messages: [message(14, 12), message(15, 14)] });
  await settled();
  t.same([delivered, order.counters.lost, fetches.length], [[11, 12, 14, 15], 0, 2]);
});

t.test('[N3] a join is answered once what came before it was handed over, or not at all', async (t) => {
  const { clock, order, feed, hear } = bench();
  order.joined(feed, 10);
  t.equal(order.reach(feed, 10), undefined, 'at once');
  let reached = false;
  const reach = order.reach(feed, 12)?.then(() => {
    reached = true;
  });
  hear(11, 10);
  await settled();
  t.notOk(reached);
  hear(12, 11);
  await reach;
  const late = t.rejects(async () => order.reach(feed, 13), { name: 'Unavailable' });
  await clock.advance(timeout);
  await late;
  t.equal(clock.timers, 0);
});
