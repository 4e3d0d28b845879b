import t from 'tap';
import { settled } from '../support/core/clock.ts';
import type { FakeSocket } from '../support/core/fake-socket.ts';
import { type AskOptions, testApi } from '../support/http/ask.ts';

const event = { name: 'headline', channel: 'news', data: 'x' };

const datas = (socket: FakeSocket): unknown[] => socket.take().map(({ data }) => data);

t.test('[H16] an event goes to a list of channels or to one, and is answered {}', async (t) => {
  const { ask, connect } = await testApi();
  const [one, both] = [connect(), connect()];
  await one.subscribe('news');
  await both.subscribe('news');
  await both.subscribe('sport');
  one.socket.take();
  both.socket.take();
  const forms: object[] = [{ channels: ['news', 'sport'] }, { channel: 'news', channels: ['sport'] }];
  for (const form of forms) {
    const { status, text } = await ask('POST', 'events', { body: { name: 'headline', data: 'x', ...form } });
    t.equal(status, 200);
    t.equal(text, '{}');
    t.same(one.socket.take(), [{ event: 'headline', channel: 'news', data: 'x' }]);
    t.same(
      both.socket.take().sort((a, b) => (String(a.channel) < String(b.channel) ? -1 : 1)),
      [
        { event: 'headline', channel: 'news', data: 'x' },
        { event: 'headline', channel: 'sport', data: 'x' },
      ],
    );
  }
  t.same((await ask('POST', 'events', { body: event })).text, '{}');
  t.same(one.socket.take(), [{ event: 'headline', channel: 'news', data: 'x' }]);
  t.same(both.socket.take(), [{ event: 'headline', channel: 'news', data: 'x' }]);
});

t.test('[H16] a channel named twice gets it once', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const body = { name: 'headline', data: 'x', channel: 'news', channels: ['news', 'sport', 'news'] };
  t.equal((await ask('POST', 'events', { body })).status, 200);
  t.equal(reader.socket.take().length, 1);
});

t.test('[H16] parameters may stand in the query too, and the body goes before it', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  await reader.subscribe('sport');
  reader.socket.take();
  const query: AskOptions['query'] = [
    ['name', 'headline'],
    ['data', 'from the query'],
    ['channels[]', 'news'],
    ['channels[]', 'sport'],
  ];
  t.equal((await ask('POST', 'events', { query })).status, 200, 'and no body');
  t.match(reader.socket.take(), [{ data: 'from the query' }, { data: 'from the query' }]);
  t.equal((await ask('POST', 'events', { query, body: { data: 'from the body', channels: ['news'] } })).status, 200);
  t.match(reader.socket.take(), [{ event: 'headline', data: 'from the body' }]);
});

t.test('[H22] [H23] corner cases 30 and 31: everyone else gets it, whoever is left out', async (t) => {
  const { ask, connect } = await testApi();
  const [here, elsewhere, nowhere, gone, others] = [connect(), connect(), connect(), connect(), [connect(), connect()]];
  for (const one of [here, gone, ...others]) for (const channel of ['news', 'sport']) await one.subscribe(channel);
  await elsewhere.subscribe('other');
  await gone.hangUp();
  const everybody = [here, elsewhere, nowhere, ...others];
  for (const { socket } of everybody) socket.take();
  const cases: [why: string, socketId: unknown, left: unknown][] = [
    ['subscribed here', here.connection.id, here],
    ['subscribed elsewhere', elsewhere.connection.id, elsewhere],
    ['subscribed to nothing', nowhere.connection.id, nowhere],
    ['gone', gone.connection.id, undefined],
    ['nobody’s', '1.1', undefined],
    ['null', null, undefined],
    ['left out', undefined, undefined],
  ];
  for (const [why, socket_id, left] of cases) {
    const body = { name: 'headline', data: why, channels: ['news', 'sport'], socket_id };
    t.equal((await ask('POST', 'events', { body })).status, 200, why);
    const batch = [{ name: 'headline', data: why, channel: 'news', socket_id }];
    t.equal((await ask('POST', 'batch_events', { body: { batch } })).status, 200, why);
    for (const one of [here, ...others]) {
      const got = one.socket.take().map(({ channel, data }) => [channel, data]);
      t.same(
        got,
        one === left
          ? []
          : [
              ['news', why],
              ['sport', why],
              ['news', why],
            ],
        why,
      );
    }
    t.same([...elsewhere.socket.take(), ...nowhere.socket.take()], []);
  }
});

t.test('[H22] a socket_id means a connection of the same app', async (t) => {
  const { ask, connect, api } = await testApi();
  const reader = connect();
  const other = api.apps.byId('app-2');
  if (other === undefined) throw new Error('no second app');
  const foreign = connect(other);
  await reader.subscribe('news');
  await foreign.subscribe('news');
  reader.socket.take();
  foreign.socket.take();
  const body = { ...event, socket_id: foreign.connection.id };
  t.equal((await ask('POST', 'events', { body })).status, 200);
  t.equal(reader.socket.take().length, 1);
  t.same(foreign.socket.take(), [], 'channels of two apps never meet');
});

