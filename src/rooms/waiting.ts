import { type Member, type RoomCommit, type RoomLeave, Unavailable } from '../channels/ports.ts';
import { waitingAt } from '../protocol/channel-name.ts';
import { contained, type Place, stepOf } from './place.ts';
import { lifeOf, openDoc } from './room-doc.ts';
import type { Attempt } from './room-host.ts';

/**
 * Who waits for a room is counted by socket, as its members are: on all nodes together, also when one of them dies. The
 * last socket of a user that goes away takes the user off the room's list.
 */
export const waitsAt = ({ channel }: Place, member: Member | undefined): NonNullable<RoomCommit['join']> => ({
  channel: waitingAt(channel),
  member,
  quiet: true,
});

/** A socket of this node went away, or was let in or denied; a verdict may have come to one that had just asked again. */
export async function waitsNoMore(place: Place, userId: string): Promise<void> {
  try {
    await givesUp(place, userId, 'ours');
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    givesUpSoon(place, userId);
  }
}

/** The room may count somebody who no longer waits, and cannot be told now. */
export function givesUpSoon(place: Place, userId: string): void {
  if (place.match.domain.onGiveUp !== undefined)
    place.surely(`give up ${userId}`, () => givesUp(place, userId, 'nobody'));
}

export async function givesUp(place: Place, userId: string, whose: RoomLeave['whose']): Promise<void> {
  await place.host().run<never>((stored) => giveUp(place, stored, userId, whose));
}

function giveUp(place: Place, stored: unknown, userId: string, whose: RoomLeave['whose']): Attempt<never> {
  const { channel, clock, match } = place;
  const { domain, id = '' } = match;
  const doc = openDoc(domain, id, stored, clock.now());
  const step = contained(place, 'give up', () =>
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
