import type { Timer } from '../../../clock.ts';
import type { Reply } from '../io/command-queue.ts';
import { memberOf, release } from '../presence/script-args.ts';
import type { AppNode } from './app-node.ts';
import { pairs } from './connections.ts';

export type Lease = ReturnType<typeof createLease>;

/** Keeps the lease of a node in an app, and takes over from those who let theirs lapse. */
export function createLease(node: AppNode) {
  const { clock, settings, onTrouble } = node.parts;
  let timer: Timer | undefined;
  let renewing = false;
  let closed = false;
  const sweeping = new Set<string>();

  function renewIn(ms: number): void {
    timer?.cancel();
    if (!closed) timer = clock.after(Math.max(1, Math.min(ms, settings.renew)), renew);
  }

  function renew(): void {
    renewIn(settings.renew);
    if (renewing || node.holder === undefined) return node.queue.wake();
    renewing = true;
    node.parts.connection.probe();
    node
      .run({ script: 'renew', first: true, args: () => [] })
      .then(renewed, () => {}) // again when it is time, or when Redis is back
      .finally(() => {
        renewing = false;
      });
  }

  function renewed([, , lapsed, next, conns]: Reply): void {
    node.connectionCounts.others(pairs(conns as string[]), true);
    if (typeof next === 'number' && next >= 0) renewIn(next + 1);
    for (const old of lapsed as string[]) void sweep(old);
  }

  /** Ends what a dead holder held, piece by piece. Doing it twice does no harm. */
  async function sweep(old: string): Promise<void> {
    if (sweeping.has(old)) return;
    sweeping.add(old);
    try {
      const [, , won] = await node.run({ script: 'fence-node', args: () => [old] });
      if (won !== 1) return;
      await letGoAll(old, await readRegister(old));
      await node.run({ script: 'forget-node', args: () => [old] });
    } catch (error) {
      if (node.parts.connection.usable && !closed) onTrouble('redis', 'sweep', error); // somebody tries again
    } finally {
      sweeping.delete(old);
    }
  }

  /** All that it holds; true for a member who has no socket elsewhere. */
  async function readRegister(old: string): Promise<Map<string, boolean>> {
    const fields = new Map<string, boolean>();
    let cursor = '0';
    do {
      const at = cursor;
      const [, , next, flat] = await node.run({ script: 'fields', readOnly: true, args: () => [old, at] });
      const page = flat as string[];
      for (let index = 0; index < page.length; index += 2) fields.set(page[index] ?? '', page[index + 1] === 'alone');
      cursor = String(next);
    } while (cursor !== '0');
    return fields;
  }

  async function letGoAll(old: string, fields: ReadonlyMap<string, boolean>): Promise<void> {
    const gone = goneTogether(fields);
    // Members first: their channel is told as vacated after them.
    for (const isChannel of [false, true]) {
      const some = [...fields.keys()].filter((field) => (field[0] === 'c') === isChannel);
      await Promise.all(some.map((field) => letGo(old, field, gone)));
    }
  }

  /** A room's member leaves with a step of the room. */
  async function letGo(old: string, field: string, gone: ReadonlyMap<string, ReadonlySet<string>>): Promise<unknown> {
    const { channel, userId } = memberOf(field) ?? {};
    if (channel !== undefined && userId !== undefined) {
      const dead = { holder: old, gone: gone.get(channel) ?? new Set<string>() };
      const leaving = node.parts.listener()?.orphaned?.(node.app, channel, userId, dead);
      if (leaving !== undefined) return leaving;
    }
    const released = release(node.app, field);
    return released && node.run({ script: released.script, onBehalfOf: old, args: () => released.args });
  }

  return {
    renew,
    /** A new lease was taken. */
    taken: (): void => renewIn(settings.renew),
    close(): void {
      closed = true;
      timer?.cancel();
    },
  };
}

/** By channel, the members that a dead holder takes with it. */
function goneTogether(fields: ReadonlyMap<string, boolean>): Map<string, Set<string>> {
  const gone = new Map<string, Set<string>>();
  for (const [field, offline] of fields) {
    const member = offline ? memberOf(field) : undefined;
    if (member !== undefined) gone.set(member.channel, (gone.get(member.channel) ?? new Set()).add(member.userId));
  }
  return gone;
}
