import type { Run } from '../io/command.ts';
import { topicOf } from '../io/keys.ts';
import type { ScriptArgs } from '../io/scripts.ts';

/** A page of what the feeds of an app had after a serial, as Redis has it. */
export interface MissedPage {
  /** The serial in front of it in the backlog: what is newer than what was asked for is gone. */
  readonly before: number;
  /** What is not in it and not newer was never there. */
  readonly upTo: number;
  readonly isLast: boolean;
  readonly messages: readonly (readonly [feed: string, text: string])[];
}

/** How the feeds of an app are found in Redis. */
export interface FeedSource {
  readonly topicOf: (feed: string) => string;
  readonly missed: (after: number) => Promise<MissedPage>;
  /** Of each of these feeds the serial of its last message; 0: it has none. */
  readonly lastSerials: (feeds: readonly string[]) => Promise<number[]>;
}

/** A page is one script, and holds up others for a millisecond. */
const pageSize = 500;

export const feedSource = (tag: string, run: Run): FeedSource => ({
  topicOf: (feed) => topicOf(tag, feed),

  async missed(after) {
    const args = (): ScriptArgs => ({ after: after.toFixed(0), most: String(pageSize) });
    const [, , before, now, flat] = await run({ script: 'missed', readOnly: true, retryForever: true, args });
    const messages = pairsOf(flat as string[]);
    const isLast = messages.length < pageSize;
    const newest = messages.at(-1)?.[1] ?? '';
    return { before: Number(before), upTo: isLast ? Number(now) : Number.parseInt(newest, 10), isLast, messages };
  },

  async lastSerials(feeds) {
    const args = (): ScriptArgs => ({ feeds });
    const [, , serials] = await run({ script: 'last-serials', readOnly: true, retryForever: true, args });
    return (serials as (string | null)[]).map(Number);
  },
});

function pairsOf(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < flat.length; at += 2) pairs.push([flat[at] ?? '', flat[at + 1] ?? '']);
  return pairs;
}
