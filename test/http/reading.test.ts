import t from 'tap';
import { testApi } from '../support/http/ask.ts';

const event = { name: 'headline', channel: 'news', data: 'x' };
const info = (value: string, ...more: [string, string][]): { query: [string, string][] } => ({
  query: [['info', value], ...more],
});

const kinds = [
  'news',
  'private-a',
  'presence-a',
  'cache-a',
  'private-cache-a',
  'presence-cache-a',
  'private-encrypted-a',
  'private-encrypted-cache-a',
  '__proto__',
  'aZ09_-=@,.;',
];

t.test('[H29] corner cases 32 and 33: every occupied channel of any kind, and none is {}', async (t) => {
  const { ask, connect } = await testApi();
  t.equal((await ask('GET', 'channels')).text, '{"channels":{}}');
  const reader = connect();
  await reader.signIn('u1');
  for (const channel of kinds)
    await reader.subscribe(channel, channel.startsWith('presence-') ? { user_id: 'u1' } : undefined);
  await reader.subscribe('#server-to-user-u1');
  t.same(
    reader.socket.take().filter((frame) => frame.event === 'pusher:error'),
    [],
  );
  const list = async (prefix?: string): Promise<string[]> => {
    const options = prefix === undefined ? {} : { query: [['filter_by_prefix', prefix]] as [string, string][] };
    const { status, body } = await ask('GET', 'channels', options);
    t.equal(status, 200);
    const { channels } = body as { channels: Record<string, object> };
    for (const attributes of Object.values(channels)) t.same(attributes, {});
    return Object.keys(channels).sort();
  };
  t.same(await list(), [...kinds].sort(), 'all but the user’s own');
  t.same(await list(''), [...kinds].sort());
  t.same(await list('presence-'), ['presence-a', 'presence-cache-a']);
  t.same(await list('private-encrypted-'), ['private-encrypted-a', 'private-encrypted-cache-a']);
  t.same(await list('cache-'), ['cache-a'], 'at the start alone');
  t.same(await list('nothing'), []);
  t.same(await list('#server-to-user-'), []);
  await reader.say('pusher:unsubscribe', { channel: 'news' });
  t.notOk((await list()).includes('news'), 'left');
  await reader.hangUp();
  t.equal((await ask('GET', 'channels')).text, '{"channels":{}}', 'gone');
});

t.test('[H29] a channel that was published to is not occupied by that', async (t) => {
  const { ask } = await testApi();
  await ask('POST', 'events', { body: { ...event, channels: ['news', 'cache-news'] } });
  t.equal((await ask('GET', 'channels')).text, '{"channels":{}}');
});

t.test('[H30] corner case 33: user_count wants a presence- prefix, and counts users', async (t) => {
  const { ask, connect } = await testApi();
  for (const user_id of ['u1', 'u1', 'u2']) await connect().subscribe('presence-a', { user_id });
  await connect().subscribe('presence-cache-b', { user_id: 'u1' });
  await connect().subscribe('news');
  const wrong = [[], ['filter_by_prefix', ''], ['filter_by_prefix', 'presence'], ['filter_by_prefix', 'private-']];
  for (const more of wrong) {
    const { status, body } = await ask(
      'GET',
      'channels',
      info('user_count', ...(more.length > 0 ? [more as [string, string]] : [])),
    );
    t.equal(status, 400, more.join('='));
    t.match(body, { error: /user_count .*presence-/ });
  }
  for (const prefix of ['presence-', 'presence-a', 'presence-cache-']) {
    const { status, body } = await ask('GET', 'channels', info('user_count', ['filter_by_prefix', prefix]));
    t.equal(status, 200);
    const all = { 'presence-a': { user_count: 2 }, 'presence-cache-b': { user_count: 1 } };
    const wanted = Object.entries(all).filter(([name]) => name.startsWith(prefix));
    t.same(body, { channels: Object.fromEntries(wanted) });
  }
});

