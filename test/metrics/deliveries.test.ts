import t from 'tap';
import { testCore } from '../support/core/core.ts';

t.test('[M5] who has closed is told nothing, though it waits to leave its channels', async (t) => {
  let go = (): void => {};
  const turns = {
    crowded: false,
    hear: () => true,
    next: () =>
      new Promise<void>((resolve) => {
        go = resolve;
      }),
  };
  const core = await testCore({}, undefined, { turns });
  const [stays, goes] = [core.connect(), core.connect()];
  for (const client of [stays, goes]) await client.subscribe('news');
  const deliveries = () => core.broker.numbers()[0]?.counters.deliveries;
  await core.publish('news', 'a', '1');
  t.equal(deliveries(), 2);
  turns.crowded = true;
  await goes.hangUp();
  await core.publish('news', 'a', '2', goes.connection.id);
  t.equal(deliveries(), 3);
  go();
  await core.quiet();
  await core.publish('news', 'a', '3');
  t.equal(deliveries(), 4);
  t.equal(core.broker.numbers()[0]?.channels, 1);
});

t.test('[M4] [M5] who comes is not told of itself, and gauges are what is there', async (t) => {
  const core = await testCore();
  const [first, second] = [core.connect(), core.connect()];
  await first.subscribe('presence-room', { user_id: 'u1' });
  const before = core.broker.numbers()[0]?.counters.deliveries ?? 0;
  await second.subscribe('presence-room', { user_id: 'u2' });
  t.equal((core.broker.numbers()[0]?.counters.deliveries ?? 0) - before, 1, 'the first was told of the second');
  t.match(core.broker.numbers(), [{ members: 2, channels: 1, connections: 2, users: 0 }]);
  await first.hangUp();
  t.match(core.broker.numbers(), [{ members: 1, channels: 1, connections: 1 }]);
});
