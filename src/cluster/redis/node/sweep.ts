import type { App } from '../../../apps/app.ts';
import type { ClusterListener } from '../../../channels/ports/listener.ts';
import type { Run } from '../io/command.ts';
import { memberOf, releaseArgs } from '../presence/script-args.ts';

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

  async function releaseAll(holder: string, fields: ReadonlyMap<string, boolean>): Promise<void> {
    const gone = goneTogether(fields);
    // Members first: their channel is told as vacated after them.
    for (const isChannel of [false, true]) {
      const some = [...fields.keys()].filter((field) => (field[0] === 'c') === isChannel);
      await Promise.all(some.map((field) => release(holder, field, gone)));
    }
  }

  /** A room's member leaves with a step of the room. */
  async function release(
    holder: string,
    field: string,
    gone: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<unknown> {
    const { channel, userId } = memberOf(field) ?? {};
    if (channel !== undefined && userId !== undefined) {
      const dead = { holder, gone: gone.get(channel) ?? new Set<string>() };
      const leaving = listener()?.orphaned?.(app(), channel, userId, dead);
      if (leaving !== undefined) return leaving;
    }
    const released = releaseArgs(app(), field);
    return released && run({ script: released.script, onBehalfOf: holder, args: () => released.args });
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
