import type { HeldJoin, HistoryEntry, Member, RoomAnswer, RoomSocket, UserNews } from '../channels/ports.ts';
import * as encode from '../protocol/encode.ts';
import { subscriptionRefusals } from '../protocol/refusals.ts';
import { type JoinStep, type MemberView, type Refusal, refuse, type Who } from './domain.ts';
import { broken, contained, type Doer, type Place, published, stepOf, viewRoom } from './place.ts';
import {
  findMember,
  isReturning,
  lifeOf,
  membersOf,
  openDoc,
  type RoomDoc,
  viewOf,
  withMember,
  withoutMember,
  withRecord,
} from './room-doc.ts';
import type { Attempt, Done } from './room-host.ts';

/** Who was admitted is told to the others this much later: a page that no longer waits has unsubscribed by then. */
const quietMs = 250;

/** A socket that wants to join; `held` is it again after it had to wait. */
export interface Newcomer {
  readonly member: Member | undefined;
  readonly socket: RoomSocket;
  readonly held: HeldJoin | undefined;
}

type Outcome = { readonly refusal: Refusal } | { readonly held: true };

/** One commit: checked, let in and told together, or refused before anybody is told. */
export async function join(place: Place, newcomer: Newcomer): Promise<RoomAnswer> {
  const { domain, id } = place.match;
  if (id === undefined) {
    place.tally.counters.refusals += 1;
    return refusalOf(refuse('INVALID_ROOM', `A ${domain.name} room has no such name`));
  }
  const { member } = newcomer;
  const view = member && viewOf(domain, member.userId, member.info);
  let last: Entered | undefined;
  const attempt = (stored: unknown): Attempt<Outcome> => {
    const doc = openDoc(domain, id, stored, place.clock.now());
    const entered = view === undefined ? plainly(doc) : enter(place, doc, view, newcomer);
    if ('refuse' in entered) return { answer: { refusal: entered } };
    last = entered;
    return entering(place, newcomer, doc, entered);
  };
  const host = place.host();
  host.enter();
  let answer: RoomAnswer | undefined;
  try {
    const done = await host.run<Outcome>((stored) => {
      const tried = contained(place, 'join', () => attempt(stored));
      return 'refuse' in tried ? { answer: { refusal: tried } } : tried;
    });
    answer = answered(place, newcomer, view, done, last);
    return answer;
  } finally {
    if (answer === undefined || !('joined' in answer)) host.exit();
    else if (view !== undefined) place.tally.came(place.match.key, view.id);
    if (answer !== undefined && 'refusal' in answer) place.tally.counters.refusals += 1;
  }
}

function answered(
  place: Place,
  { member, socket, held }: Newcomer,
  view: MemberView | undefined,
  done: Done | { answer: Outcome },
  last: Entered | undefined,
): RoomAnswer {
  if (last !== undefined && 'joined' in done && done.joined !== undefined && done.joined !== 'full') {
    if (held !== undefined && member !== undefined) announceLater(place, member, last.later);
    const who = view && { ...view, channels: socket.channels };
    const greetings = [...greeting(place, last.doc, done.history ?? [], who), ...last.own];
    return { joined: done.joined, greetings, forUser: held && admission(place) };
  }
  if ('answer' in done) return 'refusal' in done.answer ? refusalOf(done.answer.refusal) : { held: true };
  return last?.waits === true ? { held: true } : refusalOf(full(place));
}

/** Who waits changes the room's state at most; who comes in joins with the same commit. */
function entering(
  place: Place,
  { member, held }: Newcomer,
  doc: RoomDoc,
  { doc: next, events, waits }: Entered,
): Attempt<Outcome> {
  if (waits && next === doc) return { answer: { held: true } };
  const commit = { state: next === doc ? undefined : next, ttlMs: lifeOf(place.match.domain, next), events };
  return {
    commit: waits ? commit : { ...commit, join: { channel: place.channel, member, quiet: held !== undefined } },
  };
}

function greeting(place: Place, doc: RoomDoc, entries: readonly HistoryEntry[], who: Who | undefined): string[] {
  const history = entries.map(({ data }) => JSON.parse(data) as unknown);
  const frame = contained(place, 'snapshot', () => {
    const said = place.match.domain.snapshot(doc.data, viewRoom(place, doc), history, who);
    return said && encode.event(said.event, place.channel, JSON.stringify(said.data));
  });
  return typeof frame === 'string' ? [frame] : [];
}

function admission(place: Place): UserNews | undefined {
  const { domain, id = '' } = place.match;
  const said = contained(place, 'admitted', () => domain.admitted?.(id));
  return said === undefined || 'refuse' in said ? undefined : { event: said.event, data: JSON.stringify(said.data) };
}

interface Entered {
  readonly doc: RoomDoc;
  readonly events: ReturnType<typeof published>['events'];
  /** What is told once the member is no longer quiet. */
  readonly later: ReturnType<typeof published>['events'];
  /** Frames for the newcomer alone: they come after its snapshot. */
  readonly own: readonly string[];
  readonly waits: boolean;
}

const plainly = (doc: RoomDoc): Entered => ({ doc, events: [], later: [], own: [], waits: false });

