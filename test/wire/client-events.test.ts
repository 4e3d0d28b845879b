import type { Channel } from 'pusher-js';
import t from 'tap';
import { pusherError } from '../support/clients/frames.ts';
import type { RawClient } from '../support/clients/raw-client.ts';
import { barrier, Ear, subscribed } from '../support/clients/stock.ts';
import { type TestServer, testServer } from '../support/nodes/server.ts';

/** Raw clients in a channel, with nothing left to read. */
async function members(server: TestServer, channel: string, howMany: number): Promise<RawClient[]> {
  const clients = await Promise.all(Array.from({ length: howMany }, () => server.raw()));
  for (const [index, client] of clients.entries())
    await client.join(channel, channel.startsWith('presence-') ? { user_id: `u${index}` } : undefined);
  for (const client of clients) await client.barrier();
  return clients;
}

t.test('[E2] [E5] stock pusher-js to stock pusher-js, with the sender on presence channels', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const [one, two] = [await server.pusher({ userId: 'u1' }), await server.pusher({ userId: 'u2' })];
  for (const name of ['private-a', 'presence-a', 'private-cache-a']) {
    const channels: Channel[] = [one.subscribe(name), two.subscribe(name)];
    const [own, other] = channels.map((channel) => new Ear(channel)) as [Ear, Ear];
    await Promise.all(channels.map(subscribed));
    channels[0]?.trigger('client-typing', { text: 'é' });
    t.same(await other.next('client-typing'), { text: 'é' });
    channels[1]?.trigger('client-back', {});
    await own.next('client-back');
    await barrier(one);
    t.notOk(
      own.heard.some(({ event }) => event === 'client-typing'),
      'never back to its sender',
    );
    if (name !== 'presence-a') continue;
    const from = new Promise((resolve) =>
      channels[1]?.bind('client-who', (_: unknown, more: unknown) => resolve(more)),
    );
    channels[0]?.trigger('client-who', {});
    t.same(await from, { user_id: 'u1' });
  }
});

t.test('[E2] three sockets of two users: both others get it, once', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const [one, two, three] = (await members(server, 'presence-a', 2)).concat(await server.raw());
  await three?.join('presence-a', { user_id: 'u0' });
  for (const client of [one, two, three]) await client?.barrier();
  one?.say('client-x', { n: 1 }, { channel: 'presence-a', user_id: 'somebody else', extra: true });
  t.strictSame(await one?.barrier(), []);
  const relayed = { event: 'client-x', channel: 'presence-a', data: '{"n":1}', user_id: 'u0' };
  for (const client of [two, three]) t.strictSame(await client?.barrier(), [relayed]);
});

t.test('[E1] off unless the app has it on', async (t) => {
  const server = await testServer(t);
  const [one, two] = await members(server, 'private-a', 2);
  one?.say('client-x', {}, { channel: 'private-a' });
  t.match(await one?.barrier(), [
    {
      event: 'pusher:error',
      data: { code: null, message: /^To send client events, you must enable this feature in the / },
    },
  ]);
  t.strictSame(await two?.barrier(), []);
});

t.test('[E3] [E4] [L3] what is refused is relayed to nobody', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const [one, two] = (await members(server, 'news', 2)) as [RawClient, RawClient];
  await two.join('private-a');
  await two.join('cache-a');
  await two.barrier();
  const cases: [event: string, channel: string, message: RegExp][] = [
    ['client-x', 'news', /only supported on private and presence channels/],
    ['client-x', 'cache-a', /only supported on private and presence channels/],
    ['client-x', '#server-to-user-u', /only supported on private and presence channels/],
    ['client-x', 'private-a', /^Cannot broadcast client event \(connection not subscribed to channel private-a\)$/],
    ['pusher_internal:x', 'private-a', /^Unsupported event received on socket: pusher_internal:x$/],
    ['xclient-a', 'private-a', /^Unsupported event received on socket: xclient-a$/],
    ['Client-a', 'news', /^Unsupported event received on socket: Client-a$/],
    ['foo', 'news', /^Unsupported event received on socket: foo$/],
  ];
  for (const [event, channel, message] of cases) {
    one.say(event, {}, { channel });
    t.match(await one.barrier(), [{ event: 'pusher:error', data: { code: null, message } }], `${event} ${channel}`);
  }
  await one.join('private-a');
  one.say('pusher:unsubscribe', { channel: 'private-a' });
  one.say('client-x', {}, { channel: 'private-a' });
  t.match(await one.barrier(), [{ event: 'pusher:error', data: { message: /not subscribed/ } }]);
  t.strictSame(await two.barrier(), []);
});

t.test('[E6] corner case 19: an object, a string and none', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const [one, two] = (await members(server, 'private-a', 2)) as [RawClient, RawClient];
  for (const data of [{ a: [1] }, '{"a":1}', 'plain', 5, null, undefined])
    one.say('client-x', data, { channel: 'private-a' });
  await one.barrier();
  t.strictSame(
    (await two.barrier()).map((frame) => ('data' in frame ? frame.data : 'none')),
    ['{"a":[1]}', '{"a":1}', 'plain', '5', 'null', 'none'],
  );
});

t.test('[E7] the eleventh within a second is dropped with 4301; a later one passes', async (t) => {
  // It asks again as fast as it is answered.
  const server = await testServer(t, { clientEvents: true, limits: { messagesPerSecond: 0 } });
  const [one, two] = (await members(server, 'private-a', 2)) as [RawClient, RawClient];
  for (let n = 0; n < 15; n += 1) one.say('client-x', n, { channel: 'private-a' });
  const refused = await one.barrier();
  t.strictSame(
    refused,
    Array(5).fill(pusherError('Client event dropped: more than 10 in a second on this connection', 4301)),
  );
  t.equal((await two.barrier()).length, 10);
  let passed = false;
  for (let tries = 0; !passed && tries < 100_000; tries += 1) {
    one.say('client-later', tries, { channel: 'private-a' });
    await one.barrier();
    passed = (await two.barrier()).length > 0;
  }
  t.ok(passed, 'it recovers');
});

t.test('[E8] 11 KB get an error frame, and the socket stays open; exactly 10 KB pass', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const [one, two] = (await members(server, 'private-a', 2)) as [RawClient, RawClient];
  for (const bytes of [10_240, 10_241, 11_264, 200_000])
    one.say('client-x', 'x'.repeat(bytes), { channel: 'private-a' });
  one.say(`client-${'n'.repeat(194)}`, '', { channel: 'private-a' });
  one.say(`client-${'n'.repeat(193)}`, '', { channel: 'private-a' });
  t.match(await one.barrier(), Array(4).fill({ event: 'pusher:error', data: { code: null } }));
  t.equal((await two.barrier()).length, 2);
});

t.test('[E9] a channel that is missing or no string', async (t) => {
  const server = await testServer(t, { clientEvents: true });
  const [one, two] = (await members(server, 'private-a', 2)) as [RawClient, RawClient];
  for (const channel of [undefined, null, 5, {}]) one.say('client-x', {}, { channel });
  t.match(await one.barrier(), Array(4).fill({ event: 'pusher:error', data: { code: null } }));
  t.strictSame(await two.barrier(), []);
});