t.test('[H30] subscription_count wants an app with counts on; any other attribute is 400', async (t) => {
  const off = await testApi();
  t.match(await off.ask('GET', 'channels', info('subscription_count')), {
    status: 400,
    body: { error: /subscriptionCount/ },
  });
  const { ask, connect } = await testApi({ subscriptionCount: true });
  for (const user_id of ['u1', 'u1']) await connect().subscribe('presence-a', { user_id });
  await connect().subscribe('news');
  t.same((await ask('GET', 'channels', info('subscription_count'))).body, {
    channels: { 'presence-a': { subscription_count: 2 }, news: { subscription_count: 1 } },
  });
  const both = info('user_count,subscription_count', ['filter_by_prefix', 'presence-']);
  t.same((await ask('GET', 'channels', both)).body, {
    channels: { 'presence-a': { user_count: 1, subscription_count: 2 } },
  });
  for (const other of ['cache', 'occupied', 'foo', 'user_count,foo', 'constructor']) {
    t.match(await ask('GET', 'channels', info(other, ['filter_by_prefix', 'presence-'])), {
      status: 400,
      body: { error: /info/ },
    });
  }
});

t.test('[H31] corner case 8: occupied always; members, connections and the rest when asked', async (t) => {
  const { ask, connect } = await testApi({ subscriptionCount: true });
  const clients = [connect(), connect(), connect()];
  for (const [at, user_id] of ['u1', 'u1', 'u2'].entries()) await clients[at]?.subscribe('presence-a', { user_id });
  const get = async (channel: string, attributes = ''): Promise<unknown> => {
    const { status, body } = await ask('GET', `channels/${channel}`, attributes === '' ? {} : info(attributes));
    t.equal(status, 200);
    return body;
  };
  t.same(await get('presence-a'), { occupied: true });
  t.same(await get('presence-a', 'user_count'), { occupied: true, user_count: 2 });
  t.same(await get('presence-a', 'subscription_count,user_count'), {
    occupied: true,
    user_count: 2,
    subscription_count: 3,
  });
  t.same(await get('presence-never', 'subscription_count,user_count'), {
    occupied: false,
    user_count: 0,
    subscription_count: 0,
  });
  t.same(await get('never'), { occupied: false });
  t.same(await get('never', 'subscription_count'), { occupied: false, subscription_count: 0 });
  await clients[0]?.hangUp();
  t.same(await get('presence-a', 'subscription_count,user_count'), {
    occupied: true,
    user_count: 2,
    subscription_count: 2,
  });
  await clients[1]?.hangUp();
  await clients[2]?.say('pusher:unsubscribe', { channel: 'presence-a' });
  t.same(await get('presence-a', 'user_count'), { occupied: false, user_count: 0 });
});

t.test('[H31] what the kind of channel or the app does not have, or what is not known, is 400', async (t) => {
  const { ask } = await testApi();
  const wrong: [channel: string, attributes: string, says: RegExp][] = [
    ['news', 'user_count', /user count/],
    ['private-a', 'user_count', /user count/],
    ['cache-a', 'user_count', /user count/],
    ['news', 'cache', /cache/],
    ['presence-a', 'cache', /cache/],
    ['private-encrypted-a', 'cache', /cache/],
    ['cacheable', 'cache', /cache/],
    ['presences', 'user_count', /user count/],
    ['presence-a', 'subscription_count', /subscriptionCount/],
    ['presence-a', 'user_count,foo', /"foo"/],
    ['presence-a', 'members', /"members"/],
    ['presence-a', '__proto__', /"__proto__"/],
  ];
  for (const [channel, attributes, says] of wrong) {
    const { status, body } = await ask('GET', `channels/${channel}`, info(attributes));
    t.equal(status, 400, `${channel} ${attributes}`);
    t.match(body, { error: says });
  }
});

t.test('[H32] corner case 40: cache is data and ttl in whole seconds, or null', async (t) => {
  const { ask, clock } = await testApi({}, {}, { oneNode: 'to the millisecond, and Redis has a clock of its own' });
  const cached = ['cache-a', 'private-cache-a', 'presence-cache-a', 'private-encrypted-cache-a'];
  for (const channel of cached) {
    t.same((await ask('GET', `channels/${channel}`, info('cache'))).body, { occupied: false, cache: null });
    await ask('POST', 'events', { body: { ...event, channel, data: '{"a":"\\/é🎉"}' } });
    const { body } = await ask('GET', `channels/${channel}`, info('cache'));
    t.same(body, { occupied: false, cache: { data: '{"a":"\\/é🎉"}', ttl: 1800 } });
  }
  const ttl = async (): Promise<unknown> => {
    const { body } = await ask('GET', 'channels/cache-a', info('cache'));
    return (body as { cache: { ttl: number } | null }).cache?.ttl;
  };
  await clock.advance(1);
  t.equal(await ttl(), 1800, 'the second that has begun');
  await clock.advance(999);
  t.equal(await ttl(), 1799);
  await clock.advance(1_798_999);
  t.equal(await ttl(), 1, 'never 0 while it is there');
  await clock.advance(1);
  t.equal(await ttl(), undefined);
  t.same((await ask('GET', 'channels/cache-a', info('cache'))).body, { occupied: false, cache: null });
});

