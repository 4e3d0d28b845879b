import type { Command, Reply, Run } from '../io/command.ts';
import type { ScriptArgs } from '../io/scripts.ts';
import type { Count } from './local-state.ts';

/** Counts of this node, and the command that tells Redis of them. */
export interface Counted {
  readonly counts: readonly Count[];
  readonly script: 'set-counts' | 'sign' | 'watch';
  /** The counts as they are now; asked for when the command is sent. */
  readonly args: () => ScriptArgs;
  /** Forgets those that are nothing here and nothing in Redis. */
  readonly tidy: () => void;
}

/** What becomes of a change that was made here before Redis was told. Each runs before anything else is told of it. */
export interface Change {
  readonly done?: (reply: Reply) => void;
  /** Redis did not take it. */
  readonly undo?: () => void;
  /** Nobody knows whether Redis took it; what is so here afterwards is told. Where it says nothing: `undo`. */
  readonly failed?: () => void;
}

/** How Redis is told where the counts are a part of something larger; `early`: as they are now. */
export type Through = Command & { readonly early?: boolean };

const commandOf = ({ script, args }: Counted): Command => ({ script, args });
const isTaken = ([status]: Reply): boolean => status === 'ok' || status === 'stays';

/** Tells Redis of counts that have changed, and sees to it that it has them right in the end. */
export async function report(run: Run, counted: Counted, change: Change = {}, through?: Through): Promise<Reply> {
  try {
    const reply = await tell(run, counted, through ?? commandOf(counted));
    if (isTaken(reply)) change.done?.(reply);
    else change.undo?.();
    end(run, counted);
    return reply;
  } catch (error) {
    (change.failed ?? change.undo)?.();
    resync(run, counted);
    end(run, counted);
    throw error;
  }
}

function tell(run: Run, { counts }: Counted, { early, ...command }: Through, taken = isTaken): Promise<Reply> {
  let told: number[] = [];
  const freeze = (): ScriptArgs => {
    told = counts.map(({ desired }) => desired);
    return command.args();
  };
  const frozen = early === true ? freeze() : undefined;
  for (const count of counts) count.pending += 1;
  return run({
    ...command,
    args: () => frozen ?? freeze(),
    after(reply) {
      if (taken(reply)) for (const [index, count] of counts.entries()) count.applied = told[index] ?? 0;
    },
  });
}

function end(run: Run, counted: Counted): void {
  for (const count of counted.counts) count.pending -= 1;
  reconcile(run, counted);
}

/** Tells Redis what it has otherwise, unless something on its way does; forgets what neither has. */
export function reconcile(run: Run, counted: Counted): void {
  if (counted.counts.some(({ desired, applied, pending }) => pending === 0 && desired !== applied))
    resync(run, counted);
  counted.tidy();
}

/** Tells Redis what is so by the time that it is sent, however long that takes. */
export function resync(run: Run, counted: Counted): void {
  const { counts, script } = counted;
  if (counts.every(({ resyncing }) => resyncing)) return;
  for (const count of counts) count.resyncing = true;
  const args = (): ScriptArgs => {
    for (const count of counts) count.resyncing = false;
    return counted.args();
  };
  // Refused for good, it is not told again: the member found no place.
  tell(run, counted, { script, args, retryForever: true }, () => true).then(
    () => end(run, counted),
    () => {}, // this node has left
  );
}
