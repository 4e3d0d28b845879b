import type { Run } from '../io/command.ts';
import { topicOf } from '../io/keys.ts';
import type { ScriptArgs } from '../io/scripts.ts';
import type { Eras } from './eras.ts';
import { decodeMessage } from './message.ts';

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
  readonly missed: (after: number, eras: Eras) => Promise<MissedPage>;
  /** Of each of these feeds the serial of its last message; 0: it has none. */
  readonly lastSerials: (feeds: readonly string[], eras: Eras) => Promise<number[]>;
}

/** A page is one script, and holds up others for a millisecond. */
const pageSize = 500;

export function feedSource(tag: string, run: Run): FeedSource {
  async function missed(after: number, eras: Eras): Promise<MissedPage> {
    const asked = eras.below(after);
    const args = (): ScriptArgs => ({ after: asked.toFixed(0), most: String(pageSize) });
    const [, , before, now, flat] = await run({ script: 'missed', readOnly: true, retryForever: true, args });
    const upToNow = eras.read(String(now));
    // Redis has lost what it had, and begun again further down.
    if (eras.below(after) < asked) return missed(after, eras);
    const messages = pairsOf(flat as string[]);
    const isLast = messages.length < pageSize;
    const upTo = isLast ? upToNow : decodeMessage(messages.at(-1)?.[1] ?? '', eras).serial;
    return { before: eras.read(String(before)), upTo, isLast, messages };
  }

  async function lastSerials(feeds: readonly string[], eras: Eras): Promise<number[]> {
    const args = (): ScriptArgs => ({ feeds });
    const [, , stamp, serials] = await run({ script: 'last-serials', readOnly: true, retryForever: true, args });
    const era = String(stamp).split(' ')[1];
    return (serials as (string | null)[]).map((serial) => (serial === null ? 0 : eras.read(`${serial} ${era}`)));
  }

  return { topicOf: (feed) => topicOf(tag, feed), missed, lastSerials };
}

function pairsOf(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < flat.length; at += 2) pairs.push([flat[at] ?? '', flat[at + 1] ?? '']);
  return pairs;
}
