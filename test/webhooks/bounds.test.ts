import t from 'tap';
import { credentials } from '../support/core/core.ts';
import { appWith, inOrder, labels, numbered, occupied, other, testWebhooks } from '../support/webhooks/webhooks.ts';

const a = 'http://a.example/';
const b = 'http://b.example/';

t.test('[W21] past the bound the oldest events are dropped and counted', async (t) => {
  const { webhooks, behave, tell, take, got, warned } = testWebhooks([appWith([a, b])], { queue: 100 });
  behave(({ sending }) => (sending.url === a ? 'open' : 'ok'));
  for (let n = 0; n < 1000; n += 1) await tell(numbered(`private-${n % 20}`, n));
  const open = got.filter(({ sending }) => sending.url === a);
  t.equal(open.length, 8);
  t.equal(webhooks.counters.dropped, 900);
  t.equal(warned.length, 1, 'told once');
  take();
  behave(() => 'ok');
  for (const one of open) await one.answer();
  const rest = labels(take().filter(({ sending }) => sending.url === a)).map((text) => Number(text.split(':')[1]));
  t.same(
    rest.sort((x, y) => x - y),
    Array.from({ length: 92 }, (_, n) => n + 908),
    'those under way and the newest were kept',
  );
  t.ok(inOrder(labels(got.filter(({ sending }) => sending.url === a))));
});

t.test('[W21] so are events past the bytes, and what waits for its next try', async (t) => {
  const many = testWebhooks([appWith([a])], { queueBytes: 65_536 });
  many.behave(() => 'open');
  const large = { ...numbered('private-x', 0), data: 'x'.repeat(10_000) } as ReturnType<typeof numbered>;
  for (let n = 0; n < 100; n += 1) many.webhooks.accept(credentials.id, large);
  t.equal(many.webhooks.counters.dropped, 94);

  const failing = testWebhooks([appWith([a])], { queue: 50 });
  failing.behave(() => 'fail');
  for (let n = 0; n < 200; n += 1) await failing.tell(numbered(`private-${n}`, n));
  t.equal(failing.webhooks.counters.dropped, 150);
  t.equal(failing.clock.timers, 50, 'no timer of a dropped one is left');
  failing.behave(() => 'ok');
  failing.take();
  await failing.clock.advance(300_000);
  const left = labels(failing.take()).map((text) => Number(text.split(':')[1]));
  t.same(
    left.sort((x, y) => x - y),
    Array.from({ length: 50 }, (_, n) => n + 150),
  );
});

t.test('[W22] what was given up is kept with its error, the last ones of an app', async (t) => {
  const { webhooks, behave, tell, clock } = testWebhooks([appWith([a]), appWith([b], other)], { deadLetters: 3 });
  behave(() => 'fail');
  const start = clock.now();
  for (let n = 0; n < 5; n += 1) await tell(numbered(`private-${n}`, n));
  await tell(occupied('news'), other.id);
  t.same(webhooks.deadLetters(credentials.id), []);
  await clock.advance(300_000);
  const letters = webhooks.deadLetters(credentials.id);
  t.same(
    letters.map(({ webhook }) => webhook),
    [2, 3, 4].map((n) => ({ time_ms: start, events: [numbered(`private-${n}`, n)] })),
  );
  for (const letter of letters)
    t.match(letter, { url: a, tries: 10, error: 'answered 500', given_up_ms: start + 243_000, id: /^\d+$/ });
  t.same(
    webhooks.deadLetters(other.id).map(({ url }) => url),
    [b],
  );
  t.same(webhooks.deadLetters('nobody'), []);
  t.match(webhooks.counters, { givenUp: 6 });
});

t.test('[W22] dead letters are bounded in bytes too', async (t) => {
  const { webhooks, behave, tell } = testWebhooks([appWith([a])], { retryForMs: 0, queueBytes: 65_536 });
  behave(() => 'fail');
  for (let n = 0; n < 20; n += 1)
    await tell({ ...numbered('private-x', n), data: 'x'.repeat(10_000) } as ReturnType<typeof numbered>);
  t.equal(webhooks.deadLetters(credentials.id).length, 6);
  t.equal(webhooks.counters.givenUp, 20);
});

