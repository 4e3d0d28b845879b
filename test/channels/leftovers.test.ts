import t from 'tap';
import { type MemoryCluster, memoryCluster } from '../../src/cluster/memory/memory.ts';
import { signInText, subscribeText, unsubscribeText } from '../support/clients/frames.ts';
import { type TestClient, testCore } from '../support/core/core.ts';

const shared = ['news', 'private-a', 'private-encrypted-a', 'cache-a', 'private-cache-a', 'private-encrypted-cache-a'];
const presence = ['presence-a', 'presence-cache-a'];

/** Some of everything that a connection can hold, shared with others or its own; all of it every twentieth time. */
function holdMuch(client: TestClient, n: number): void {
  const { id } = client.connection;
  const user = `u${n % 50}`;
  const all = n % 20 === 0;
  client.sayRaw(signInText(id, { id: user, watchlist: [`u${(n + 1) % 50}`, `w${n}`] }));
  const names = [
    ...shared,
    ...presence,
    `own-${n}`,
    `private-own-${n}`,
    `presence-own-${n}`,
    `#server-to-user-${user}`,
  ];
  for (const [place, name] of names.entries()) {
    if (!all && (place + n) % 3 > 0) continue;
    client.sayRaw(
      subscribeText(id, name, name.startsWith('presence-') ? { user_id: user, user_info: { n } } : undefined),
    );
  }
  client.sayRaw(subscribeText(id, 'private-refused', 'x').replace('key-1:', 'key-1:0'));
  client.sayRaw(JSON.stringify({ event: 'client-x', channel: `private-own-${n}`, data: 'x' }));
  if (n % 7 === 0) client.sayRaw(unsubscribeText('presence-a'));
}

t.test(
  '[L9] [S16] [C19] 10,000 connects with every kind of subscription and as many abrupt closes leave nothing',
  async (t) => {
    let cluster: MemoryCluster | undefined;
    const limits = { connections: 1000, connectsPerSecond: 0 };
    const settings = {
      watchlist: true,
      subscriptionCount: true,
      clientEvents: true,
      authorizedConnections: true,
      limits,
    };
    const core = await testCore(settings, (clock) => {
      cluster = memoryCluster(clock);
      return cluster;
    });
    const batch = 500;
    let most = 0;
    for (let done = 0; done < 10_000; done += batch) {
      const clients = Array.from({ length: batch }, () => core.connect());
      for (const [n, client] of clients.entries()) holdMuch(client, done + n);
      // Some are in the middle of what they said, some are done, some were probed.
      for (const client of clients.slice(0, 100)) client.socket.close(1006, '');
      await core.quiet();
      most = Math.max(most, cluster?.stats().channels ?? 0);
      if (done % 2000 === 0) await core.clock.advance(130_000);
      for (const client of clients.slice(100)) client.socket.close(1006, '');
      await core.quiet();
      t.ok(clients.every(({ connection }) => connection.slot === undefined && connection.subscriptions.size === 0));
    }
    t.ok(most > 400, `${most} channels at a time`);
    t.equal(core.broker.counters.connectionsClosed, 10_000);
    t.strictSame(core.broker.stats(), { connections: 0, feeds: 0, users: 0, addresses: 0 });
    t.equal(core.fanout.topics.size, 0);
    t.same(await core.cluster.channels(core.app, ''), []);
    t.same(core.errors, []);
    await core.clock.advance(200_000);
    t.strictSame(cluster?.stats(), { channels: 0, users: 0, watchers: 0, missed: 0 });
    t.equal(core.clock.timers, 0, 'no timer either');
    const quota = Array.from({ length: 1000 }, () => core.connect());
    t.ok(
      quota.every(({ socket }) => socket.closed === undefined),
      'every place of the quota is free',
    );
  },
);
