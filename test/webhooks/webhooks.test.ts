import { createHmac } from 'node:crypto';
import t from 'tap';
import type { Fact } from '../../src/channels/ports/facts.ts';
import { credentials } from '../support/core/core.ts';
import { appWith, labels, numbered, occupied, other, testWebhooks } from '../support/webhooks/webhooks.ts';

const signatureOf = ({ body }: { body: Buffer }, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('hex');

const a = 'http://a.example/hook?x=1';
const b = 'https://b.example/hook';

const everyKind: Fact[] = [
  { name: 'channel_occupied', channel: 'presence-room' },
  { name: 'member_added', channel: 'presence-room', user_id: 'u1' },
  { name: 'client_event', channel: 'presence-room', event: 'client-x', data: '{"\\u00e9":"é"}', socket_id: '1.2' },
  { name: 'subscription_count', channel: 'news', subscription_count: 3 },
  { name: 'cache_miss', channel: 'cache-rates' },
  { name: 'member_removed', channel: 'presence-room', user_id: 'u1' },
  { name: 'channel_vacated', channel: 'presence-room' },
];

t.test('[W1] [W3] every endpoint of the app gets every event in a POST of its own', async (t) => {
  const { webhooks, tell, take, clock } = testWebhooks([appWith([a, b])]);
  for (const fact of everyKind) {
    await tell(fact);
    const got = take();
    t.same(got.map(({ sending }) => sending.url).sort(), [a, b]);
    for (const { body } of got) t.same(body, { time_ms: clock.now(), events: [fact] });
  }
  t.match(webhooks.counters, {
    taken: 14,
    delivered: 14,
    requests: 14,
    failures: 0,
    dropped: 0,
    cancelled: 0,
    givenUp: 0,
  });
});

t.test('[W1] an app without endpoints, an app that is not known: nothing', async (t) => {
  const { webhooks, tell, got } = testWebhooks([appWith([]), appWith([a], other)]);
  await tell(occupied('news'));
  await tell(occupied('news'), 'nobody');
  t.same(got, []);
  t.equal(webhooks.counters.taken, 0);
});

t.test('[W2] the very bytes are signed with the oldest key of the app', async (t) => {
  const names = { ...credentials, tokens: [{ key: 'newer', secret: 'a-newer-secret-for-tests' }] };
  const headers = { Authorization: 'Bearer abc', 'X-Team': 'ops', 'User-Agent': 'ours' };
  const { tell, take } = testWebhooks([appWith([{ url: a, headers }], names)]);
  for (const fact of everyKind) await tell(fact);
  const got = take();
  t.equal(got.length, everyKind.length);
  for (const { sending } of got) {
    t.same(sending.headers, {
      ...headers,
      'Content-Type': 'application/json',
      'X-Pusher-Key': credentials.key,
      'X-Pusher-Signature': signatureOf(sending, credentials.secret),
    });
  }
});

t.test('[W2] after a change of keys the new one signs what comes', async (t) => {
  const { webhooks, tell, take } = testWebhooks([appWith([a])]);
  await tell(occupied('one'));
  webhooks.update([appWith([a], { ...credentials, key: 'newer', secret: 'a-newer-secret-for-tests' })]);
  await tell(occupied('two'));
  t.same(
    take().map(({ sending }) => sending.headers['X-Pusher-Key']),
    ['key-1', 'newer'],
  );
});

t.test('[W3] time_ms is when the event was told, however long it waited', async (t) => {
  const { tell, take, clock, behave } = testWebhooks([appWith([a])]);
  behave(() => 'open');
  const first = clock.now();
  await tell(numbered('private-x', 1));
  await clock.advance(10);
  await tell(numbered('private-x', 2));
  await clock.advance(1000);
  const [one] = take();
  await one?.answer();
  const [two] = take();
  t.same([one?.body.time_ms, two?.body.time_ms], [first, first + 10]);
});

t.test('[W12] an endpoint with events is told those alone', async (t) => {
  for (const { name } of everyKind) {
    const { tell, take, webhooks } = testWebhooks([appWith([{ url: a, events: [name] }])]);
    for (const fact of everyKind) await tell(fact);
    t.same(
      take().map(({ body }) => body.events),
      [everyKind.filter((fact) => fact.name === name)],
    );
    t.equal(webhooks.counters.taken, 1);
  }
});

t.test('[W13] an endpoint with patterns is told of channels that fit one', async (t) => {
  const channels = ['news', 'presence-', 'presence-room', 'my-presence-room', 'private-a.b', 'private-axb', 'a,b;c=@d'];
  const cases: [patterns: string[], fitting: string[]][] = [
    [['presence-*'], ['presence-', 'presence-room']],
    [
      ['presence-room', 'news'],
      ['news', 'presence-room'],
    ],
    [['*room'], ['presence-room', 'my-presence-room']],
    [['*-*-*'], ['my-presence-room']],
    [['private-a.b'], ['private-a.b']],
    [['*'], channels],
    [['a,*=@d'], ['a,b;c=@d']],
    [['presence'], []],
  ];
  for (const [patterns, fitting] of cases) {
    const { tell, take } = testWebhooks([appWith([{ url: a, channels: patterns }])]);
    for (const channel of channels) await tell(occupied(channel));
    t.same(labels(take()), fitting, patterns.join(' '));
  }
});

t.test('[W12] [W13] what is filtered out is in no body, batched or not, and the signature fits', async (t) => {
  const wanted = { events: ['member_added' as const, 'client_event' as const], channels: ['presence-*'] };
  for (const batch of [false, true]) {
    const { tell, take, clock } = testWebhooks([
      appWith([
        { url: a, batch, ...wanted },
        { url: b, batch },
      ]),
    ]);
    for (const fact of [...everyKind, numbered('private-x', 1)]) await tell(fact);
    await clock.advance(100);
    const got = take();
    const events = got.filter(({ sending }) => sending.url === a).flatMap(({ body }) => body.events);
    t.same(events, [everyKind[1], everyKind[2]]);
    for (const { sending } of got)
      t.equal(sending.headers['X-Pusher-Signature'], signatureOf(sending, credentials.secret));
  }
});

t.test('[W14] batched events of a while are one body, in the order they came', async (t) => {
  const { tell, got, take, clock } = testWebhooks([appWith([{ url: a, batch: true }])]);
  const first = clock.now();
  for (let n = 0; n < 20; n += 1) await tell(numbered(`private-${n % 3}`, n));
  await clock.advance(99);
  t.same(got, []);
  await tell(numbered('private-9', 20));
  await clock.advance(1);
  t.equal(got.length, 1);
  const all = Array.from({ length: 21 }, (_, n) => `private-${n === 20 ? 9 : n % 3}:${n}`);
  t.same(labels(got), all);
  t.equal(take()[0]?.body.time_ms, first);
  await clock.advance(1000);
  t.same(take(), [], 'nothing is sent when nothing came');
  t.equal(clock.timers, 0);
});

t.test('[W14] a batch has up to 100 events and 262144 bytes, or one event', async (t) => {
  const { take, clock, webhooks } = testWebhooks([appWith([{ url: a, batch: true }])]);
  for (let n = 0; n < 250; n += 1) webhooks.accept(credentials.id, numbered('private-x', n));
  await clock.advance(200);
  const got = take();
  t.same(
    got.map(({ body }) => body.events.length),
    [100, 100, 50],
  );
  t.same(
    labels(got),
    Array.from({ length: 250 }, (_, n) => `private-x:${n}`),
  );
  for (const bytes of [100_000, 100_000, 100_000, 400_000, 100_000]) {
    webhooks.accept(credentials.id, { ...numbered('private-x', 0), data: 'é'.repeat(bytes / 2) } as Fact);
  }
  await clock.advance(1000);
  const sizes = take().map(({ sending, body }) => [body.events.length, sending.body.length] as const);
  t.same(
    sizes.map(([events]) => events),
    [2, 1, 1, 1],
  );
  for (const [events, bytes] of sizes) t.ok(events === 1 || bytes <= 262_144, `${events} events, ${bytes} bytes`);
});

t.test('[W15] two apps and three endpoints under load: nobody gets what is not for him', async (t) => {
  const receivers = [
    { entry: { url: a, batch: true }, names: credentials, begins: '' },
    { entry: { url: b, channels: ['private-1*'] }, names: credentials, begins: 'private-1' },
    { entry: { url: a, batch: true, channels: ['private-2*'] }, names: other, begins: 'private-2' },
  ];
  const entriesOf = (names: object) => receivers.filter((one) => one.names === names).map(({ entry }) => entry);
  const apps = [appWith(entriesOf(credentials)), appWith(entriesOf(other), other)];
  const { webhooks, got, clock, behave } = testWebhooks(apps);
  behave(() => (got.length % 5 === 0 ? 'fail' : 'ok'));
  for (let n = 0; n < 10_000; n += 1) {
    const { id } = n % 2 === 0 ? credentials : other;
    webhooks.accept(id, { ...numbered(`private-${n % 41}`, n), event: `client-${id}` } as Fact);
    if (n % 100 === 0) await clock.advance(7);
  }
  await clock.advance(600_000);
  t.equal(webhooks.counters.delivered, webhooks.counters.taken);
  for (const { entry, names, begins } of receivers) {
    const his = got.filter((one) => one.sending.url === entry.url && one.sending.headers['X-Pusher-Key'] === names.key);
    const events = his.flatMap(({ body }) => body.events);
    t.ok(events.length > 500, `${events.length} events`);
    t.ok(his.every(({ sending }) => sending.headers['X-Pusher-Signature'] === signatureOf(sending, names.secret)));
    t.ok(events.every((event) => 'event' in event && event.event === `client-${names.id}`));
    t.ok(events.every(({ channel }) => channel.startsWith(begins)));
  }
});

t.test('[W1] endpoints change while the server runs: what waits stays with its URL', async (t) => {
  const { webhooks, tell, take, behave, clock, warned } = testWebhooks([appWith([a, b])]);
  behave(() => 'fail');
  await tell(occupied('one'));
  take();
  behave(() => 'ok');
  webhooks.update([appWith([{ url: a, headers: { 'X-New': 'yes' } }, 'http://c.example/'])]);
  await tell(occupied('two'));
  await clock.advance(1000);
  const seen = take().map(({ sending, body }) => [sending.url, body.events[0]?.channel, sending.headers['X-New']]);
  t.same(seen, [
    [a, 'two', 'yes'],
    ['http://c.example/', 'two', undefined],
    [a, 'one', undefined],
  ]);
  t.equal(webhooks.counters.dropped, 1, 'what waited for the URL that is gone was dropped and counted');
  t.ok(warned.some((text) => text.startsWith(b)));
  webhooks.update([]);
  await tell(occupied('three'));
  t.same(take(), []);
  t.equal(clock.timers, 0);
});