t.test('[W23] a letter sent again goes to its URL with the time it had, and leaves the list', async (t) => {
  const { webhooks, behave, tell, take, clock } = testWebhooks([appWith([a, b])], { retryForMs: 0 });
  behave(({ sending }) => (sending.url === a ? 'fail' : 'ok'));
  for (let n = 0; n < 3; n += 1) await tell(numbered('private-x', n));
  const before = take().filter(({ sending }) => sending.url === a);
  await clock.advance(5000);
  behave(() => 'ok');
  const ids = webhooks.deadLetters(credentials.id).map(({ id }) => id);
  t.equal(ids.length, 3);
  t.same(webhooks.sendAgain(credentials.id, ids[1]), { sent: 1, kept: 0 });
  const [again] = take();
  t.same(again?.sending, before[1]?.sending, 'the same bytes and headers');
  t.equal(webhooks.sendAgain(credentials.id, ids[1]), undefined, 'it is on its way');
  t.equal(webhooks.sendAgain(other.id, ids[0]), undefined);
  t.same(webhooks.sendAgain(credentials.id), { sent: 2, kept: 0 });
  await clock.advance(0);
  t.same(labels(take()), ['private-x:0', 'private-x:2']);
  t.same(webhooks.deadLetters(credentials.id), []);
  t.same(webhooks.sendAgain(credentials.id), { sent: 0, kept: 0 });
});

t.test('[W23] a letter that fails again comes back; one whose URL is gone stays', async (t) => {
  const { webhooks, behave, tell, take } = testWebhooks([appWith([a, b])], { retryForMs: 0 });
  behave(() => 'fail');
  await tell(occupied('news'));
  take();
  const renewed = { ...credentials, key: 'newer', secret: 'a-newer-secret-for-tests' };
  webhooks.update([appWith([a], renewed)]);
  t.same(webhooks.sendAgain(credentials.id), { sent: 1, kept: 1 });
  await Promise.resolve();
  t.equal(take()[0]?.sending.headers['X-Pusher-Key'], 'newer', 'signed with the key of now');
  await tell(occupied('other'));
  t.equal(webhooks.deadLetters(credentials.id).length, 3);
  const [gone] = webhooks.deadLetters(credentials.id);
  t.same(webhooks.sendAgain(credentials.id, gone?.id), { sent: 0, kept: 1 });
});

t.test('[W26] a stop delivers what waits, at once', async (t) => {
  const { webhooks, behave, tell, clock, take } = testWebhooks([appWith([a, { url: b, batch: true }])]);
  behave(() => 'fail');
  await tell(numbered('private-x', 1));
  await tell(numbered('private-x', 2));
  take();
  behave(() => 'ok');
  await webhooks.close();
  t.same(labels(take()).sort(), ['private-x:1', 'private-x:1', 'private-x:2', 'private-x:2']);
  t.match(webhooks.counters, { delivered: 4, dropped: 0 });
  t.equal(clock.timers, 0);
  await tell(numbered('private-x', 3));
  await webhooks.close();
  t.same(take(), []);
});

t.test('[W26] what fails once more is given up, and what hangs for 5 s is dropped', async (t) => {
  const { webhooks, behave, clock, got } = testWebhooks([appWith([a, b])]);
  behave(({ sending }) => (sending.url === a ? 'fail' : 'open'));
  for (let n = 0; n < 20; n += 1) webhooks.accept(credentials.id, numbered('private-x', n));
  let closed = false;
  const closing = webhooks.close().then(() => {
    closed = true;
  });
  await clock.advance(4999);
  t.notOk(closed);
  t.equal(got.filter(({ sending }) => sending.url === a).length, 20, 'each was tried');
  await clock.advance(1);
  await closing;
  t.match(webhooks.counters, { givenUp: 20, dropped: 20 });
  t.equal(clock.timers, 0);
});

t.test('[W21] nothing grows behind a receiver that hangs for ever', async (t) => {
  const { webhooks, behave, clock, got } = testWebhooks([appWith([a])], { queue: 1000 });
  behave(() => 'open');
  for (let n = 0; n < 100_000; n += 1) webhooks.accept(credentials.id, numbered(`private-${n}`, n));
  t.equal(got.length, 8);
  t.match(webhooks.counters, { taken: 100_000, dropped: 99_000 });
  t.equal(clock.timers, 0);
});
