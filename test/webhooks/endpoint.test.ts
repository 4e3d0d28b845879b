import t from 'tap';
import { credentials } from '../support/core/core.ts';
import { seeded } from '../support/random/random.ts';
import {
  appWith,
  type Got,
  inOrder,
  labels,
  numbered,
  occupied,
  other,
  testWebhooks,
} from '../support/webhooks/webhooks.ts';

const a = 'http://a.example/';
const b = 'http://b.example/';

/** How many of these requests are open. */
function openOnes(): {
  open: Set<Got>;
  most: () => number;
  add(got: Got): void;
  answer(got: Got, why?: string): Promise<void>;
} {
  const open = new Set<Got>();
  let most = 0;
  return {
    open,
    most: () => most,
    add(got) {
      open.add(got);
      most = Math.max(most, open.size);
    },
    answer(got, why) {
      open.delete(got);
      return got.answer(why);
    },
  };
}

t.test('[W16] up to 8 requests at a time, one a channel', async (t) => {
  const { webhooks, behave, take, got } = testWebhooks([appWith([a])]);
  behave(() => 'open');
  for (let n = 0; n < 40; n += 1) webhooks.accept(credentials.id, numbered(`private-${n % 10}`, n));
  const first = take();
  t.same(
    labels(first),
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `private-${n}:${n}`),
  );
  await first[3]?.answer();
  t.same(labels(take()), ['private-8:8'], 'who waits longest is next');
  await first[3]?.answer();
  await first[5]?.answer();
  t.same(labels(take()), ['private-9:9']);
  await first[0]?.answer();
  t.same(labels(take()), ['private-3:13']);
  t.equal(got.length, 11);
});

t.test('[W16] ten thousand events of a hundred channels over a slow receiver: each channel in order', async (t) => {
  const { webhooks, behave, got } = testWebhooks([appWith([a])]);
  const random = seeded(7);
  const requests = openOnes();
  behave((one) => {
    requests.add(one);
    return 'open';
  });
  for (let n = 0; n < 10_000; n += 1) {
    webhooks.accept(credentials.id, numbered(`private-${Math.floor(random() * 100)}`, n));
    const [first] = requests.open;
    if (n % 100 === 0 && first !== undefined) await requests.answer(first);
  }
  while (requests.open.size > 0) {
    const some = [...requests.open];
    const busy = some.map(({ body }) => body.events[0]?.channel);
    if (new Set(busy).size < busy.length) t.fail('two requests with one channel');
    const one = some[Math.floor(random() * some.length)];
    if (one !== undefined) await requests.answer(one);
  }
  t.equal(requests.most(), 8);
  t.equal(got.length, 10_000);
  t.ok(inOrder(labels(got)));
});

t.test('[W18] the same request is tried again after growing pauses, for 300 s', async (t) => {
  const { webhooks, behave, tell, clock, got } = testWebhooks([appWith([a])]);
  behave(() => 'fail');
  await tell(numbered('private-x', 1));
  await clock.advance(1_000_000);
  const start = got[0]?.at ?? 0;
  t.same(
    got.map(({ at }) => (at - start) / 1000),
    [0, 1, 3, 7, 15, 31, 63, 123, 183, 243],
  );
  for (const { sending } of got) t.equal(sending, got[0]?.sending);
  t.match(webhooks.counters, { failures: 10, givenUp: 1, delivered: 0 });
  t.equal(clock.timers, 0);
});

t.test('[W18] chance makes a pause up to a quarter shorter', async (t) => {
  for (const [chance, pauses] of [
    [0.999_999, [0.75, 1.5, 3, 6, 12, 24, 45, 45, 45, 45, 45]],
    [0.5, [0.875, 1.75, 3.5, 7, 14, 28, 52.5, 52.5, 52.5, 52.5]],
  ] as const) {
    const { behave, tell, clock, got } = testWebhooks([appWith([a])], {}, () => chance);
    behave(() => 'fail');
    await tell(occupied('news'));
    await clock.advance(1_000_000);
    const seen = got.slice(1).map(({ at }, index) => (at - (got[index]?.at ?? 0)) / 1000);
    t.equal(seen.length, pauses.length);
    t.ok(
      pauses.every((pause, index) => Math.abs(pause - (seen[index] ?? 0)) < 0.01),
      seen.join(' '),
    );
  }
});