t.test('[H23] [H25] a socket_id of another form is 400', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  for (const socket_id of [
    '',
    '1',
    '1.',
    '.1',
    '1.2.3',
    'a.b',
    '1.2\n',
    ' 1.2',
    '-1.2',
    '１.２',
    5,
    1.5,
    {},
    [],
    true,
  ]) {
    const shown = JSON.stringify(socket_id);
    const { status, body } = await ask('POST', 'events', { body: { ...event, socket_id } });
    t.equal(status, 400, shown);
    t.match(body, { error: /socket_id/ });
    t.equal(
      (await ask('POST', 'batch_events', { body: { batch: [event, { ...event, socket_id }] } })).status,
      400,
      shown,
    );
  }
  t.same(reader.socket.take(), []);
});

t.test('[H24] with info the answer has a key for each distinct channel, occupied or not', async (t) => {
  const { ask, connect } = await testApi({ subscriptionCount: true });
  for (const user_id of ['u1', 'u1', 'u2']) await connect().subscribe('presence-room', { user_id });
  await connect().subscribe('news');
  const channels = ['presence-room', 'news', 'presence-empty', 'empty', 'news', '__proto__'];
  const post = async (info: string): Promise<unknown> => {
    const { status, body } = await ask('POST', 'events', { body: { name: 'a', data: 'x', channels, info } });
    t.equal(status, 200);
    return Object.entries((body as { channels: object }).channels);
  };
  t.same(await post('user_count'), [
    ['presence-room', { user_count: 2 }],
    ['news', {}],
    ['presence-empty', { user_count: 0 }],
    ['empty', {}],
    ['__proto__', {}],
  ]);
  t.same(await post('subscription_count'), [
    ['presence-room', { subscription_count: 3 }],
    ['news', { subscription_count: 1 }],
    ['presence-empty', { subscription_count: 0 }],
    ['empty', { subscription_count: 0 }],
    ['__proto__', { subscription_count: 0 }],
  ]);
  t.match(await post('user_count,subscription_count'), [['presence-room', { user_count: 2, subscription_count: 3 }]]);
});

t.test('[H24] with counts off subscription_count is left out; an attribute that is not known is 400', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const off = await ask('POST', 'events', { body: { ...event, info: 'user_count,subscription_count' } });
  t.same(off.body, { channels: { news: {} } });
  reader.socket.take();
  for (const info of ['cache', 'user_count,occupied', 'User_count', 'toString', 5, ['user_count'], {}]) {
    t.match(await ask('POST', 'events', { body: { ...event, info } }), { status: 400, body: { error: /info/ } });
  }
  t.same(reader.socket.take(), [], '[H25] and nothing was delivered');
});

t.test('[H25] an answer of 4xx means that nothing was delivered, to whatever kind of channel', async (t) => {
  const { ask, connect } = await testApi();
  const readers = [connect(), connect()];
  for (const one of readers) for (const name of ['news', 'cache-news', 'private-a']) await one.subscribe(name);
  for (const { socket } of readers) socket.take();
  const good = { name: 'headline', data: 'x' };
  const channels = ['news', 'cache-news', 'private-a'];
  const wrong: AskOptions[] = [
    { body: { ...good, channels: [...channels, 'a b'] } },
    { body: { ...good, channels, data: 'x'.repeat(10_241) } },
    { body: { ...good, channels, socket_id: 'x' } },
    { body: { ...good, channels, info: 'x' } },
    { body: { ...good, channels, name: 'pusher:x' } },
    { body: { ...good, channels }, secret: 'wrong' },
    { body: { ...good, channels }, timestamp: 1 },
    { body: { ...good, channels }, query: [['foo', 'x']] },
  ];
  for (const options of wrong) {
    const { status } = await ask('POST', 'events', options);
    t.ok(status >= 400 && status < 500, String(status));
  }
  await settled();
  for (const { socket } of readers) t.same(socket.take(), []);
  const { body } = await ask('GET', 'channels/cache-news', { query: [['info', 'cache']] });
  t.match(body, { cache: null }, 'nor remembered');
  t.equal((await ask('POST', 'events', { body: { ...good, channels } })).status, 200);
  for (const { socket } of readers) t.equal(socket.take().length, 3, 'while a good one arrives');
});

t.test('[H26] events of one publisher on one channel arrive in the order they were sent', async (t) => {
  const { ask, connect } = await testApi({}, {}, { oneNode: 'the requests of one connection end at one node' });
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const sent = Array.from({ length: 200 }, (_, n) => String(n));
  await Promise.all(sent.map((data) => ask('POST', 'events', { body: { ...event, data } })));
  t.same(datas(reader.socket), sent);
});
