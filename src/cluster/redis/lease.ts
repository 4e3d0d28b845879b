import type { Timer } from '../../clock.ts';
import type { AppNode } from './app-node.ts';
import type { Reply } from './line.ts';
import { pairs } from './quota.ts';
import { memberOf, release } from './statement.ts';

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
    if (renewing || node.holder === undefined) return node.line.wake();
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
    node.quota.others(pairs(conns as string[]), true);
    if (typeof next === 'number' && next >= 0) renewIn(next + 1);
    for (const old of lapsed as string[]) void sweep(old);
  }

  /** Ends what a dead holder held, piece by piece. Doing it twice does no harm. */
  async function sweep(old: string): Promise<void> {
    if (sweeping.has(old)) return;
    sweeping.add(old);
    try {
      const [, , won] = await node.run({ script: 'bury', args: () => [old] });
      if (won !== 1) return;
      const fields = await readRegister(old);
      // Members first: their channel is told as vacated after them.
      await letGo(
        old,
        fields.filter((field) => field[0] !== 'c'),
      );
      await letGo(
        old,
        fields.filter((field) => field[0] === 'c'),
      );
      await node.run({ script: 'buried', args: () => [old] });
    } catch (error) {
      if (node.parts.connection.usable && !closed) onTrouble('redis', 'sweep', error); // somebody tries again
    } finally {
      sweeping.delete(old);
    }
  }

  async function readRegister(old: string): Promise<string[]> {
    const fields = new Set<string>();
    let cursor = '0';
    do {
      const at = cursor;
      const [, , next, flat] = await node.run({ script: 'fields', reads: true, args: () => [old, at] });
      for (const field of (flat as string[]).filter((_, index) => index % 2 === 0)) fields.add(field);
      cursor = String(next);
    } while (cursor !== '0');
    return [...fields];
  }

  async function letGo(old: string, fields: readonly string[]): Promise<void> {
    await Promise.all(fields.map((field) => letGoOf(old, field)));
  }

  /** A room's member leaves as any other: with a step of the room. */
  async function letGoOf(old: string, field: string): Promise<unknown> {
    const { channel, userId } = memberOf(field) ?? {};
    if (channel !== undefined && userId !== undefined) {
      const leaving = node.parts.listener()?.orphaned?.(node.app, channel, userId, old);
      if (leaving !== undefined) return leaving;
    }
    const released = release(node.app, field);
    return released && node.run({ script: released.script, behalf: old, args: () => released.args });
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
