import { Unavailable } from '../channels/ports/errors.ts';
import type { Joined } from '../channels/ports/presence.ts';
import type { RoomLeave } from '../channels/ports/rooms.ts';
import { rosterIds } from '../protocol/encode.ts';
import { contained, type Doer, published, type RoomContext, stepOf, viewRoom } from './room-context.ts';
import { findMember, lifeOf, membersOf, openDoc, type RoomDoc, withoutMember } from './room-doc.ts';
import type { Attempt } from './room-host.ts';

/** One socket less. Nobody can be kept from leaving. */
export async function leave(context: RoomContext, userId: string | undefined): Promise<void> {
  const { app, channel, cluster } = context;
  const host = context.host();
  const left = userId === undefined ? cluster.leave(app, channel, undefined) : departs(context, userId, 'ours');
  host.exit();
  if (userId !== undefined) context.roomCounters.went(context.match.key, userId);
  try {
    await left;
  } catch (error) {
    if (userId !== undefined && error instanceof Unavailable) return letGoSoon(context, userId);
    throw error;
  }
}

/** The room does not know yet that the user has no socket left, or cannot be told now. */
export const letGoSoon = (context: RoomContext, userId: string): void =>
  context.untilDone(`leave ${userId}`, () => departs(context, userId, 'nobody'));

/** Whoever the room counts as a member and the channel does not, as it does after an outage. */
export function letGoStrangers(context: RoomContext, doc: RoomDoc, { roster }: Joined): void {
  const members = membersOf(doc, context.channel);
  if (members.length <= (roster?.count ?? 0)) return;
  const present = new Set(roster && rosterIds(roster));
  for (const { id } of members) if (!present.has(id)) letGoSoon(context, id);
}

/** `together` are gone as well: nothing is handed to them. */
export async function departs(
  context: RoomContext,
  userId: string,
  whose: RoomLeave['whose'],
  together: ReadonlySet<string> = new Set(),
): Promise<void> {
  await context.host().run<null>((stored) => depart(context, stored, userId, whose, together));
}

function depart(
  context: RoomContext,
  stored: unknown,
  userId: string,
  whose: RoomLeave['whose'],
  together: ReadonlySet<string>,
): Attempt<null> {
  const { channel, clock, match } = context;
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
  const left = contained(context, 'leave', () => {
    const step = stepOf(domain.onLeave?.(doc.data, member, now, viewRoom(context, staying)) ?? {}, 'leave');
    if ('refuse' in step) return leaves(gone, []);
    return leaves({ ...gone, data: step.state ?? doc.data }, published(context, step, gone, doer).events);
  });
  return 'refuse' in left ? leaves(gone, []) : left;
}
