import type { Test } from 'tap';
import type { App } from '../../../src/apps/app.ts';
import type { Joined } from '../../../src/channels/ports/presence.ts';
import { rosterIds } from '../../../src/protocol/encode.ts';
import { channel, member } from '../../contract/cluster.ts';
import { type RedisNode, redisNode } from '../nodes/cluster-bench.ts';
import { type Cut, cutTo } from '../redis/cut.ts';
import type { TestRedis } from '../redis/redis.ts';
import { isObserver } from './replay.ts';

/** Where Redis itself goes the nodes need a moment to come back. */
export const settings = { lease: 900, renew: 300, timeout: 150, linger: 20, hold: 40 };
/** In the first ones somebody observes. */
export const observed = ['presence-a', 'presence-b', 'news', 'private-p'].map(channel);
export const names = [...observed, ...['presence-c', 'private-q'].map(channel)];
export type Name = (typeof names)[number];
export const isRoom = (name: string): boolean => name.startsWith('presence-');

interface Socket {
  readonly name: Name;
  readonly user: string | undefined;
}

/** A node with a way to Redis of its own, and the sockets it has. */
export interface Place {
  readonly node: RedisNode;
  readonly way: Cut;
  readonly sockets: Socket[];
  away: boolean;
}

export async function openPlace(t: Test, redis: TestRedis): Promise<Place> {
  const way = await cutTo(t, redis.url);
  return { way, node: await redisNode(t, way.url, settings), sockets: [], away: false };
}

/** Undefined: it could not be done. */
export async function unlessUnavailable<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as Error).name !== 'Unavailable') throw error;
    return undefined;
  }
}

/** Somebody joins; the ids that it is told are there, if it came to a room. */
export async function join(
  app: App,
  { node, sockets }: Place,
  random: () => number,
): Promise<[Name, string[]] | undefined> {
  const name = names[Math.floor(random() * names.length)] as Name;
  const user = isRoom(name) ? `u${Math.floor(random() * 12)}` : undefined;
  const joining = node.cluster.join(app, name, user === undefined ? undefined : member(user));
  const joined = (await unlessUnavailable(joining)) as Joined | undefined;
  if (joined === undefined) return undefined;
  sockets.push({ name, user });
  if (joined.roster === undefined) return undefined;
  return [
    name,
    rosterIds(joined.roster)
      .filter((one) => !isObserver(one))
      .sort(),
  ];
}

export async function leave(app: App, { node, sockets }: Place, random: () => number): Promise<void> {
  const [socket] = sockets.splice(Math.floor(random() * sockets.length), 1);
  if (socket !== undefined) await node.cluster.leave(app, socket.name, socket.user);
}

/** What is true, by the sockets there are. */
export type Truth = ReadonlyMap<string, { readonly subscriptions: number; readonly users: readonly string[] }>;

export function truthOf(places: readonly Place[]): Truth {
  const sockets = places.flatMap((one) => one.sockets);
  return new Map(
    names.map((name) => {
      const here = sockets.filter((one) => one.name === name);
      const users = [...new Set(here.flatMap(({ user }) => user ?? []))].sort();
      return [name, { subscriptions: here.length, users }];
    }),
  );
}

/** The channels and members that webhooks would have been told of. */
export function occupiedBy(truth: Truth): Set<string> {
  const occupied = [...truth].filter(
    ([name, { subscriptions }]) => subscriptions > 0 || observed.includes(name as Name),
  );
  return new Set(occupied.flatMap(([name, { users }]) => [name, ...users.map((user) => `${name} ${user}`)]));
}
