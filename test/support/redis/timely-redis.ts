import type { App } from '../../../src/apps/app.ts';
import type { Cluster } from '../../../src/channels/ports/cluster.ts';
import { redisCluster } from '../../../src/cluster/redis/redis.ts';
import { type FakeClock, fakeClock } from '../core/clock.ts';
import { testApp } from '../core/core.ts';
import { quick } from '../nodes/cluster-bench.ts';
import { bringNearer } from './bring-nearer.ts';
import type { TestRedis } from './redis.ts';

export interface Idling extends Cluster {
  idle(): Promise<void>;
  /** What was asked of it so far. */
  readonly asked: number;
}

export interface TimelyNodes {
  readonly clusters: readonly Idling[];
  /** Nothing is under way on any of them, and none has anything to tell another. */
  idle(): Promise<void>;
}

let made = 0;

/** Nodes of one cluster on a real Redis, where time passes with the clock of the test. */
export function timelyNodes(redis: Pick<TestRedis, 'url' | 'client'>, clock: FakeClock, count: number): TimelyNodes {
  made += 1;
  const prefix = `timely-${made}`;
  const own = fakeClock(clock.now()); // its timers are not the core's
  const settings = {
    ...quick,
    url: redis.url,
    prefix,
    lease: 600_000,
    renew: 200_000,
    timeout: 10_000_000,
    stalledAfter: 1e12,
  };
  const onError = (part: string, stage: string, error: unknown): void => {
    throw new Error(`${part} ${stage}`, { cause: error });
  };
  const one = (): Idling => idling(redisCluster({ clock: own, settings, onError }));
  const clusters = Array.from({ length: count }, one);
  const asked = (): number => clusters.reduce((all, cluster) => all + cluster.asked, 0);
  async function idle(): Promise<void> {
    let before: number;
    do {
      before = asked();
      await Promise.all(clusters.map((cluster) => cluster.idle()));
    } while (asked() !== before);
  }
  const { advance } = clock;
  clock.advance = async (ms) => {
    await idle();
    await bringNearer(redis.client, `{${prefix}:${testApp().id}}`, ms);
    await own.advance(ms + 2000); // what it tried a little too soon, it tries again
    await idle();
    await advance(ms);
    await idle();
  };
  return { clusters, idle };
}

/** A cluster that can say when nothing is under way: all was answered, and a message sent after that has arrived. */
export function idling(inner: Cluster): Idling {
  made += 1;
  const ours = `barrier-${made}-`;
  const arrived = new Map<string, () => void>();
  let asked = 0;
  let barriers = 0;
  let pending = 0;
  let app = testApp();
  const counted =
    <A extends [App, ...unknown[]], T>(run: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      pending += 1;
      asked += 1;
      app = args[0];
      return run(...args).finally(() => {
        pending -= 1;
      });
    };
  return {
    ...inner,
    get asked() {
      return asked;
    },
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
    publish: counted(async (...event) => inner.publish(...event)),
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
        const name = `${ours}${barriers}`;
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
