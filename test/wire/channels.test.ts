import t from 'tap';
import { hmac } from '../../src/protocol/hmac.ts';
import { channelText } from '../../src/protocol/signatures.ts';
import { pusherError, refused, succeeded, unsubscribeText } from '../support/clients/frames.ts';
import type { RawClient } from '../support/clients/raw-client.ts';
import { barrier, Ear, subscribed } from '../support/clients/stock.ts';
import { credentials } from '../support/core/core.ts';
import { testServer } from '../support/nodes/server.ts';

const legal = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=@,.;';
const badName = 'Invalid channel name: expected a text of letters, digits and _ - = @ , . ; within the length limit';

/** Says it, and answers all that came of it. */
async function answerTo(client: RawClient, event: string, data?: unknown) {
  client.say(event, data);
  return client.barrier();
}

t.test('[S6] corner case 1: success carries data "{}", whatever stands for no auth', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.barrier();
  for (const [index, auth] of ['', '"auth":null,', '"auth":"",'].entries()) {
    client.sayRaw(`{"event":"pusher:subscribe","data":{${auth}"channel":"n${index}"}}`);
    t.strictSame(await client.barrier(), [succeeded(`n${index}`)]);
    const text = `{"event":"pusher_internal:subscription_succeeded","data":"{}","channel":"n${index}"}`;
    t.ok(client.texts.includes(text));
  }
});

t.test('[S1] corner case 50: every legal character and 164 of them, with stock pusher-js', async (t) => {
  const server = await testServer(t);
  const client = await server.pusher();
  for (const name of [legal, 'foo-bar_1234@=,.;', 'x'.repeat(164), '=', ';']) {
    const channel = client.subscribe(name);
    const ear = new Ear(channel);
    await subscribed(channel);
    await server.sdk.trigger(name, 'x', { name });
    t.same(await ear.next('x'), { name });
  }
});

t.test('[S2] [S5] corner case 50: illegal names are refused in two frames, and the connection goes on', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.barrier();
  for (const name of ['a b', 'a+b', 'a:b', 'a/b', 'é', '#x', '', 'x'.repeat(165), 'private-a b', '#server-to-user-'])
    t.strictSame(
      await answerTo(client, 'pusher:subscribe', { channel: name, auth: 'nonsense' }),
      refused(name, 'InvalidChannel', 400, badName),
      name,
    );
});

t.test(
  '[S3] [L5] corner case 21: a channel that is missing or no string, and worse, gets an error frame',
  async (t) => {
    const server = await testServer(t);
    const client = await server.raw();
    await client.join('news');
    await client.barrier();
    for (const event of ['pusher:subscribe', 'pusher:unsubscribe'])
      for (const channel of [undefined, null, 5, {}, []])
        t.strictSame(await answerTo(client, event, { channel, auth: '' }), [pusherError(badName)]);
    t.match(await answerTo(client, 'pusher:subscribe', { channel: 'presence-a', auth: 'a:b', channel_data: {} }), [
      { event: 'pusher:subscription_error', data: { status: 401 } },
      { event: 'pusher:error' },
    ]);
    await server.sdk.trigger('news', 'x', 1);
    t.match(await client.barrier(), [{ event: 'x' }]);
  },
);

t.test('[S4] corner case 15: prefixes are whole and at the start; the rest is public', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.barrier();
  for (const name of [
    'privateers',
    'presences',
    'my-private-x',
    'cacheable',
    'Private-x',
    'xprivate-encrypted-cache-y',
  ])
    t.strictSame(await answerTo(client, 'pusher:subscribe', { channel: name }), [succeeded(name)]);
  for (const name of ['private-', 'presence-', 'private-encrypted-x', 'private-cache-x', 'presence-cache-x'])
    t.match(await answerTo(client, 'pusher:subscribe', { channel: name }), [
      { event: 'pusher:subscription_error' },
      {},
    ]);
});

