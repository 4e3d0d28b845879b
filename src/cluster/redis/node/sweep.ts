import type { App } from '../../../apps/app.ts';
import type { ClusterListener } from '../../../channels/ports/listener.ts';
import type { Run } from '../io/command.ts';
import { chunks, entriesAtOnce, released, setMany } from '../presence/entries.ts';
import { memberOf } from '../presence/script-args.ts';

export interface SweepParts {
  readonly app: () => App;
  readonly run: Run;
  readonly listener: () => ClusterListener | undefined;
  readonly onError: (error: unknown) => void;
}

/** Ends what a dead holder held, piece by piece. One node wins each; doing it twice does no harm. */
export function createSweep({ app, run, listener, onError }: SweepParts): (holder: string) => Promise<void> {
  const sweeping = new Set<string>();

  /** All that it holds; true for a member who has no socket elsewhere. */
  async function readHoldings(holder: string): Promise<Map<string, boolean>> {
    const fields = new Map<string, boolean>();
    let cursor = '0';
    do {
      const at = cursor;
      const [, , next, flat] = await run({
        script: 'holdings',
        readOnly: true,
        args: () => ({ old: holder, cursor: at }),
      });
      const page = flat as string[];
      for (let index = 0; index < page.length; index += 2) fields.set(page[index] ?? '', page[index + 1] === 'alone');
      cursor = String(next);
    } while (cursor !== '0');
    return fields;
  }

  /** A hundred at a time, each behind what came meanwhile: nobody waits for the dead. */
  async function releaseAll(holder: string, fields: ReadonlyMap<string, boolean>): Promise<void> {
    const gone = goneTogether(fields);
    // Members first: their channel is told as vacated after them.
    for (const isChannel of [false, true]) {
      const some = [...fields.keys()].filter((field) => (field[0] === 'c') === isChannel);
      for (const chunk of chunks(some, entriesAtOnce)) await release(holder, chunk, gone);
    }
  }

  async function release(
    holder: string,
    fields: readonly string[],
    gone: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<void> {
    const leaving: Promise<void>[] = [];
    const others: string[] = [];
    for (const field of fields) {
      const step = leavesRoom(holder, field, gone);
      if (step === undefined) others.push(field);
      else leaving.push(step);
    }
    await Promise.all(leaving);
    const entries = others.map((field) => released(app(), field)).filter((entry) => entry !== undefined);
    if (entries.length > 0) await run({ script: 'set-many', onBehalfOf: holder, args: () => setMany(entries) });
  }

  /** A room's member leaves with a step of the room. */
  function leavesRoom(
    holder: string,
    field: string,
    gone: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<void> | undefined {
    const { channel, userId } = memberOf(field) ?? {};
    if (channel === undefined || userId === undefined) return undefined;
    return listener()?.orphaned?.(app(), channel, userId, { holder, gone: gone.get(channel) ?? new Set<string>() });
  }

  return async (holder) => {
    if (sweeping.has(holder)) return;
    sweeping.add(holder);
    try {
      const [, , , won] = await run({ script: 'fence-node', args: () => ({ old: holder }) });
      if (won !== 1) return;
      await releaseAll(holder, await readHoldings(holder));
      await run({ script: 'forget-node', args: () => ({ old: holder }) });
    } catch (error) {
      onError(error); // somebody tries again
    } finally {
      sweeping.delete(holder);
    }
  };
}

/** By channel, the members that a dead holder takes with it. */
function goneTogether(fields: ReadonlyMap<string, boolean>): Map<string, Set<string>> {
  const gone = new Map<string, Set<string>>();
  for (const [field, alone] of fields) {
    const member = alone ? memberOf(field) : undefined;
    if (member !== undefined) gone.set(member.channel, (gone.get(member.channel) ?? new Set()).add(member.userId));
  }
  return gone;
}
