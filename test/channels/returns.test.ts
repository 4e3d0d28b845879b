import t from 'tap';
import { testCore } from '../support/core/core.ts';

t.test('[L34] who leaves presence channels without end leaves at once, and waits before it comes again', async (t) => {
  const core = await testCore();
  const others = core.connect();
  await others.subscribe('presence-a', { user_id: 'other' });
  const client = core.connect();
  const { socket } = client;
  const come = async (): Promise<boolean> => {
    await client.subscribe('presence-a', { user_id: 'u' });
    return socket.take().some(({ event }) => event === 'pusher_internal:subscription_succeeded');
  };
  const go = () => client.say('pusher:unsubscribe', { channel: 'presence-a' });
  let comings = 0;
  while (await come()) {
    comings += 1;
    await go();
  }
  t.equal(comings, 10);
  t.equal(others.socket.events().filter((event) => event.endsWith('member_removed')).length, 10, 'gone at once');
  await client.say('pusher:ping', {});
  t.same(socket.take(), [], 'what is behind it waits too');
  await core.clock.advance(99);
  t.same(socket.take(), []);
  await core.clock.advance(1);
  t.same(
    socket.take().map(({ event }) => event),
    ['pusher_internal:subscription_succeeded', 'pusher:pong'],
  );
  t.equal(core.broker.counters.subscribesDelayed, 1);
  await go();
  await client.subscribe('news');
  t.same(socket.events(), ['pusher_internal:subscription_succeeded'], 'other kinds of channel do not wait');
});

t.test('[L34] a page of many presence channels is left for another one within bounds', async (t) => {
  const core = await testCore();
  const client = core.connect();
  for (let n = 0; n < 1000; n += 1) await client.subscribe(`presence-${n}`, { user_id: 'u' });
  for (let n = 0; n < 1000; n += 1) await client.say('pusher:unsubscribe', { channel: `presence-${n}` });
  client.socket.take();
  await core.clock.advance(1000);
  await client.subscribe('presence-next', { user_id: 'u' });
  t.same(client.socket.events(), []);
  await core.clock.advance(60_000);
  t.ok(client.socket.events().includes('pusher_internal:subscription_succeeded'), 'a minute at most');
});
