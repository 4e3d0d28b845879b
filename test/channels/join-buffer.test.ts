import t from 'tap';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import { subscribeText } from '../support/clients/frames.ts';
import { type TestCore, testCore } from '../support/core/core.ts';

/** A cluster whose joins take effect at once, and are answered when it is told to. */
async function answeringLate(): Promise<TestCore & { letGo(): void }> {
  let letGo = (): void => {};
  const free = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const core = await testCore({}, (clock): Cluster => {
    const inner = memoryCluster(clock);
    return { ...inner, join: (...join) => inner.join(...join).then((joined) => free.then(() => joined)) };
  });
  return { ...core, letGo };
}

t.test('[L12] what happens before a subscribe is answered is bounded; who waits then is closed', async (t) => {
  const core = await answeringLate();
  const [client, other] = [core.connect(), core.connect()];
  for (const one of [client, other]) one.sayRaw(subscribeText('', 'news'));
  const there = core.connect();
  there.sayRaw(subscribeText('', 'other'));
  const data = 'x'.repeat(100_000);
  for (let left = 41; left > 0; left -= 1) await core.publish('news', 'n', data);
  t.equal(client.socket.closed, undefined, 'below 4 MB it waits');
  await core.publish('news', 'n', data);
  for (const one of [client, other]) t.match(one.socket.closed, { code: 4100 });
  t.equal(core.broker.counters.waitingCut, 2);
  const late = core.connect();
  late.sayRaw(subscribeText('', 'news'));
  await core.publish('news', 'n', 'last');
  core.letGo();
  await core.quiet();
  t.equal(there.socket.closed, undefined);
  t.same(late.socket.events().slice(-2), ['pusher_internal:subscription_succeeded', 'n']);
  t.match(await core.broker.stats(), { connections: 2, feeds: 2 });
  for (const one of [there, late]) await one.hangUp();
  t.match(await core.broker.stats(), { connections: 0, feeds: 0 });
  t.same(await core.cluster.channels(core.app, ''), [], 'nor in the cluster');
  t.same(core.errors, []);
});