t.test('[H32] the last event is told, and its time starts anew', async (t) => {
  const { ask, clock } = await testApi({ cacheTtl: 60 });
  for (const data of ['one', 'two']) {
    await ask('POST', 'events', { body: { ...event, channel: 'cache-a', data } });
    await clock.advance(30_000);
  }
  t.match((await ask('GET', 'channels/cache-a', info('cache'))).body, { cache: { data: 'two', ttl: 30 } });
});

t.test('[H33] a channel in the path is percent-decoded, or stands there as it is', async (t) => {
  const { ask, connect } = await testApi();
  const name = 'presence-aZ09_-=@,.;';
  await connect().subscribe(name, { user_id: 'u1' });
  const percent = Array.from(name, (one) => `%${one.charCodeAt(0).toString(16)}`).join('');
  for (const path of [name, encodeURIComponent(name), percent]) {
    t.same((await ask('GET', `channels/${path}`)).body, { occupied: true }, path);
    t.same((await ask('GET', `channels/${path}/users`)).body, { users: [{ id: 'u1' }] }, path);
    t.match((await ask('GET', `channels/${path}/stats`)).body, { occupied: true }, path);
  }
  t.same((await ask('GET', 'channels/%23server-to-user-u1')).body, { occupied: false });
});

t.test('[H33] an illegal name is 400', async (t) => {
  const { ask } = await testApi();
  for (const name of [
    'a%20b',
    'a b',
    'a+b',
    'a%2Bb',
    'a:b',
    'a%2Fb',
    '%C3%A9',
    '%23x',
    '%',
    '%zz',
    '%00',
    'x'.repeat(165),
  ]) {
    for (const path of [`channels/${name}`, `channels/${name}/stats`, `channels/presence-${name}/users`]) {
      t.match(await ask('GET', path), { status: 400, body: { error: /channel name/ } }, path);
    }
  }
  t.equal((await ask('GET', `channels/${'x'.repeat(164)}`)).status, 200);
});

t.test('[H33] corner cases 8 and 11: the users of a presence channel, each member once, as strings', async (t) => {
  const { ask, connect } = await testApi();
  const users = async (channel: string): Promise<unknown> => {
    const { status, body } = await ask('GET', `channels/${channel}/users`);
    t.equal(status, 200);
    return body;
  };
  t.same(await users('presence-a'), { users: [] });
  t.same(await users('presence-cache-a'), { users: [] });
  const clients = [connect(), connect(), connect()];
  for (const [at, user_id] of ['u1', 'u1', 7].entries()) await clients[at]?.subscribe('presence-a', { user_id });
  t.strictSame(await users('presence-a'), { users: [{ id: 'u1' }, { id: '7' }] });
  await clients[0]?.hangUp();
  t.same(await users('presence-a'), { users: [{ id: 'u1' }, { id: '7' }] }, 'u1 has a connection left');
  await clients[1]?.hangUp();
  t.same(await users('presence-a'), { users: [{ id: '7' }] });
  await clients[2]?.hangUp();
  t.same(await users('presence-a'), { users: [] });
});

t.test('[H33] the users of another kind of channel are 400', async (t) => {
  const { ask } = await testApi();
  for (const name of [
    'news',
    'private-a',
    'cache-a',
    'presences',
    'my-presence-a',
    'private-cache-a',
    '%23server-to-user-1',
  ]) {
    t.match(await ask('GET', `channels/${name}/users`), { status: 400, body: { error: /presence/ } });
  }
});

t.test('[H35] the old stats of a channel', async (t) => {
  const { ask, connect } = await testApi();
  const stats = async (channel: string): Promise<unknown> => (await ask('GET', `channels/${channel}/stats`)).body;
  t.same(await stats('presence-a'), { occupied: false, user_count: 0, connection_count: 0 });
  for (const user_id of ['u1', 'u1', 'u2']) await connect().subscribe('presence-a', { user_id });
  await connect().subscribe('news');
  t.same(await stats('presence-a'), { occupied: true, user_count: 2, connection_count: 3 });
  t.same(await stats('news'), { occupied: true, user_count: 0, connection_count: 1 });
});
