import t, { type Test } from 'tap';
import { readScripts } from '../../src/cluster/redis/io/scripts.ts';
import { channel, framesOf, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { quick, type RedisNode, redisNode } from '../support/nodes/cluster-bench.ts';
import { seeded } from '../support/random/random.ts';
import { type Cut, cutTo } from '../support/redis/cut.ts';
import { type TestRedis, testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const app = testApp({ limits: { presenceMembers: 1000 } });
const rooms = ['presence-a', 'presence-b'].map(channel);
const publics = ['news', 'private-p'].map(channel);
const names = [...rooms, ...publics];
const tag = '{test:app-1}';
const keys = {
  leases: `${tag}:leases`,
  dead: `${tag}:dead`,
  settling: `${tag}:settling`,
  departing: `${tag}:departing`,
};
const short = { lease: 300, renew: 100, timeout: 150, linger: 20, hold: 40 };
/** Where Redis itself goes the nodes need a moment to come back. */
const longer = { ...short, lease: 900, renew: 300 };

const known = Object.values(readScripts({ ...quick, ...longer, url: '' })).map(({ lua }) => lua);

/** Redis takes what the node has to say. */
async function saysSomething({ cluster }: RedisNode): Promise<boolean> {
  try {
    await cluster.signIn(app, 'somebody');
    await cluster.signOut(app, 'somebody');
    return true;
  } catch (error) {
    if ((error as Error).name !== 'Unavailable') throw error;
    return false;
  }
}

interface Socket {
  readonly name: (typeof names)[number];
  readonly user: string | undefined;
}

/** A node with a way to Redis of its own, and the sockets it has. */
interface Place {
  node: RedisNode;
  way: Cut;
  readonly sockets: Socket[];
  away: boolean;
}

async function place(t: Test, redis: TestRedis, lease: typeof short): Promise<Place> {
  const way = await cutTo(t, redis.url);
  return { way, node: await redisNode(t, way.url, lease), sockets: [], away: false };
}

async function join({ node, sockets }: Place, random: () => number): Promise<void> {
  const name = names[Math.floor(random() * names.length)] ?? channel('news');
  const user = rooms.includes(name) ? `u${Math.floor(random() * 12)}` : undefined;
  try {
    await node.cluster.join(app, name, user === undefined ? undefined : member(user));
    sockets.push({ name, user });
  } catch (error) {
    if ((error as Error).name !== 'Unavailable') throw error;
  }
}

async function leave({ node, sockets }: Place, random: () => number): Promise<void> {
  const [socket] = sockets.splice(Math.floor(random() * sockets.length), 1);
  if (socket !== undefined) await node.cluster.leave(app, socket.name, socket.user);
}

/** What is true, by the sockets there are. */
function truth(places: readonly Place[]): object {
  const sockets = places.flatMap((one) => one.sockets);
  return Object.fromEntries(
    names.map((name) => {
      const here = sockets.filter((one) => one.name === name);
      const users = [...new Set(here.map(({ user }) => user))].filter((user) => user !== undefined).sort();
      return [name, { subscriptions: here.length, users: rooms.includes(name) ? users : [] }];
    }),
  );
}

/** What Redis says, less the observer's own. */
async function said({ cluster }: RedisNode): Promise<object> {
  const counts = await cluster.counts(app, names);
  const entries = names.map(async (name, index) => {
    const users = rooms.includes(name)
      ? (await cluster.users(app, name)).filter((user) => user !== 'observer').sort()
      : [];
    return [name, { subscriptions: (counts[index]?.subscriptions ?? 0) - 1, users }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Who is there by the events alone; a wrong one is told. */
function followed(t: Test, observer: RedisNode, name: string): string[] {
  const present = new Set<string>();
  for (const frame of framesOf(observer, name)) {
    const { event, data } = JSON.parse(frame) as { event: string; data: string };
    const { user_id: id } = JSON.parse(data) as { user_id: string };
    const comes = event.endsWith('member_added');
    if (present.has(id) === comes) t.fail(`${event} of ${id} in ${name} came twice`);
    if (comes) present.add(id);
    else present.delete(id);
  }
  return [...present].filter((id) => id !== 'observer').sort();
}

async function walk(t: Test, redis: TestRedis, seed: number, steps: number, isTroubled: boolean): Promise<void> {
  const random = seeded(seed);
  const lease = isTroubled ? longer : short;
  const observer = await redisNode(t, redis.url, lease);
  for (const name of names)
    await observer.cluster.join(app, name, rooms.includes(name) ? member('observer') : undefined);
  const places = await Promise.all([place(t, redis, lease), place(t, redis, lease), place(t, redis, lease)]);
  const pending: Promise<void>[] = [];
  let kills = 0;
  let stops = 0;
  let lapses = 0;

  /** Those that are away have been taken over. */
  const lapsed = async (): Promise<boolean> =>
    (await redis.client.zcard(keys.leases)) <= 1 + places.filter(({ away }) => !away).length;

  async function comeBack(one: Place): Promise<void> {
    if (random() < 0.6) {
      await until(lapsed);
      lapses += 1;
    }
    one.away = false;
    one.way.heal();
  }

  async function harm(index: number): Promise<void> {
    const one = places[index] as Place;
    if (one.away) await comeBack(one);
    else if (random() < 0.4) {
      kills += 1;
      one.way.cut();
      places[index] = await place(t, redis, lease);
    } else {
      stops += 1;
      one.away = true;
      if (random() < 0.5) one.way.cut();
      else one.way.freeze();
    }
  }

  const seen: string[] = [];

  /** Everybody is there and has said all it has; the dead are gone, and nothing waits to be decided. */
  async function calm(): Promise<void> {
    for (const one of places) {
      one.away = false;
      one.way.heal();
    }
    for (const { node } of [{ node: observer }, ...places]) await until(() => saysSomething(node));
    await until(async () => {
      const [leases, dead] = [await redis.client.zcard(keys.leases), await redis.client.zcard(keys.dead)];
      const unsettled = await redis.client.exists(keys.settling, keys.departing);
      return leases === places.length + 1 && dead === 0 && unsettled === 0;
    });
    await Promise.all(pending.splice(0));
    // The observer hears again: what it missed would be gone with Redis.
    const frame = `"calm ${seen.length}"`;
    await observer.cluster.publish(app, [{ channel: channel('news'), frame }]);
    await observer.until(() => framesOf(observer, 'news').includes(frame));
  }

  const some = async (): Promise<void> => {
    for (let n = 0; n < 15; n += 1) await come(places[Math.floor(random() * places.length)] as Place);
  };
  const come = (one: Place): Promise<void> => (random() < 0.55 ? join(one, random) : leave(one, random));

  /** What befalls Redis, and what is done meanwhile. Who dies in the very moment is nobody's to tell of. */
  const troubles: Record<string, () => Promise<unknown>> = {
    async older() {
      await redis.client.save();
      await some();
      await redis.restart();
      await calm();
    },
    async emptied() {
      await redis.restart({ empty: true });
      await calm();
    },
    async full() {
      await redis.client.config('SET', 'maxmemory', '1');
      await some();
      await redis.client.config('SET', 'maxmemory', '0');
    },
    async role() {
      await redis.client.call('REPLICAOF', '127.0.0.1', '1');
      await Promise.all(places.map(come));
      await redis.client.call('REPLICAOF', 'NO', 'ONE');
    },
    async scripts() {
      const forgotten = redis.client.multi().script('FLUSH');
      for (const lua of known) if (random() < 0.5) forgotten.script('LOAD', lua);
      await forgotten.exec();
      await Promise.all(places.flatMap((one) => [come(one), come(one), come(one)]));
    },
    async broken() {
      for (const type of ['pubsub', 'normal', 'pubsub'])
        await redis.client.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
    },
  };
  async function trouble(): Promise<void> {
    await calm();
    const names = Object.keys(troubles);
    const name = names[Math.floor(random() * names.length)] ?? '';
    seen.push(name);
    await troubles[name]?.();
  }

  async function step(): Promise<void> {
    if (isTroubled && random() < 0.004) return trouble();
    const index = Math.floor(random() * places.length);
    const one = places[index] as Place;
    const chance = random();
    if (chance < 0.02) return harm(index);
    const done = chance < 0.55 ? join(one, random) : leave(one, random);
    if (one.away) pending.push(done);
    else await done;
  }

  for (let taken = 0; taken < steps; taken += 1) await step();
  for (const one of places) one.way.heal();
  await Promise.all(pending);
  const agree = async (): Promise<boolean> => JSON.stringify(await said(observer)) === JSON.stringify(truth(places));
  await until(agree, 10_000);
  t.same(await said(observer), truth(places), `seed ${seed}: counts and rosters`);
  const users = (name: string): string[] => (truth(places) as Record<string, { users: string[] }>)[name]?.users ?? [];
  for (const name of rooms) {
    await until(async () => JSON.stringify(followed(t, observer, name)) === JSON.stringify(users(name)), 2000);
    t.same(followed(t, observer, name), users(name), `seed ${seed}: what was told of ${name}`);
  }
  t.comment(`seed ${seed}: ${kills} kills, ${stops} stops, ${lapses} of them past the lease; ${seen.join(' ')}`);
}

for (const [seed, steps] of [1000, 1000, 1000, 1000, 1000, 5000].entries())
  t.test(`[N12] ${steps} steps of three nodes that come, die and stop, seed ${seed + 1}`, async (t) => {
    await walk(t, await testRedis(t), seed + 1, steps, false);
  });

/** A trouble in 250 steps; 20,000 of them take three minutes. */
const troubled = Number(process.env['CARILLON_TEST_STEPS'] ?? 1000);

for (const seed of [11, 12, 13, 14, 15])
  t.test(`[N13] [N21] [N22] [N26] [N27] ${troubled} steps, and Redis is in trouble too, seed ${seed}`, async (t) => {
    await walk(t, await testRedis(t), seed, troubled, true);
  });