t.test('[S7] [S8] [S9] right, wrong, missing, foreign, replayed; the socket stays open', async (t) => {
  const server = await testServer(t, {}, {});
  const [client, thief] = [await server.raw(), await server.raw()];
  for (const one of [client, thief]) await one.barrier();
  const channel = 'private-a';
  const auth = client.sign(channelText(client.socketId, channel));
  const wrong = `${credentials.key}:${hmac('another secret', channelText(client.socketId, channel))}`;
  const expected = `Invalid signature: Expected HMAC SHA256 hex digest of ${client.socketId}:${channel}, but got `;
  const cases: [auth: unknown, error: string][] = [
    [wrong, expected + wrong.split(':')[1]],
    [undefined, 'Invalid format: auth must have the format key:signature'],
    ['', 'Invalid format: auth must have the format key:signature'],
    [auth.replace(credentials.key, 'key-of-another'), "Invalid key in subscription auth data: 'key-of-another'"],
  ];
  for (const [bad, error] of cases)
    t.strictSame(
      await answerTo(client, 'pusher:subscribe', { channel, auth: bad }),
      refused(channel, 'AuthError', 401, error),
    );
  const replayed = expected.replace(client.socketId, thief.socketId) + auth.split(':')[1];
  t.strictSame(
    await answerTo(thief, 'pusher:subscribe', { channel, auth }),
    refused(channel, 'AuthError', 401, replayed),
  );
  t.strictSame(await answerTo(client, 'pusher:subscribe', { channel, auth }), [succeeded(channel)], 'and then right');
});

t.test('[S9] corner case 20: missing auth is an error, and no end', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.barrier();
  for (const channel of ['private-a', 'presence-a', 'private-encrypted-a', 'private-cache-a', 'presence-cache-a']) {
    for (const auth of [{}, { auth: null }, { auth: '' }, { auth: 5 }, { auth: {} }])
      t.match(await answerTo(client, 'pusher:subscribe', { channel, ...auth }), [
        { event: 'pusher:subscription_error', channel, data: { type: 'AuthError', status: 401 } },
        { event: 'pusher:error', data: { code: null } },
      ]);
  }
});

t.test('[S5] [U2] corner case 27: a failed authorisation never says 42xx, and closes nothing', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.barrier();
  client.say('pusher:subscribe', { channel: 'private-a', auth: 'key-1:0' });
  client.say('pusher:subscribe', { channel: '#server-to-user-u' });
  client.say('pusher:signin', { auth: 'key-1:0', user_data: '{"id":"u"}' });
  const codes = (await client.barrier()).map(({ data }) => (data as { code?: number | null }).code);
  t.strictSame(codes, [undefined, null, undefined, null, 4009]);
});

t.test('[S7] [S10] corner case 22: private channels of stock pusher-js, with channel_data too', async (t) => {
  const server = await testServer(t);
  const client = await server.pusher({
    channelAuthorization: {
      transport: 'ajax',
      endpoint: '',
      customHandler: ({ socketId, channelName }, callback) =>
        callback(null, server.sdk.authorizeChannel(socketId, channelName, { user_id: 'é/"' })),
    },
  });
  const channel = client.subscribe('private-with-data');
  const ear = new Ear(channel);
  await subscribed(channel);
  await server.sdk.trigger('private-with-data', 'x', 1);
  t.equal(await ear.next('x'), 1);
});

t.test('[S5] [S8] a stock client whose authoriser signs nonsense hears of it on the channel, and stays', async (t) => {
  const server = await testServer(t);
  const client = await server.pusher({
    channelAuthorization: {
      transport: 'ajax',
      endpoint: '',
      customHandler: (_, callback) => callback(null, { auth: `${credentials.key}:0` }),
    },
  });
  const error = new Ear(client.subscribe('private-a')).next('pusher:subscription_error');
  t.match(await error, { type: 'AuthError', status: 401, error: /^Invalid signature/ });
  t.equal(client.connection.state, 'connected');
});

