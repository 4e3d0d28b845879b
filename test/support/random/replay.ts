import type { Joined } from '../../../src/channels/ports/presence.ts';
import { rosterIds } from '../../../src/protocol/encode.ts';
import type { RedisNode } from '../nodes/cluster-bench.ts';

/** An event of the walk: when it was said, among all of them. Those of one `turn` were said together, in any order. */
export interface Said {
  readonly turn: number;
  /** Answered as taken. */
  isTaken: boolean;
}

export const saying = (number: number): string => `{"event":"said","data":${number}}`;

/** Of an observer nothing is compared: it only looks. */
export const isObserver = (userId: string): boolean => userId.startsWith('observer');

/** What a client at this node would know by now: whatever comes twice, or in a wrong order, is told at once. */
export interface Replay {
  /** What it was told with its own join. */
  joined(channel: string, joined: Joined): void;
  /** Follows what was told since. */
  follow(): void;
  members(channel: string): string[];
  /** The number of subscribers that was told last. */
  count(channel: string): number | undefined;
  hasHeard(number: number): boolean;
}

export function createReplay(node: RedisNode, said: readonly Said[], wrong: (what: string) => never): Replay {
  const rosters = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  const since = new Map<string, number>();
  const serials = new Map<string, number>();
  const turns = new Map<string, number>();
  const heard = new Set<number>();

  function come(channel: string, userId: string, comes: boolean): void {
    const roster = rosters.get(channel) ?? new Set();
    rosters.set(channel, roster);
    if (roster.has(userId) === comes) wrong(`${userId} ${comes ? 'came to' : 'left'} ${channel} twice`);
    if (comes) roster.add(userId);
    else roster.delete(userId);
  }

  function hear(channel: string, number: number): void {
    const turn = said[number]?.turn ?? 0;
    if (heard.has(number)) wrong(`event ${number} came twice`);
    if (turn < (turns.get(channel) ?? 0)) wrong(`event ${number} of ${channel} came behind a later one`);
    heard.add(number);
    turns.set(channel, turn);
  }

  function take(channel: string, frame: string): void {
    const { event, data } = JSON.parse(frame) as { event: string; data: string | number };
    if (typeof data === 'number') return hear(channel, data);
    const { user_id: userId, subscription_count: count } = JSON.parse(data) as {
      user_id: string;
      subscription_count: number;
    };
    if (event.endsWith('subscription_count')) counts.set(channel, count);
    else come(channel, userId, event.endsWith('member_added'));
  }

  return {
    joined(channel, { serial, roster, count }) {
      since.set(channel, serial);
      if (roster !== undefined) rosters.set(channel, new Set(rosterIds(roster)));
      if (count !== undefined) counts.set(channel, count);
    },
    follow() {
      for (const { feed, serial, frame } of node.events.splice(0)) {
        if (serial <= (since.get(feed) ?? 0)) continue; // it came before the answer to the join, which says it too
        if (serial <= (serials.get(feed) ?? 0)) wrong(`serial ${serial} of ${feed} does not grow`);
        serials.set(feed, serial);
        take(feed, frame);
      }
    },
    members: (channel) => [...(rosters.get(channel) ?? [])].filter((one) => !isObserver(one)).sort(),
    count: (channel) => counts.get(channel),
    hasHeard: (number) => heard.has(number),
  };
}
