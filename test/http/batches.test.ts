import t from 'tap';
import { testApi } from '../support/http/ask.ts';

const event = { name: 'headline', channel: 'news', data: 'x' };
const numbered = (count: number): object[] => Array.from({ length: count }, (_, n) => ({ ...event, data: String(n) }));

t.test('[H27] 1 to 10 events, each to its own channel, in order, answered {}', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  for (const channel of ['news', 'sport']) await reader.subscribe(channel);
  reader.socket.take();
  for (const count of [1, 10]) {
    const { status, text } = await ask('POST', 'batch_events', { body: { batch: numbered(count) } });
    t.equal(status, 200);
    t.equal(text, '{}');
    t.same(
      reader.socket.take().map(({ data }) => data),
      Array.from({ length: count }, (_, n) => String(n)),
    );
  }
  const batch = [
    { name: 'a', channel: 'news', data: '1' },
    { name: 'b', channel: 'sport', data: { two: 2 } },
    { name: 'c', channel: 'nobody', data: '3' },
    { name: 'd', channel: 'news', data: '' },
  ];
  t.equal((await ask('POST', 'batch_events', { body: { batch } })).text, '{}');
  t.same(reader.socket.take(), [
    { event: 'a', channel: 'news', data: '1' },
    { event: 'b', channel: 'sport', data: '{"two":2}' },
    { event: 'd', channel: 'news', data: '' },
  ]);
});

t.test('[H27] [H22] each event of a batch leaves its own socket_id out', async (t) => {
  const { ask, connect } = await testApi();
  const [one, two] = [connect(), connect()];
  for (const each of [one, two]) await each.subscribe('news');
  for (const { socket } of [one, two]) socket.take();
  const batch = [
    { ...event, data: 'to two', socket_id: one.connection.id },
    { ...event, data: 'to one', socket_id: two.connection.id },
    { ...event, data: 'to both', socket_id: null },
  ];
  t.equal((await ask('POST', 'batch_events', { body: { batch } })).status, 200);
  t.same(
    one.socket.take().map(({ data }) => data),
    ['to one', 'to both'],
  );
  t.same(
    two.socket.take().map(({ data }) => data),
    ['to two', 'to both'],
  );
});

t.test('[H27] when any event has info, the answer has an object for each in its place', async (t) => {
  const { ask, connect } = await testApi({ subscriptionCount: true });
  for (const user_id of ['u1', 'u1', 'u2']) await connect().subscribe('presence-room', { user_id });
  await connect().subscribe('news');
  const batch = [
    { ...event, channel: 'presence-room', info: 'user_count' },
    event,
    { ...event, info: 'subscription_count' },
    { ...event, channel: 'nobody', info: 'user_count,subscription_count' },
    { ...event, channel: 'presence-room', info: 'subscription_count' },
  ];
  const { status, body } = await ask('POST', 'batch_events', { body: { batch } });
  t.equal(status, 200);
  t.same(body, {
    batch: [{ user_count: 2 }, {}, { subscription_count: 1 }, { subscription_count: 0 }, { subscription_count: 3 }],
  });
});

t.test('[H28] [H25] an empty batch, 11 events or one bad event is 400 for all, and delivers none', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  for (const channel of ['news', 'cache-news']) await reader.subscribe(channel);
  reader.socket.take();
  const post = async (batch: unknown): Promise<number> =>
    (await ask('POST', 'batch_events', { body: { batch } })).status;
  for (const batch of [[], undefined, null, {}, 'x', 5, event, [[event]], [null], ['x'], numbered(11), numbered(100)]) {
    t.equal(await post(batch), 400, JSON.stringify(batch)?.slice(0, 60));
  }
  const bad: object[] = [
    { ...event, name: undefined },
    { ...event, name: '' },
    { ...event, name: 'pusher:x' },
    { ...event, name: 'x'.repeat(201) },
    { ...event, data: undefined },
    { ...event, channel: undefined },
    { ...event, channel: 'a b' },
    { ...event, channel: undefined, channels: ['news'] },
    { ...event, channel: ['news'] },
    { ...event, socket_id: 'x' },
    { ...event, info: 'cache' },
    { ...event, info: 5 },
  ];
  for (const one of bad) {
    for (const at of [0, 5, 9]) {
      const batch = [...numbered(8), { ...event, channel: 'cache-news' }];
      batch.splice(at, 0, one);
      t.equal(await post(batch), 400, `${JSON.stringify(one)} at ${at}`);
    }
  }
  t.same(reader.socket.take(), []);
  const { body } = await ask('GET', 'channels/cache-news', { query: [['info', 'cache']] });
  t.match(body, { cache: null }, 'nor remembered');
});

t.test('[H28] [H25] one event with too much data is 413 for all, and delivers none', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const long = { ...event, data: 'é'.repeat(5121) };
  for (const at of [0, 5, 9]) {
    const batch = numbered(9);
    batch.splice(at, 0, long);
    const { status, body } = await ask('POST', 'batch_events', { body: { batch } });
    t.equal(status, 413);
    t.match(body, { error: /10240 bytes/ });
  }
  t.same(reader.socket.take(), []);
  const ten = Array.from({ length: 10 }, () => ({ ...event, data: 'x'.repeat(10_240) }));
  t.equal((await ask('POST', 'batch_events', { body: { batch: ten } })).status, 200, 'ten times the most');
  t.equal(reader.socket.take().length, 10);
});

t.test('[H28] the number is a setting', async (t) => {
  const { ask } = await testApi({ limits: { eventsPerBatch: 2 } });
  t.equal((await ask('POST', 'batch_events', { body: { batch: numbered(2) } })).status, 200);
  t.match(await ask('POST', 'batch_events', { body: { batch: numbered(3) } }), {
    status: 400,
    body: { error: /3 > 2/ },
  });
});
