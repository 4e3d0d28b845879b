import t from 'tap';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import { signInText, subscribeText, unsubscribeText } from '../support/clients/frames.ts';
import { type TestClient, type TestCore, testCore } from '../support/core/core.ts';
import { lateCluster } from '../support/core/late-cluster.ts';
import { type Mutator, mutator, writeDeep } from '../support/random/mutate.ts';
import { seeded } from '../support/random/random.ts';

const settings = { clientEvents: true, watchlist: true, subscriptionCount: true, limits: { presenceMembers: 3 } };

/** What a good client says, to be damaged. */
function corpus(socketId: string): string[] {
  return [
    signInText(socketId, { id: 'u1', watchlist: ['u2', 'u3'] }),
    signInText(socketId, { id: 'u2', user_info: {} }),
    subscribeText(socketId, 'news'),
    subscribeText(socketId, 'cache-a'),
    subscribeText(socketId, 'private-a'),
    subscribeText(socketId, 'presence-a', { user_id: 'u1', user_info: [1] }),
    subscribeText(socketId, 'presence-a', { user_id: 7 }),
    subscribeText(socketId, '#server-to-user-u1'),
    ...['news', 'cache-a', 'private-a', 'presence-a'].map(unsubscribeText),
    '{"event":"client-x","channel":"private-a","data":{"n":1}}',
    '{"event":"client-x","channel":"presence-a","data":"text"}',
    '{"event":"pusher:ping","data":{}}',
  ];
}

/** One of them says something, damaged or not, and may be gone; others come for those that went. */
function step(core: TestCore, clients: TestClient[], mutate: Mutator): TestClient[] {
  const client = mutate.pick(clients);
  const text = mutate.pick(corpus(client.connection.id));
  const damaged = mutate.chance(0.5) ? writeDeep(mutate.json(JSON.parse(text))) : mutate.text(text);
  client.sayRaw(mutate.chance(0.4) ? text : damaged);
  if (mutate.chance(0.02)) client.socket.close(1006, '');
  return clients.map((one) => (one.socket.closed?.code === 1006 ? core.connect() : one));
}

t.test('[L8] [L9] thousands of damaged messages over a cluster that answers late hurt nobody else', async (t) => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const core = await testCore(settings, (clock) => lateCluster(memoryCluster(clock), seed));
    const mutate = mutator(seeded(seed));
    const witness = core.connect();
    await witness.subscribe('witness');
    let clients = Array.from({ length: 8 }, () => core.connect());
    for (let batch = 0; batch < 15; batch += 1) {
      for (let left = 100; left > 0; left -= 1) clients = step(core, clients, mutate);
      await core.quiet();
      witness.socket.take();
      await core.publish('witness', 'n', String(batch));
      t.strictSame(witness.socket.take(), [{ event: 'n', channel: 'witness', data: String(batch) }]);
    }
    const ended = clients.filter(({ socket }) => socket.closed !== undefined);
    t.same(ended, [], 'nobody was closed for what he said');
    for (const { socket } of [...clients, witness]) socket.close(1006, '');
    await core.quiet();
    t.same(core.errors, []);
    const { addresses: _, ...held } = core.broker.stats();
    t.same({ ...held, topics: core.fanout.topics.size }, { connections: 0, feeds: 0, users: 0, topics: 0 });
    t.same(await core.cluster.channels(core.app, ''), []);
  }
});
