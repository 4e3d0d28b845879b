import { scripts } from '../redis/fake-redis.ts';
import type { TestRedis } from '../redis/redis.ts';
import { until } from '../until.ts';

/** What a trouble sees of the walk that it comes over. */
export interface Scene {
  readonly redis: TestRedis;
  readonly tag: string;
  readonly random: () => number;
  /** Some steps that are not waited for. */
  act(): void;
  /** Settles when all that was begun is over, well or not. */
  ended(): Promise<void>;
  /** Settles when every node that can reach Redis says that it is ready, or that it is not. */
  ready(is: boolean): Promise<void>;
}

export interface Trouble {
  /** Redis loses what it knew: all that was told before has to be heard before. */
  readonly loses?: true;
  /** With what it had when it was saved. */
  readonly older?: true;
  readonly run: (scene: Scene) => Promise<void>;
}

const hour = 3_600_000_000;

/** Ends connections of a kind, and once more as soon as one of them is back. */
async function breakTwice({ redis: { client }, act, ended }: Scene, kind: 'pubsub' | 'normal'): Promise<void> {
  const connected = async (): Promise<number> =>
    String(await client.call('CLIENT', 'LIST', 'TYPE', kind)).split('\n').length - (kind === 'normal' ? 2 : 1);
  act();
  await client.call('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes');
  act();
  await until(async () => (await connected()) > 0);
  await client.call('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes');
  await ended();
}

/** As if the clock of Redis had been ahead so far: the clock itself cannot be moved. */
async function putAhead({ redis: { client }, tag }: Scene): Promise<void> {
  const serial = await client.get(`${tag}:serial`);
  const ahead = serial?.replace(/^\d+/, (digits) => String(Number(digits) + hour));
  if (ahead !== undefined) await client.set(`${tag}:serial`, ahead);
}

/** Redis ends, and is started again; what is asked of nodes meanwhile waits, or is refused. */
async function restart({ redis, act, ended }: Scene, empty: boolean): Promise<void> {
  const restarting = redis.restart({ empty });
  act();
  await restarting;
  await ended();
}

export const troubles: Readonly<Record<string, Trouble>> = {
  'the commands break twice': { run: (scene) => breakTwice(scene, 'normal') },
  'the subscribers break twice': { run: (scene) => breakTwice(scene, 'pubsub') },
  'all connections break': {
    async run(scene) {
      scene.act();
      await scene.redis.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      scene.act();
      await breakTwice(scene, 'normal');
    },
  },
  'Redis forgets its scripts but one': {
    async run({ redis: { client }, random, act, ended }) {
      const all = Object.values(scripts);
      act();
      await client.script('FLUSH');
      await client.script('LOAD', all[Math.floor(random() * all.length)]?.lua ?? '');
      act();
      await ended();
    },
  },
  'Redis is full': {
    async run({ redis: { client }, act, ended, ready }) {
      await client.config('SET', 'maxmemory', '1');
      await ready(false);
      act();
      await ended();
      await client.config('SET', 'maxmemory', '0');
      await ready(true);
    },
  },
  'Redis is a replica': {
    async run({ redis: { client }, act, ended, ready }) {
      await client.call('REPLICAOF', '127.0.0.1', '1');
      act();
      await ready(false);
      act();
      await ended();
      await client.call('REPLICAOF', 'NO', 'ONE');
      await ready(true);
    },
  },
  'Redis stands still': {
    async run({ redis, random, act, ended }) {
      redis.pause();
      const times = random() < 0.7 ? 1 : 4; // each as long as a command may take
      for (let time = 0; time < times; time += 1) {
        act();
        await ended();
      }
      redis.resume();
    },
  },
  'Redis restarts with what it had': {
    async run(scene) {
      scene.act();
      await scene.ended();
      await scene.redis.client.shutdown('SAVE').catch(() => {}); // it does not answer
      await restart(scene, false);
    },
  },
  'Redis comes back empty': { loses: true, run: (scene) => restart(scene, true) },
  'Redis comes back empty, and its clock is behind': {
    loses: true,
    async run(scene) {
      await putAhead(scene);
      await restart(scene, true);
    },
  },
  'Redis comes back with older data': { loses: true, older: true, run: (scene) => restart(scene, false) },
  'Redis comes back with older data, and its clock is behind': {
    loses: true,
    older: true,
    async run(scene) {
      await putAhead(scene);
      await restart(scene, false);
    },
  },
};
