import t from 'tap';
import { cacheMiss, countOf, succeeded, unsubscribeText } from '../support/clients/frames.ts';
import { barrier, Ear, subscribed } from '../support/clients/stock.ts';
import type { Frame } from '../support/core/fake-socket.ts';
import { call } from '../support/http/api.ts';
import { testServer } from '../support/nodes/server.ts';

t.test('[S12] [S19] [S20] what a newcomer of a cache channel gets, in order', async (t) => {
  const server = await testServer(t, { subscriptionCount: true });
  await server.sdk.trigger('cache-full', 'App\\Event', { a: 1 });
  const client = await server.raw();
  await client.barrier();
  client.subscribe('cache-full');
  client.subscribe('private-cache-empty');
  t.strictSame(await client.barrier(), [
    succeeded('cache-full'),
    { event: 'App\\Event', channel: 'cache-full', data: '{"a":1}' },
    countOf('cache-full', 1),
    succeeded('private-cache-empty'),
    cacheMiss('private-cache-empty'),
    countOf('private-cache-empty', 1),
  ]);
  const stock = await server.pusher();
  t.same(await new Ear(stock.subscribe('cache-full')).next('App\\Event'), { a: 1 });
  await new Ear(stock.subscribe('private-cache-empty')).next('pusher:cache_miss');
  t.match(
    await client.barrier(),
    [{ event: /subscription_count/ }, { event: /subscription_count/ }],
    'no miss for others',
  );
});

t.test(
  '[S19] [S20] corner case 12: replay has the original name, a miss comes only when there is nothing',
  async (t) => {
    const server = await testServer(t);
    const [early, late] = [await server.raw(), await server.raw()];
    await early.join('cache-a');
    t.match(await early.next('pusher:cache_miss'), { channel: 'cache-a' });
    await server.sdk.trigger('cache-a', 'the.original\\Name', 1);
    await late.join('cache-a');
    t.match(await late.next('the.original\\Name'), { data: '1' });
    const after = [...(await early.barrier()), ...(await late.barrier())].map(({ event }) => event);
    t.notOk(after.includes('pusher:cache_miss'));
  },
);

t.test('[S19] [S20] corner case 13: replay has its channel, a miss has data "{}"', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await server.sdk.trigger('cache-full', 'x', 'y');
  await client.join('cache-full');
  t.strictSame(await client.next('x'), { event: 'x', channel: 'cache-full', data: 'y' });
  await client.join('cache-empty');
  await client.next('pusher:cache_miss');
  t.equal(client.texts.at(-1), '{"event":"pusher:cache_miss","channel":"cache-empty","data":"{}"}');
});

t.test('[S21] [S22] [S23] corner case 14: what is remembered, how long, and what never is', async (t) => {
  // It asks again and again, as fast as it is answered.
  const limits = { messagesPerSecond: 0 };
  const server = await testServer(t, { clientEvents: true, cacheTtl: 0.3, limits });
  const client = await server.raw();
  const batch = [{ channel: 'private-encrypted-cache-a', name: 'x', data: 'ciphertext' }];
  await call(server.port, 'POST', '/apps/app-1/batch_events', { body: { batch } });
  await client.join('private-encrypted-cache-a');
  t.match(await client.next('x'), { data: 'ciphertext' });
  await client.join('presence-cache-a', { user_id: 'u' });
  const guest = await server.raw();
  await guest.join('presence-cache-a', { user_id: 'g' });
  guest.say('client-x', 'no', { channel: 'presence-cache-a' });
  await guest.barrier();
  await guest.close();
  await client.next('pusher_internal:member_removed');
  const late = await server.raw();
  await late.join('presence-cache-a', { user_id: 'l' });
  t.strictSame((await late.barrier()).slice(1), [cacheMiss('presence-cache-a')]);
  for (const one of [client, late]) await one.close();
  const later = await server.raw();
  let missed = false;
  for (let tries = 0; !missed && tries < 10_000; tries += 1) {
    later.subscribe('private-encrypted-cache-a');
    later.sayRaw(unsubscribeText('private-encrypted-cache-a'));
    missed = (await later.barrier()).some(({ event }) => event === 'pusher:cache_miss');
  }
  t.ok(missed, 'forgotten after its time');
});

t.test('[S24] [S25] counts as stock pusher-js knows them; none on presence channels', async (t) => {
  const server = await testServer(t, { subscriptionCount: true });
  const [one, two] = [await server.pusher(), await server.pusher({ userId: 'u2' })];
  const channel = one.subscribe('news');
  const ear = new Ear(channel);
  t.same(await ear.next('pusher:subscription_count'), { subscription_count: 1 });
  two.subscribe('news');
  t.same(await ear.next('pusher:subscription_count'), { subscription_count: 2 });
  t.equal(channel.subscriptionCount, 2);
  two.disconnect();
  t.same(await ear.next('pusher:subscription_count'), { subscription_count: 1 });
  const members = one.subscribe('presence-a');
  const quiet = new Ear(members);
  await subscribed(members);
  await barrier(one);
  t.notOk(quiet.heard.some(({ event }) => event === 'pusher:subscription_count'));
});

t.test('[S26] [S27] many who come at once are told in few counts, and the last one is right', async (t) => {
  const server = await testServer(t, { subscriptionCount: true, countInterval: 0.3 });
  const witness = await server.raw();
  await witness.join('news');
  const crowd = await Promise.all(Array.from({ length: 120 }, () => server.raw()));
  for (const client of crowd) client.subscribe('news');
  const isRight = (frame: Frame): boolean => frame.data === '{"subscription_count":121}';
  await witness.next(isRight);
  const counts = (await witness.barrier()).filter(({ event }) => event.endsWith('subscription_count'));
  t.ok(counts.length >= 9 && counts.length < 119, `${counts.length} of 119 before the last`);
  await Promise.all(crowd.map((client) => client.close()));
  t.match(await witness.next((frame) => frame.data === '{"subscription_count":1}'), countOf('news', 1));
});