t.test('[S13] corner case 23: subscribing twice, unsubscribing what is not subscribed', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.join('news');
  await client.barrier();
  t.strictSame(await answerTo(client, 'pusher:subscribe', { channel: 'news' }), [
    pusherError('Existing subscription to channel news'),
  ]);
  t.strictSame(await answerTo(client, 'pusher:unsubscribe', { channel: 'other' }), [
    pusherError('No current subscription to channel other, or subscription in progress'),
  ]);
  await server.sdk.trigger('news', 'x', 1);
  t.equal((await client.barrier()).length, 1, 'one copy');
});

t.test('[S14] unsubscribe and subscribe in one tick, a hundred times', async (t) => {
  const server = await testServer(t);
  const [client, stock] = [await server.raw(), await server.pusher()];
  await client.join('news');
  await client.barrier();
  await subscribed(stock.subscribe('news'));
  for (let round = 0; round < 100; round += 1) {
    client.sayRaw(unsubscribeText('news'));
    client.subscribe('news');
    stock.unsubscribe('news');
    stock.subscribe('news');
  }
  const frames = await client.barrier();
  t.equal(frames.filter(({ event }) => event === 'pusher_internal:subscription_succeeded').length, 100);
  t.equal(frames.length, 100);
  // What it rejoined is a new channel object of its own, with one subscription on the server.
  const again = stock.channel('news');
  const ear = new Ear(again);
  await barrier(stock);
  t.ok(again.subscribed);
  await server.sdk.trigger('news', 'x', 1);
  t.equal((await client.barrier()).length, 1);
  await barrier(stock);
  t.strictSame(ear.heard.filter(({ event }) => event === 'x').length, 1);
});

t.test('[S15] an unsubscribe is not answered; other channels go on', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  for (const name of ['news', 'sport']) await client.join(name);
  await client.barrier();
  t.strictSame(await answerTo(client, 'pusher:unsubscribe', { channel: 'news' }), []);
  await server.sdk.trigger(['news', 'sport'], 'x', 1);
  t.match(await client.barrier(), [{ event: 'x', channel: 'sport' }]);
});

t.test('[S16] a connection that was lost has left all; the next one starts with nothing', async (t) => {
  const server = await testServer(t);
  const [lost, witness] = [await server.raw(), await server.raw()];
  await witness.join('presence-a', { user_id: 'w' });
  await lost.join('presence-a', { user_id: 'lost' });
  await lost.signIn('lost');
  lost.destroy();
  await witness.next('pusher_internal:member_removed');
  const next = await server.raw();
  await next.barrier();
  for (const name of ['presence-a', '#server-to-user-lost'])
    t.match(await answerTo(next, 'pusher:unsubscribe', { channel: name }), [{ event: 'pusher:error' }]);
  t.match(await answerTo(next, 'pusher:subscribe', { channel: '#server-to-user-lost' }), [
    { event: 'pusher:subscription_error' },
    {},
  ]);
});

t.test('[S17] 1000 channels on one connection, and not one more', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  for (let n = 0; n < 1000; n += 1) client.subscribe(`c${n}`);
  await client.barrier();
  const error = 'A connection can be subscribed to at most 1000 channels';
  t.strictSame(
    await answerTo(client, 'pusher:subscribe', { channel: 'one-more' }),
    refused('one-more', 'LimitReached', 403, error),
  );
  await server.sdk.trigger('c999', 'x', 1);
  t.match(await client.barrier(), [{ event: 'x', channel: 'c999' }]);
});

t.test('[S28] 1000 channels of 64 characters pass, and of the longest as many as have 65536 bytes', async (t) => {
  const server = await testServer(t);
  const name = (n: number, length: number): string => `${n}`.padStart(length, 'c');
  const client = await server.raw();
  for (let n = 0; n < 1000; n += 1) client.subscribe(name(n, 64));
  t.equal((await client.barrier()).filter(({ event }) => event === 'pusher:error').length, 0);
  const greedy = await server.raw();
  for (let n = 0; n < 400; n += 1) greedy.subscribe(name(n, 164));
  t.strictSame(
    (await greedy.barrier()).slice(-2),
    refused(
      name(399, 164),
      'LimitReached',
      403,
      'The names of the channels of a connection can have at most 65536 bytes together',
    ),
  );
});
