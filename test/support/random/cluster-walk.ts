import type { Test } from 'tap';
import type { RedisNode } from '../nodes/cluster-bench.ts';
import { until } from '../until.ts';
import { createComparison } from './comparing.ts';
import { join, leave, observed, type Place, truthOf, unlessUnavailable } from './places.ts';
import { type Scene, type Trouble, troubles } from './redis-troubles.ts';
import { type Said, saying } from './replay.ts';
import { note, open, openWorld, tag } from './world.ts';

/**
 * Steps of three nodes, and two that look on, while nodes die and stop and Redis has its troubles. What is not so ends it;
 * else it says what happened.
 */
export async function walk(t: Test, seed: number, steps: number): Promise<string> {
  const world = await openWorld(t, seed);
  const { app, redis, random, places, observers, ledger, said, kept, wrong } = world;
  const { compare, settle } = createComparison(world);
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;
  let turn = 0;
  /** Members come: not before all is said again that Redis lost, as until then nobody can know who is new. */
  let isOpen = true;

  async function publish(node: RedisNode): Promise<void> {
    const one: Said = { turn, isTaken: false };
    const frame = saying(said.push(one) - 1);
    const publishing = async (): Promise<true> => {
      await node.cluster.publish(app, [{ channel: pick(observed), frame }]);
      return true;
    };
    one.isTaken = (await unlessUnavailable(publishing())) ?? false;
  }

  async function come(place: Place): Promise<void> {
    const [name, roster] = (await join(app, place, random)) ?? [];
    if (!world.isCalm || name === undefined) return;
    const users = truthOf(places).get(name)?.users;
    if (`${roster}` !== `${users}`) wrong(`the roster of ${name} is ${roster}, expected ${users}`);
  }

  function smallStep(place: Place): Promise<void> {
    const chance = random();
    if (chance < 0.15 && !place.away) return publish(place.node);
    return chance < 0.6 && isOpen ? come(place) : leave(app, place, random);
  }

  /** Those that are away have been taken over. */
  const lapsed = async (): Promise<boolean> =>
    (await redis.client.zcard(`${tag}:leases`)) <= observers.length + places.filter(({ away }) => !away).length;

  async function comeBack(one: Place): Promise<void> {
    if (random() < 0.6) {
      await until(lapsed);
      await ledger.mayRepeat(redis);
      note(world, 'a lease that lapsed');
    }
    one.away = false;
    one.way.heal();
  }

  async function harm(index: number): Promise<void> {
    const one = places[index] as Place;
    if (one.away) return comeBack(one);
    const dies = random() < 0.4;
    note(world, dies ? 'a node that died' : 'a node that was cut off');
    if (dies || random() < 0.5) one.way.cut();
    else one.way.freeze();
    await ledger.mayRepeat(redis);
    kept.add(one.node.cluster);
    one.away = !dies;
    if (!dies) return;
    void one.node.cluster.close();
    await open(t, world, index);
  }

  const scene: Scene = {
    redis,
    tag,
    random,
    act(): void {
      for (let some = 0; some < 5; some += 1) world.begun.push(smallStep(pick(places)));
    },
    ended: async () => void (await Promise.all(world.begun.splice(0))),
    async ready(is: boolean): Promise<void> {
      const there = places.filter(({ away }) => !away);
      const nodes = [...there, ...observers].map(({ node }) => node);
      await until(() => nodes.every(({ cluster }) => (cluster.notReady() === undefined) === is));
    },
  };

  /** Redis is saved, and then more happens. */
  async function save(): Promise<void> {
    await settle();
    await redis.client.save();
    for (let some = 0; some < 30; some += 1) await smallStepOf(pick(places));
  }

  async function trouble(name: string, { loses, older, run }: Trouble): Promise<void> {
    if (older) await save();
    if (loses) await settle();
    note(world, name);
    turn += 1;
    isOpen = loses !== true;
    await run(scene);
    if (loses) await settle();
    isOpen = true;
    turn += 1;
  }

  async function smallStepOf(place: Place): Promise<void> {
    turn += 1;
    const done = smallStep(place);
    if (place.away) world.begun.push(done);
    else await done;
  }

  function step(): Promise<void> {
    const chance = random();
    const index = Math.floor(random() * places.length);
    if (chance < 0.01) return harm(index);
    if (chance < 0.015) return trouble(...pick(Object.entries(troubles)));
    if (chance < 0.018) return compare();
    return smallStepOf(places[index] as Place);
  }

  await compare();
  for (let taken = 0; taken < steps; taken += 1) {
    await step();
    for (const { replay } of observers) replay.follow();
  }
  await compare();
  return [...world.happened].map(([what, times]) => `${what}: ${times}`).join(', ');
}