t.test('[W18] a receiver that is back gets it on the next try, its later events after it', async (t) => {
  const { behave, tell, clock, take } = testWebhooks([appWith([a])]);
  behave(({ body }) => (body.events[0]?.channel === 'private-x' ? 'fail' : 'ok'));
  await tell(numbered('private-x', 1));
  await tell(numbered('private-x', 2));
  await tell(numbered('private-y', 3));
  await tell(numbered('private-x', 4));
  t.same(labels(take()), ['private-x:1', 'private-y:3'], 'other channels do not wait');
  await clock.advance(1000);
  t.same(labels(take()), ['private-x:1']);
  behave(() => 'ok');
  await clock.advance(2000);
  t.same(labels(take()), ['private-x:1', 'private-x:2', 'private-x:4']);
});

t.test('[W18] [W16] a batch that failed is sent again as it was', async (t) => {
  const { behave, tell, clock, take } = testWebhooks([appWith([{ url: a, batch: true }])]);
  behave(() => 'fail');
  await tell(numbered('private-x', 1));
  await tell(numbered('private-y', 2));
  await clock.advance(100);
  behave(() => 'ok');
  await tell(numbered('private-x', 3));
  await tell(numbered('private-z', 4));
  await clock.advance(2000);
  const got = take();
  t.same(
    got.map((one) => labels([one])),
    [['private-x:1', 'private-y:2'], ['private-z:4'], ['private-x:1', 'private-y:2'], ['private-x:3']],
  );
  t.equal(got[2]?.sending, got[0]?.sending);
});

t.test('[W16] [W18] flaky receivers, seeded: nothing is lost or out of order, whatever fails', async (t) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = seeded(seed);
    const batch = seed % 2 === 0;
    const { webhooks, behave, clock, got } = testWebhooks([appWith([{ url: a, batch }])], {}, random);
    const taken: string[] = [];
    const answer = async (one: Got): Promise<void> => {
      const ok = random() < 0.6;
      if (ok) taken.push(...labels([one]));
      await one.answer(ok ? undefined : 'answered 500');
    };
    behave((one) => {
      clock.after(Math.floor(random() * 4000), () => void answer(one));
      return 'open';
    });
    for (let n = 0; n < 300; n += 1) {
      webhooks.accept(credentials.id, numbered(`private-${Math.floor(random() * 12)}`, n));
      await clock.advance(Math.floor(random() * 100));
    }
    await clock.advance(3_000_000);
    t.match(webhooks.counters, { delivered: 300, givenUp: 0, dropped: 0 }, `seed ${seed}: ${got.length} requests`);
    t.equal(new Set(taken).size, 300, 'each once');
    t.ok(inOrder(taken));
  }
});

t.test('[W19] one endpoint that hangs or fails, another app too, delays nobody else', async (t) => {
  const { webhooks, behave, clock, got } = testWebhooks([appWith([a, b]), appWith([a], other)]);
  behave(({ sending }) => (sending.url === b ? 'ok' : got.length % 2 === 0 ? 'fail' : 'open'));
  for (let n = 0; n < 500; n += 1) {
    webhooks.accept(credentials.id, numbered(`private-${n % 50}`, n));
    webhooks.accept(other.id, numbered(`private-${n % 50}`, n));
    await clock.advance(1);
    const latest = got.filter(({ sending }) => sending.url === b).at(-1);
    if (latest === undefined || labels([latest])[0] !== `private-${n % 50}:${n}`) t.fail(`event ${n} waits`);
  }
  t.equal(got.filter(({ sending }) => sending.url === b).length, 500);
});

t.test('[W19] channels that fail again and again do not keep the others from their turn', async (t) => {
  const { webhooks, behave, clock, got } = testWebhooks([appWith([a])]);
  const isPoison = ({ body }: Got): boolean => body.events[0]?.channel.startsWith('private-bad') === true;
  behave((one) => {
    clock.after(isPoison(one) ? 4000 : 10, () => void one.answer(isPoison(one) ? 'no answer in time' : undefined));
    return 'open';
  });
  for (let n = 0; n < 20; n += 1) webhooks.accept(credentials.id, numbered(`private-bad-${n}`, n));
  for (let n = 0; n < 100; n += 1) webhooks.accept(credentials.id, numbered(`private-good-${n}`, n));
  await clock.advance(30_000);
  t.equal(got.filter((one) => !isPoison(one)).length, 100);
});
