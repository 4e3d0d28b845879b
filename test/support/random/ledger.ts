import type { Fact } from '../../../src/channels/ports/facts.ts';
import { readFact } from '../../../src/cluster/redis/node/facts.ts';
import type { RedisNode } from '../nodes/cluster-bench.ts';
import type { TestRedis } from '../redis/redis.ts';
import { isObserver } from './replay.ts';

/** What webhooks would be told by all nodes together, whichever tells it. */
export interface Ledger {
  /** Has this node's told facts in it from now on. */
  add(node: RedisNode): void;
  /** What nodes have not said to have told: who dies now leaves it to be told again. */
  mayRepeat(redis: TestRedis): Promise<void>;
  /** Where it is not so that what came is there and what left is not, each told once. */
  differences(occupied: ReadonlySet<string>): string[];
  /** It was so; from here on it counts anew. */
  settle(occupied: ReadonlySet<string>): void;
}

/** A channel, or a member of one; and whether it came or went. */
function read(fact: Fact): readonly [subject: string, by: 1 | -1] | undefined {
  switch (fact.name) {
    case 'channel_occupied':
    case 'channel_vacated':
      return [fact.channel, fact.name === 'channel_occupied' ? 1 : -1];
    case 'member_added':
    case 'member_removed':
      if (isObserver(fact.user_id)) return undefined;
      return [`${fact.channel} ${fact.user_id}`, fact.name === 'member_added' ? 1 : -1];
    default:
      return undefined;
  }
}

export function createLedger(tag: string): Ledger {
  const nodes: RedisNode[] = [];
  const told = new Map<string, number>();
  const repeats = { '1': new Map<string, number>(), '-1': new Map<string, number>() };
  const add = (to: Map<string, number>, subject: string, by: number): void =>
    void to.set(subject, (to.get(subject) ?? 0) + by);

  function collect(): void {
    for (const { facts } of nodes)
      for (const [, fact] of facts.splice(0)) {
        const change = read(fact);
        if (change !== undefined) add(told, ...change);
      }
  }

  async function waitingIn({ client }: TestRedis): Promise<string[]> {
    const keys = await client.keys(`${tag}:outbox:*`);
    return (await Promise.all(keys.map((key) => client.zrange(key, '0', '-1')))).flat();
  }

  return {
    add: (node) => void nodes.push(node),

    async mayRepeat(redis) {
      for (const text of await waitingIn(redis)) {
        const handed = readFact(text)?.handed;
        const change = handed !== undefined && 'fact' in handed ? read(handed.fact) : undefined;
        if (change !== undefined) add(repeats[change[1]], change[0], 1);
      }
    },

    differences(occupied) {
      collect();
      return [...new Set([...told.keys(), ...occupied])].flatMap((subject) => {
        const here = told.get(subject) ?? 0;
        const is = occupied.has(subject) ? 1 : 0;
        const most = is + (repeats['1'].get(subject) ?? 0);
        const least = is - (repeats['-1'].get(subject) ?? 0);
        return here > most || here < least
          ? [`${subject}: came ${here} times more than it left, and is there ${is}`]
          : [];
      });
    },

    settle(occupied) {
      collect();
      told.clear();
      for (const subject of occupied) told.set(subject, 1);
      for (const some of Object.values(repeats)) some.clear();
    },
  };
}