/** A join worked out: a refusal, or the room with its new member, or with one more who waits. */
function enter(place: Place, doc: RoomDoc, view: MemberView, { socket, held }: Newcomer): Refusal | Entered {
  const { domain, part } = place.match;
  const now = place.clock.now();
  const present = findMember(doc, view.id, part);
  if (present !== undefined) return plainly(withRecord(doc, present, { sockets: present.sockets + 1 }));
  const who = { ...view, channels: socket.channels };
  const joining = { returning: isReturning(domain, doc, view.id, part, now) };
  const step: JoinStep<unknown> = stepOf(domain.onJoin?.(doc.data, who, now, viewRoom(place, doc), joining) ?? {});
  if ('refuse' in step) return step;
  if (membersOf(doc, part).length >= capacityOf(place)) return full(place);
  const told = published(place, step, doc, { userId: undefined, socketId: socket.id, now }).events;
  const changed = step.state === undefined ? doc : { ...doc, data: step.state };
  if ('hold' in step) return { doc: changed, events: told, later: [], own: [], waits: true };
  const entered = withMember(changed, view, part, held !== undefined);
  const own = told.filter(({ to }) => to === view.id).map(({ frame }) => frame);
  const others = told.filter(({ to }) => to !== view.id);
  return held === undefined
    ? { doc: entered, events: others, later: [], own, waits: false }
    : { doc: entered, events: [], later: others, own, waits: false };
}

function announceLater(place: Place, member: Member, events: Entered['later']): void {
  place.clock.after(quietMs, () => {
    announce(place, member, events).catch((error: unknown) => place.onTrouble('rooms', 'announce', error));
  });
}

/** The admitted member is told to the others, unless it left by now. */
async function announce(place: Place, member: Member, events: Entered['later']): Promise<void> {
  const { channel, match } = place;
  const host = place.host();
  await host.run<null>((stored) => {
    const doc = openDoc(match.domain, match.id ?? '', stored, place.clock.now());
    const record = findMember(doc, member.userId, match.part);
    if (record?.quiet !== true) return { answer: null };
    const state = withRecord(doc, record, { quiet: false });
    return { commit: { state, ttlMs: lifeOf(match.domain, state), events, announce: { channel, member } } };
  });
}

/** The smaller of the domain's and the app's. */
const capacityOf = ({ app, match: { domain } }: Place): number =>
  Math.min(domain.capacity ?? Number.POSITIVE_INFINITY, app.settings.limits.presenceMembers);

const full = (place: Place): Refusal => refuse('ROOM_FULL', `This room has its ${capacityOf(place)} members`);

function refusalOf(refusal: Refusal): RoomAnswer {
  if (refusal === broken) return { refusal: subscriptionRefusals.unavailable };
  const { refuse: type, message: error } = refusal;
  return { refusal: { type, status: type === 'INVALID_ROOM' ? 404 : 403, error } };
}

/** One socket less. Nobody can be kept from leaving. */
export async function leave(place: Place, userId: string | undefined): Promise<void> {
  const { app, channel, cluster } = place;
  const host = place.host();
  const left =
    userId === undefined
      ? cluster.leave(app, channel, undefined)
      : host.run<never>((stored) => depart(place, stored, userId));
  host.exit();
  if (userId !== undefined) place.tally.went(place.match.key, userId);
  await left;
}

function depart(place: Place, stored: unknown, userId: string): Attempt<never> {
  const { channel, clock, match } = place;
  const { domain, part } = match;
  const now = clock.now();
  const doc = openDoc(domain, match.id ?? '', stored, now);
  const member = findMember(doc, userId, part);
  const quiet = member?.quiet === true;
  const leaves = (state: RoomDoc, events: Entered['events']): Attempt<never> => ({
    commit: { state, ttlMs: lifeOf(domain, state), events, leave: { channel, userId, quiet } },
  });
  if (member === undefined) return leaves(doc, []);
  if (member.sockets > 1) return leaves(withRecord(doc, member, { sockets: member.sockets - 1 }), []);
  const gone = withoutMember(domain, doc, member, now);
  const doer: Doer = { userId: undefined, socketId: undefined, now };
  const left = contained(place, 'leave', () => {
    const step = stepOf(domain.onLeave?.(doc.data, member, now, viewRoom(place, gone)) ?? {});
    if ('refuse' in step) return leaves(gone, []);
    return leaves({ ...gone, data: step.state ?? doc.data }, quiet ? [] : published(place, step, gone, doer).events);
  });
  return 'refuse' in left ? leaves(gone, []) : left;
}

/** The last join of a user that waited on this node went away. */
export async function giveUp(place: Place, userId: string): Promise<void> {
  const { match } = place;
  const change = match.domain.onGiveUp;
  if (change === undefined) return;
  const host = place.host();
  await host.run<null>((stored) => {
    const doc = openDoc(match.domain, match.id ?? '', stored, place.clock.now());
    const step = contained(place, 'give up', () => stepOf({ state: change(doc.data, userId) as unknown }));
    if ('refuse' in step || step.state === doc.data) return { answer: null };
    return { commit: { state: { ...doc, data: step.state }, ttlMs: lifeOf(match.domain, doc), events: [] } };
  });
}
