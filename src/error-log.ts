import type { About, OnError } from './channels/ports/errors.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** [M11] So many lines of one kind in a second; what is beyond them is summed up. */
const most = 10;
const mostKinds = 100;
const secondMs = 1000;

const manyMore = JSON.stringify(['all parts', 'anything']);

/** What nobody expected, as lines of the log. A stranger may be able to cause one as often as he likes. */
export interface ErrorLog {
  readonly onError: OnError;
  /** Says what was not said yet. */
  close(): void;
}

export function createErrorLog(log: Pick<Log, 'error'>, clock: Clock): ErrorLog {
  /** How many of each kind there were in this second. */
  let seen = new Map<string, number>();

  function sumUp(): void {
    for (const [kind, times] of seen) {
      const [part, stage] = JSON.parse(kind) as [string, string];
      const more = times - most;
      if (more > 0)
        log.error({ part, stage, more }, `${more.toLocaleString('en')} more errors of this kind in a second`);
    }
    seen = new Map();
  }

  function onError(part: string, stage: string, error: unknown, about: About = {}): void {
    if (seen.size === 0) clock.after(secondMs, sumUp);
    const own = JSON.stringify([part, stage]);
    const kind = seen.has(own) || seen.size < mostKinds ? own : manyMore;
    const times = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, times);
    if (times <= most) log.error({ part, stage, ...about, err: error }, 'unexpected error; it was contained');
  }

  return { onError, close: sumUp };
}
