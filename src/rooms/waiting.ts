import { waitingAt } from '../channels/internal-feeds.ts';
import { Unavailable } from '../channels/ports/errors.ts';
import type { Member } from '../channels/ports/presence.ts';
import type { RoomCommit, RoomLeave } from '../channels/ports/rooms.ts';
import { contained, type RoomContext, stepOf } from './room-context.ts';
import { lifeOf, openDoc } from './room-doc.ts';
import type { Attempt } from './room-host.ts';

/**
 * Who waits for a room is counted by socket, as its members are: on all nodes together, also when one of them dies. The
 * last socket of a user that goes away takes the user off the room's list.
 */
export const waitsAt = ({ channel }: RoomContext, member: Member | undefined): NonNullable<RoomCommit['join']> => ({
  channel: waitingAt(channel),
  member,
  quiet: true,
});

/** A socket of this node went away, or was let in or denied; a verdict may have come to one that had just asked again. */
export async function waitsNoMore(context: RoomContext, userId: string): Promise<void> {
  try {
    await givesUp(context, userId, 'ours');
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    givesUpSoon(context, userId);
  }
}

/** The room may count somebody who no longer waits, and cannot be told now. */
export function givesUpSoon(context: RoomContext, userId: string): void {
  if (context.match.domain.onGiveUp !== undefined)
    context.untilDone(`give up ${userId}`, () => givesUp(context, userId, 'nobody'));
}

export async function givesUp(context: RoomContext, userId: string, whose: RoomLeave['whose']): Promise<void> {
  await context.host().run<never>((stored) => giveUp(context, stored, userId, whose));
}

function giveUp(context: RoomContext, stored: unknown, userId: string, whose: RoomLeave['whose']): Attempt<never> {
  const { channel, clock, match } = context;
  const { domain, id = '' } = match;
  const doc = openDoc(domain, id, stored, clock.now());
  const step = contained(context, 'give up', () =>
    stepOf({ state: (domain.onGiveUp?.(doc.data, userId) ?? doc.data) as unknown }, 'leave'),
  );
  const changed = !('refuse' in step) && step.state !== doc.data;
  return {
    commit: {
      state: changed ? { ...doc, data: step.state } : undefined,
      ttlMs: lifeOf(domain, doc),
      events: [],
      leave: { channel: waitingAt(channel), userId, quiet: true, whose },
    },
  };
}
