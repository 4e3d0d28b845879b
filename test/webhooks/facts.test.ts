import t from 'tap';
import type { Fact } from '../../src/channels/ports/facts.ts';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import { type TestCore, testCore } from '../support/core/core.ts';
import { readBody } from '../support/webhooks/webhooks.ts';

/** What was told since the last call; each fits into a webhook. */
function told(core: TestCore): Fact[] {
  const facts = core.facts.splice(0);
  if (facts.length > 0) readBody(JSON.stringify({ time_ms: 1, events: facts }));
  return facts;
}

const edges = ['channel_occupied', 'channel_vacated'];
const kinds = [
  'news',
  'private-news',
  'private-encrypted-news',
  'cache-news',
  'private-cache-news',
  'private-encrypted-cache-news',
];

t.test('[W4] [W9] every kind of channel is occupied with its first subscriber and vacated with its last', async (t) => {
  for (const channel of kinds) {
    const core = await testCore();
    const [a, b] = [core.connect(), core.connect()];
    await a.subscribe(channel);
    await b.subscribe(channel);
    await b.hangUp();
    await a.say('pusher:unsubscribe', { channel });
    await core.clock.advance(3000);
    const facts = told(core).filter(({ name }) => edges.includes(name));
    t.same(facts, [
      { name: 'channel_occupied', channel },
      { name: 'channel_vacated', channel },
    ]);
  }
});

t.test('[W4] an abrupt end vacates every channel of the connection', async (t) => {
  const core = await testCore();
  const client = core.connect();
  for (const channel of kinds) await client.subscribe(channel);
  await client.subscribe('presence-room', { user_id: 'u1' });
  told(core);
  await client.hangUp();
  await core.clock.advance(3000);
  const vacated = told(core).filter(({ name }) => name === 'channel_vacated');
  t.same(vacated.map(({ channel }) => channel).sort(), [...kinds, 'presence-room'].sort());
});

t.test('[W4] nothing is told of #server-to-user- channels', async (t) => {
  const core = await testCore({ subscriptionCount: true });
  const client = core.connect();
  await client.signIn('u1');
  await client.say('pusher:subscribe', { channel: '#server-to-user-u1' });
  t.match(client.socket.events(), ['pusher:connection_established', 'pusher:signin_success', /succeeded/]);
  await client.hangUp();
  await core.clock.advance(3000);
  t.same(told(core), []);
});

t.test('[W5] ten connections of a user are one member', async (t) => {
  const core = await testCore();
  const clients = Array.from({ length: 10 }, () => core.connect());
  for (const client of clients) await client.subscribe('presence-room', { user_id: 7, user_info: { name: 'A' } });
  t.same(told(core), [
    { name: 'channel_occupied', channel: 'presence-room' },
    { name: 'member_added', channel: 'presence-room', user_id: '7' },
  ]);
  for (const client of clients) await client.hangUp();
  await core.clock.advance(3000);
  t.same(told(core), [
    { name: 'member_removed', channel: 'presence-room', user_id: '7' },
    { name: 'channel_vacated', channel: 'presence-room' },
  ]);
});

t.test('[W6] a client event is told with its sender, its data as it leaves', async (t) => {
  const core = await testCore({ clientEvents: true });
  const client = core.connect();
  await client.subscribe('private-chat');
  await client.subscribe('presence-room', { user_id: 'u1' });
  told(core);
  await client.say('client-typing', { on: true }, 'private-chat');
  await client.say('client-typing', 'as it is', 'presence-room');
  await client.say('client-typing', undefined, 'private-chat');
  const common = { name: 'client_event', event: 'client-typing', socket_id: client.connection.id };
  t.same(told(core), [
    { ...common, channel: 'private-chat', data: '{"on":true}' },
    { ...common, channel: 'presence-room', data: 'as it is', user_id: 'u1' },
    { ...common, channel: 'private-chat' },
  ]);
});

t.test('[W6] one that the cluster did not take is not told', async (t) => {
  const core = await testCore({ clientEvents: true }, (clock) => ({
    ...memoryCluster(clock),
    publish: () => Promise.reject(new Error('no cluster')),
  }));
  const client = core.connect();
  await client.subscribe('private-chat');
  told(core);
  await client.say('client-typing', {}, 'private-chat');
  t.equal(client.socket.events().at(-1), 'pusher:error');
  t.same(told(core), []);
});

