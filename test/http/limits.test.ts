import t from 'tap';
import { testApi } from '../support/http/ask.ts';

/** [N17] */
const perNode = { oneNode: 'limits of a second are per node' };

const event = (channel = 'news') => ({ body: { name: 'n', channel, data: 'x' } });

t.test('[L14] more events of an app in a second than its limit are 429, and not delivered', async (t) => {
  const { ask, clock, connect, broker } = await testApi({ limits: { eventsPerSecond: 3 } }, {}, perNode);
  const client = connect();
  await client.subscribe('news');
  client.socket.take();
  const batch = { body: { batch: [event().body, event().body] } };
  t.equal((await ask('POST', 'batch_events', batch)).status, 200);
  const refused = await ask('POST', 'batch_events', batch);
  t.equal(refused.status, 429, 'each event of a batch counts');
  t.match(refused.headers.get('Retry-After'), /^[1-9]\d*$/);
  t.match(refused.body, { code: 429, error: /expected at most 3/ });
  t.equal((await ask('POST', 'events', event())).status, 200, 'there was room for one');
  t.equal((await ask('POST', 'channels/news/events', { query: [['name', 'n']], body: 'x' })).status, 429);
  t.equal(client.socket.take().length, 3);
  await clock.advance(1000);
  t.equal((await ask('POST', 'events', event())).status, 200);
  t.equal((await ask('GET', 'channels')).status, 200, 'reading has a limit of its own');
  t.equal(broker.numbers()[0]?.counters.eventsPublished, 4);
});

t.test('[L31] an event to so many channels counts as so many', async (t) => {
  const { ask, clock, broker } = await testApi({ limits: { eventsPerSecond: 10 } }, {}, perNode);
  const to = (from: number, howMany: number) => ({
    body: { name: 'n', data: 'x', channels: Array.from({ length: howMany }, (_, n) => `c${from + n}`) },
  });
  t.equal((await ask('POST', 'events', to(0, 8))).status, 200);
  const refused = await ask('POST', 'events', to(0, 3));
  t.equal(refused.status, 429, 'eight and three');
  t.equal(refused.headers.get('Retry-After'), '1');
  t.equal((await ask('POST', 'events', to(0, 2))).status, 200, 'eight and two');
  const twice = { body: { name: 'n', data: 'x', channels: ['a', 'a', 'a'] } };
  await clock.advance(100);
  t.equal((await ask('POST', 'events', twice)).status, 200, 'one channel named three times is one');
  await clock.advance(1000);
  t.equal((await ask('POST', 'events', to(0, 50))).status, 200, 'more than a second has passes where nothing came');
  const late = await ask('POST', 'events', event());
  t.equal(late.status, 429);
  t.equal(late.headers.get('Retry-After'), '5', 'when the next one would pass');
  await clock.advance(Number(late.headers.get('Retry-After')) * 1000);
  t.equal((await ask('POST', 'events', event())).status, 200);
  t.equal(broker.numbers()[0]?.counters.eventsPublished, 62);
});

t.test('[L14] more reads of an app in a second than its limit are 429', async (t) => {
  const { ask, askRaw, clock } = await testApi({ limits: { readsPerSecond: 2 } }, {}, perNode);
  const statuses: number[] = [];
  for (const path of ['channels', 'channels/a', 'channels/presence-a/users'])
    statuses.push((await ask('GET', path)).status);
  t.same(statuses, [200, 200, 429]);
  t.match((await ask('GET', 'channels')).headers.get('Retry-After'), /^[1-9]\d*$/);
  t.equal((await ask('POST', 'events', event())).status, 200, 'publishing has a limit of its own');
  t.equal((await askRaw('GET', '/apps/app-1/channels')).status, 401, 'who cannot sign learns nothing of it');
  await clock.advance(1000);
  t.equal((await ask('GET', 'channels')).status, 200);
});

t.test('[L14] a process that is late answers 503 to the API, and goes on saying that it lives', async (t) => {
  let late = true;
  const notReady = () => (late ? 'The server is overloaded' : undefined);
  const { ask, askRaw, connect } = await testApi({}, { overloaded: () => late, notReady });
  const client = connect();
  await client.subscribe('news');
  client.socket.take();
  for (const [method, path] of [
    ['POST', 'events'],
    ['GET', 'channels'],
  ] as const) {
    const refused = await ask(method, path, method === 'POST' ? event() : {});
    t.equal(refused.status, 503);
    t.equal(refused.headers.get('Retry-After'), '1');
  }
  t.same(client.socket.take(), []);
  t.equal((await askRaw('GET', '/health')).status, 200);
  t.equal((await askRaw('GET', '/ready')).status, 503);
  late = false;
  t.equal((await ask('POST', 'events', event())).status, 200);
  t.equal(client.socket.take().length, 1);
});
