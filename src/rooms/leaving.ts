import { type Joined, type RoomLeave, Unavailable } from '../channels/ports.ts';
import { memberText } from '../protocol/encode.ts';
import { contained, type Doer, type Place, published, stepOf, viewRoom } from './place.ts';
import { findMember, lifeOf, membersOf, openDoc, type RoomDoc, withoutMember } from './room-doc.ts';
import type { Attempt } from './room-host.ts';

/** One socket less. Nobody can be kept from leaving. */
export async function leave(place: Place, userId: string | undefined): Promise<void> {
  const { app, channel, cluster } = place;
  const host = place.host();
  const left = userId === undefined ? cluster.leave(app, channel, undefined) : departs(place, userId, 'ours');
  host.exit();
  if (userId !== undefined) place.tally.went(place.match.key, userId);
  try {
    await left;
  } catch (error) {
    if (userId !== undefined && error instanceof Unavailable) return letGoSoon(place, userId);
    throw error;
  }
}

/** The room does not know yet that the user has no socket left, or cannot be told now. */
export const letGoSoon = (place: Place, userId: string): void =>
  place.surely(`leave ${userId}`, () => departs(place, userId, 'nobody'));

/** Whoever the room counts as a member and the channel does not, as it does after an outage. */
export function letGoStrangers(place: Place, doc: RoomDoc, { roster = [] }: Joined): void {
  const members = membersOf(doc, place.channel);
  if (members.length <= roster.length) return;
  const present = new Set(roster.map(({ id }) => id));
  for (const { id } of members) if (!present.has(memberText(id, undefined).id)) letGoSoon(place, id);
}

/** `together` are gone as well: nothing is handed to them. */
export async function departs(
  place: Place,
  userId: string,
  whose: RoomLeave['whose'],
  together: ReadonlySet<string> = new Set(),
): Promise<void> {
  await place.host().run<null>((stored) => depart(place, stored, userId, whose, together));
}

function depart(
  place: Place,
  stored: unknown,
  userId: string,
  whose: RoomLeave['whose'],
  together: ReadonlySet<string>,
): Attempt<null> {
  const { channel, clock, match } = place;
  const { domain } = match;
  const now = clock.now();
  const doc = openDoc(domain, match.id ?? '', stored, now);
  const member = findMember(doc, userId, channel);
  const quiet = member?.quiet === true;
  const leaves = (state: RoomDoc | undefined, events: ReturnType<typeof published>['events']): Attempt<null> => ({
    commit: { state, ttlMs: lifeOf(domain, state ?? doc), events, leave: { channel, userId, quiet, whose } },
  });
  if (member === undefined) return whose === 'nobody' ? { answer: null } : leaves(undefined, []);
  const gone = withoutMember(domain, doc, member, now);
  const staying = { ...gone, members: gone.members.filter((one) => one.channel !== channel || !together.has(one.id)) };
  const doer: Doer = { userId: undefined, socketId: undefined, now };
  const left = contained(place, 'leave', () => {
    const step = stepOf(domain.onLeave?.(doc.data, member, now, viewRoom(place, staying)) ?? {}, 'leave');
    if ('refuse' in step) return leaves(gone, []);
    return leaves({ ...gone, data: step.state ?? doc.data }, published(place, step, gone, doer).events);
  });
  return 'refuse' in left ? leaves(gone, []) : left;
}
