import type { Test } from 'tap';
import type { App } from '../../../src/apps/app.ts';
import { joinedAs, member } from '../../contract/cluster.ts';
import { testApp } from '../core/core.ts';
import { type RedisNode, redisNode } from '../nodes/cluster-bench.ts';
import { type TestRedis, testRedis } from '../redis/redis.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { isRoom, observed, openPlace, type Place, settings } from './places.ts';
import { seeded } from './random.ts';
import { createReplay, type Replay, type Said } from './replay.ts';

export const tag = '{test:app-1}';

/** A node that is never harmed by itself, and what a client there would know. */
export interface Observer {
  readonly node: RedisNode;
  readonly replay: Replay;
}

/** What a walk goes over. */
export interface World {
  readonly app: App;
  readonly redis: TestRedis;
  readonly random: () => number;
  readonly places: Place[];
  readonly observers: Observer[];
  readonly ledger: Ledger;
  readonly said: Said[];
  /** Steps that were not waited for. */
  begun: Promise<unknown>[];
  /** Whose lease may have lapsed since all was compared. */
  readonly kept: Set<object>;
  /** Nothing was harmed since all was as it should be. */
  isCalm: boolean;
  /** What happened, and how often. */
  readonly happened: Map<string, number>;
  last: string;
  /** Ends the walk. */
  readonly wrong: (what: string) => never;
}

export function note(world: World, what: string): void {
  world.happened.set(what, (world.happened.get(what) ?? 0) + 1);
  world.last = what;
  world.isCalm = false;
}

export async function openWorld(t: Test, seed: number): Promise<World> {
  const world: World = {
    app: testApp({ subscriptionCount: seed % 2 === 0, limits: { presenceMembers: 1000 } }),
    redis: await testRedis(t),
    random: seeded(seed),
    places: [],
    observers: [],
    ledger: createLedger(tag),
    said: [],
    begun: [],
    kept: new Set(),
    isCalm: true,
    happened: new Map(),
    last: 'nothing',
    wrong(what) {
      throw new Error(`seed ${seed}, after ${world.last}: ${what}`);
    },
  };
  for (const name of ['observer-1', 'observer-2']) world.observers.push(await openObserver(t, world, name));
  for (const index of [0, 1, 2]) await open(t, world, index);
  return world;
}

async function openObserver(t: Test, { app, redis, ledger, said, wrong }: World, userId: string): Promise<Observer> {
  const node = await redisNode(t, redis.url, settings);
  ledger.add(node);
  const replay = createReplay(node, said, wrong);
  for (const name of observed)
    replay.joined(name, joinedAs(await node.cluster.join(app, name, isRoom(name) ? member(userId) : undefined)));
  return { node, replay };
}

export async function open(t: Test, { redis, ledger, places }: World, index: number): Promise<void> {
  const place = await openPlace(t, redis);
  ledger.add(place.node);
  places[index] = place;
}
