import type { Test } from 'tap';
import { systemClock } from '../../../src/clock.ts';
import { testApp } from '../core/core.ts';
import type { Frame } from '../core/fake-socket.ts';
import { type BrokerNode, brokerNode, type WaitingSocket } from '../nodes/broker-node.ts';
import { type Cut, cutTo } from '../redis/cut.ts';
import type { TestRedis } from '../redis/redis.ts';
import { dataOf, lab } from './fixture-domain.ts';

export const labRoom = 'presence-lab-1';
let made = 0;

export interface Bench {
  readonly node: BrokerNode;
  readonly way: Cut;
  /** A member, with its success. */
  enter(id: string, info?: object): Promise<Member>;
}

export interface Member {
  readonly socket: WaitingSocket;
  readonly welcome: Frame;
  say(name: string, data: object): void;
  /** Says a command and answers what its connection hears of it: the event, or the error. */
  ask(name: string, data: object, event: string): Promise<Frame>;
  leave(): void;
}

/** Nodes of one cluster, each with a way of its own to Redis. */
async function start(t: Test, settings: object = {}, on: TestRedis, howMany = 2): Promise<Bench[]> {
  made += 1;
  const prefix = `rooms-${made}`;
  const app = testApp({ domains: ['lab'] });
  const one = async (index: number): Promise<Bench> => {
    const way = await cutTo(t, on.url);
    const skew = (settings as { skew?: number }).skew ?? 0;
    const clock = { ...systemClock, now: () => systemClock.now() + index * skew };
    const node = await brokerNode(t, app, way.url, { prefix, linger: 0, ...settings }, { domains: [lab], clock });
    return { node, way, enter: (id, info) => enter(node, id, info) };
  };
  return Promise.all(Array.from({ length: howMany }, (_, index) => one(index)));
}

async function enter(node: BrokerNode, id: string, info?: object): Promise<Member> {
  const socket = node.connect();
  const welcome = await node.join(socket, labRoom, { user_id: id, user_info: info });
  const say = (name: string, data: object): void =>
    node.say(socket, JSON.stringify({ event: `client-${name}`, channel: labRoom, data }));
  return {
    socket,
    welcome,
    say,
    async ask(name, data, event) {
      const before = new Set(socket.frames);
      say(name, data);
      return socket.until((frame) => !before.has(frame) && [event, 'error', 'pusher:error'].includes(frame.event));
    },
    leave: () => socket.close(1006, ''),
  };
}

export const roomNodes = async (t: Test, on: TestRedis, settings: object = {}): Promise<[Bench, Bench, Bench]> =>
  (await start(t, settings, on, 3)) as [Bench, Bench, Bench];
export const roomPair = async (t: Test, on: TestRedis, settings: object = {}): Promise<[Bench, Bench]> =>
  (await start(t, settings, on)) as [Bench, Bench];

/** Nobody is taken for dead, and nothing is given up, however slow the machine is. */
export const patient = { lease: 60_000, renew: 200, timeout: 20_000 };
export const named = (event: string) => (frame: Frame) => frame.event === event;
export const snapshotOf = async ({ socket }: Member): Promise<Record<string, unknown>> =>
  dataOf(await socket.until(named('lab')));
export const heard = ({ socket }: Member, ...events: string[]): string[] =>
  socket.frames.filter(({ event }) => events.includes(event)).map(({ event }) => event);
export const comings = ['pusher_internal:member_added', 'came', 'pusher_internal:member_removed', 'went'];
export const full = (frame: Frame): boolean => frame.event === 'pusher:subscription_error';

export async function membersOf({ node }: Bench): Promise<string[]> {
  const { state } = await node.cluster.room(testApp({ domains: ['lab'] }), 'lab:1');
  return ((state as { members?: { id: string }[] } | undefined)?.members ?? []).map(({ id }) => id).sort();
}

export const rosterAt = async ({ node }: Bench): Promise<string[]> =>
  (await node.cluster.users(testApp({ domains: ['lab'] }), labRoom as never)).sort();
