import type { Test } from 'tap';
import type { App } from '../../src/apps/app.ts';
import type { Cluster } from '../../src/channels/ports.ts';
import type { Clock } from '../../src/clock.ts';
import { redisCluster } from '../../src/cluster/redis/redis.ts';
import { bringNearer } from './bring-nearer.ts';
import { type FakeClock, fakeClock } from './clock.ts';
import { quick } from './cluster-bench.ts';
import { testApp } from './core.ts';
import { testRedis } from './redis.ts';

export type Idling = Cluster & { idle(): Promise<void> };

/** Makes clusters of one node on a real Redis, where time passes with the clock of the test. */
export async function timelyRedis(t: Test): Promise<(clock: Clock) => Cluster> {
  const redis = await testRedis(t);
  const clusters: Cluster[] = [];
  t.teardown(() => Promise.all(clusters.map((cluster) => cluster.close())));
  return (clock) => {
    const prefix = `timely-${clusters.length}`;
    const own = fakeClock(clock.now()); // its timers are not the core's
    const settings = { ...quick, url: redis.url, prefix, lease: 600_000, renew: 200_000, timeout: 10_000_000 };
    const onTrouble = (...trouble: unknown[]): void => void t.fail('trouble', { trouble });
    const cluster = idling(redisCluster({ clock: own, settings, onTrouble }));
    clusters.push(cluster);
    const fake = clock as FakeClock;
    const { advance } = fake;
    fake.advance = async (ms) => {
      await cluster.idle();
      await bringNearer(redis.client, `{${prefix}:${testApp().id}}`, ms);
      await own.advance(ms + 2000); // what it tried a little too soon, it tries again
      await cluster.idle();
      await advance(ms);
      await cluster.idle();
    };
    return cluster;
  };
}

/** A cluster that can say when nothing is under way: all was answered, and a message sent after that has arrived. */
export function idling(inner: Cluster): Idling {
  const arrived = new Map<string, () => void>();
  let barriers = 0;
  let pending = 0;
  let app = testApp();
  const counted =
    <A extends [App, ...unknown[]], T>(run: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      pending += 1;
      app = args[0];
      return run(...args).finally(() => {
        pending -= 1;
      });
    };
  return {
    ...inner,
    start: (listener) =>
      inner.start({
        ...listener,
        terminate(appId, userId) {
          const done = arrived.get(userId);
          arrived.delete(userId);
          if (done === undefined) listener.terminate(appId, userId);
          else done();
        },
      }),
    join: counted(inner.join),
    leave: counted(inner.leave),
    publish: counted(inner.publish),
    signIn: counted(inner.signIn),
    signOut: counted(inner.signOut),
    watch: counted(inner.watch),
    unwatch: counted(inner.unwatch),
    terminate: counted(inner.terminate),
    room: counted(inner.room),
    commit: counted(inner.commit),
    async idle() {
      do {
        barriers += 1;
        const name = `barrier-${barriers}`;
        const here = new Promise<void>((resolve) => arrived.set(name, resolve));
        await inner.signIn(app, name); // from then on it hears
        await inner.terminate(app, name);
        await inner.signOut(app, name);
        await here;
        for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      } while (pending > 0);
    },
  };
}