t.test('[W7] counts are told as the frames are sent, and with 0 in the end', async (t) => {
  const core = await testCore({ subscriptionCount: true });
  const [a, b] = [core.connect(), core.connect()];
  for (const client of [a, b]) await client.subscribe('news');
  await a.subscribe('presence-room', { user_id: 'u1' });
  await b.hangUp();
  await a.hangUp();
  const counts = told(core).filter(({ name }) => name === 'subscription_count');
  t.same(
    counts,
    [1, 2, 1, 0].map((n) => ({ name: 'subscription_count', channel: 'news', subscription_count: n })),
  );
});

t.test('[W7] a crowd is counted from time to time', async (t) => {
  const core = await testCore({ subscriptionCount: true });
  for (let n = 1; n <= 105; n += 1) {
    await core.connect().subscribe('news');
    if (n < 100 && n % 10 === 0) await core.clock.advance(1000); // [S27] more in a second would be told as one
  }
  const counted = (): unknown[] =>
    told(core).flatMap((fact) => ('subscription_count' in fact ? [fact.subscription_count] : []));
  t.equal(counted().length, 100, 'each of the first hundred');
  await core.clock.advance(4999);
  t.same(counted(), []);
  await core.clock.advance(1);
  t.same(counted(), [105]);
});

t.test('[W7] without the setting no count is told', async (t) => {
  const core = await testCore();
  await core.connect().subscribe('news');
  t.same(told(core), [{ name: 'channel_occupied', channel: 'news' }]);
});

t.test('[W8] a miss is told with the first newcomer, and again once the channel was vacated', async (t) => {
  const core = await testCore({ cacheTtl: 10 });
  const miss = { name: 'cache_miss', channel: 'cache-rates' };
  const [a, b] = [core.connect(), core.connect()];
  await a.subscribe('cache-rates');
  await b.subscribe('cache-rates');
  t.same(told(core), [{ name: 'channel_occupied', channel: 'cache-rates' }, miss]);
  await a.hangUp();
  await b.hangUp();
  await core.clock.advance(3000);
  told(core);
  const c = core.connect();
  await c.subscribe('cache-rates');
  t.same(told(core), [{ name: 'channel_occupied', channel: 'cache-rates' }, miss]);
  await core.publish('cache-rates', 'rate', '1');
  await core.connect().subscribe('cache-rates');
  t.same(told(core), [], 'a channel that remembers an event misses nothing');
  await core.clock.advance(10_000);
  await core.connect().subscribe('cache-rates');
  t.same(told(core), [miss], 'until it has forgotten it');
});

t.test('[W9] what is refused, repeated or published tells nothing', async (t) => {
  const core = await testCore({ clientEvents: true });
  const client = core.connect();
  await client.subscribe('presence-room', { user_id: 'u1' });
  await client.subscribe('news');
  told(core);
  await client.subscribe('news');
  await client.subscribe('presence-room', { user_id: 'u1' });
  await client.say('pusher:unsubscribe', { channel: 'never' });
  await client.say('pusher:subscribe', { channel: 'private-x', auth: 'key-1:bad' });
  await client.say('pusher:subscribe', { channel: 'a b' });
  await client.say('client-x', {}, 'news');
  await client.say('client-x', {}, 'private-x');
  const second = core.connect();
  await second.subscribe('presence-room', { user_id: 'u1' });
  await second.subscribe('news');
  await second.hangUp();
  await core.publish('news', 'headline', '{}');
  await core.publish('presence-room', 'headline', '{}');
  await core.clock.advance(10_000);
  t.same(told(core), []);
});

t.test('[W10] [W11] a reloaded page tells nothing, and the others see it go and come at once', async (t) => {
  const core = await testCore();
  const watcher = core.connect();
  await watcher.subscribe('presence-room', { user_id: 'w' });
  const before = core.connect();
  const channels = ['news', 'private-chat', 'cache-rates'];
  for (const channel of channels) await before.subscribe(channel);
  await before.subscribe('presence-room', { user_id: 'u1' });
  told(core);
  watcher.socket.take();
  await before.hangUp();
  t.same(watcher.socket.events(), ['pusher_internal:member_removed'], 'the frame does not wait');
  await core.clock.advance(2999);
  const after = core.connect();
  for (const channel of channels) await after.subscribe(channel);
  await after.subscribe('presence-room', { user_id: 'u1' });
  t.same(watcher.socket.events(), ['pusher_internal:member_added']);
  await core.clock.advance(60_000);
  t.same(told(core), []);
  await after.hangUp();
  await core.clock.advance(2999);
  t.same(told(core), []);
  await core.clock.advance(1);
  t.same(
    told(core).map(({ name, channel }) => `${name} ${channel}`),
    [...channels.map((channel) => `channel_vacated ${channel}`), 'member_removed presence-room'],
  );
});
