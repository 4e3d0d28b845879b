import { type HistoryEntry, type Joined, type Member, Unavailable } from '../channels/ports.ts';
import type { HeldJoin, RoomAnswer, RoomSocket, UserNews } from '../channels/room-ports.ts';
import * as encode from '../protocol/encode.ts';
import { type SubscriptionRefusal, subscriptionRefusals } from '../protocol/refusals.ts';
import { type JoinStep, type MemberView, type Refusal, refuse, type Who } from './domain.ts';
import { letGoSoon, letGoStrangers } from './leaving.ts';
import { broken, contained, type Place, published, stepOf, viewRoom } from './place.ts';
import {
  findMember,
  isReturning,
  lifeOf,
  membersOfPart,
  openDoc,
  type RoomDoc,
  viewOf,
  withMember,
  withRecord,
} from './room-doc.ts';
import type { Attempt, Done } from './room-host.ts';
import { givesUpSoon, waitsAt } from './waiting.ts';

/** Who was admitted is told to the others this much later: a page that no longer waits has unsubscribed by then. */
const quietMs = 250;

/** A socket that wants to join; `held` is it again after it had to wait. */
export interface Newcomer {
  readonly member: Member | undefined;
  readonly socket: RoomSocket;
  readonly held: HeldJoin | undefined;
  /** It never went away, as far as its own node knows. */
  readonly back?: true;
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
  } catch (error) {
    // Nobody knows whether it is in the room; on the channel it is not.
    if (view !== undefined && error instanceof Unavailable) {
      letGoSoon(place, view.id);
      givesUpSoon(place, view.id);
    }
    throw error;
  } finally {
    if (answer === undefined || !('joined' in answer)) host.exit();
    else if (view !== undefined) place.tally.came(place.match.key, view.id);
    if (answer !== undefined && 'refusal' in answer) place.tally.counters.refusals += 1;
  }
}

function answered(
  place: Place,
  newcomer: Newcomer,
  view: MemberView | undefined,
  done: Done | { answer: Outcome },
  last: Entered | undefined,
): RoomAnswer {
  if ('answer' in done) return 'refusal' in done.answer ? refusalOf(done.answer.refusal) : { held: true };
  if (last?.waits === true) return { held: true };
  if (last === undefined || !('joined' in done) || done.joined === undefined || done.joined === 'full')
    return refusalOf(full(place));
  return welcome(place, newcomer, view, last, done.joined, done.history ?? []);
}

function welcome(
  place: Place,
  { member, socket, held }: Newcomer,
  view: MemberView | undefined,
  { doc, own, later, comes }: Entered,
  joined: Joined,
  history: readonly HistoryEntry[],
): RoomAnswer {
  if (held !== undefined && member !== undefined && comes) announceLater(place, member, socket.id, later);
  letGoStrangers(place, doc, joined);
  const who = view && { ...view, channels: socket.channels };
  const greetings = [...greeting(place, doc, history, who), ...own.map(({ frame }) => frame)];
  return { joined, greetings, forUser: held && admission(place) };
}

/** Who waits is counted as waiting, and who comes in joins, with the commit that says so. */
function entering(
  place: Place,
  { member, held }: Newcomer,
  doc: RoomDoc,
  { doc: next, events, waits }: Entered,
): Attempt<Outcome> {
  // It has asked before, and is counted.
  if (waits && held !== undefined && next === doc) return { answer: { held: true } };
  const commit = { state: next === doc ? undefined : next, ttlMs: lifeOf(place.match.domain, next), events };
  const { channel, match } = place;
  const join = { channel, member, quiet: held !== undefined, history: match.histories[0] };
  if (!waits) return { commit: { ...commit, join } };
  return { commit: held === undefined ? { ...commit, join: waitsAt(place, member) } : commit };
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
  /** For the newcomer alone: it comes after its snapshot. */
  readonly own: ReturnType<typeof published>['events'];
  readonly waits: boolean;
  /** A member's first socket. */
  readonly comes: boolean;
}

const plainly = (doc: RoomDoc): Entered => ({ doc, events: [], later: [], own: [], waits: false, comes: false });

/** A join worked out: a refusal, or the room with its new member, or with one more who waits. */
function enter(place: Place, doc: RoomDoc, view: MemberView, { socket, held, back }: Newcomer): Refusal | Entered {
  const { domain, part } = place.match;
  const { channel } = place;
  const now = place.clock.now();
  const present = findMember(doc, view.id, channel);
  if (present !== undefined) return plainly(doc);
  const who = { ...view, channels: socket.channels };
  const joining = { returning: back === true || isReturning(domain, doc, view.id, channel, now) };
  const step: JoinStep<unknown> = stepOf(
    domain.onJoin?.(doc.data, who, now, viewRoom(place, doc), joining) ?? {},
    'join',
  );
  if ('refuse' in step) return step;
  if (isFull(place, doc, view.id)) return full(place);
  const told = published(place, step, doc, { userId: undefined, socketId: socket.id, now }).events;
  const changed = step.state === undefined ? doc : { ...doc, data: step.state };
  if ('hold' in step) return { doc: changed, events: told, later: [], own: [], waits: true, comes: false };
  const entered = withMember(changed, { ...view, channel, part, quiet: held !== undefined });
  const own = told.filter(({ to }) => to === view.id);
  const others = told.filter(({ to }) => to !== view.id);
  return held === undefined
    ? { doc: entered, events: others, later: [], own, waits: false, comes: true }
    : { doc: entered, events: [], later: others, own, waits: false, comes: true };
}

function announceLater(place: Place, member: Member, except: string, events: Entered['later']): void {
  place.clock.after(quietMs, () => {
    place.surely(`announce ${member.userId}`, () => announce(place, member, except, events));
  });
}

/** The admitted member is told to the others, unless it left by now. */
async function announce(place: Place, member: Member, except: string, events: Entered['later']): Promise<void> {
  const { channel, match } = place;
  const host = place.host();
  await host.run<null>((stored) => {
    const doc = openDoc(match.domain, match.id ?? '', stored, place.clock.now());
    const record = findMember(doc, member.userId, channel);
    if (record?.quiet !== true) return { answer: null };
    const state = withRecord(doc, record, { quiet: false });
    return { commit: { state, ttlMs: lifeOf(match.domain, state), events, announce: { channel, member, except } } };
  });
}

/** The smaller of the domain's and the app's. */
const capacityOf = ({ app, match: { domain } }: Place): number =>
  Math.min(domain.capacity ?? Number.POSITIVE_INFINITY, app.settings.limits.presenceMembers);

/** [D10] Who is in another channel of the same part has a place already. */
function isFull(place: Place, doc: RoomDoc, id: string): boolean {
  const users = new Set(membersOfPart(doc, place.match.part).map((member) => member.id));
  return !users.has(id) && users.size >= capacityOf(place);
}

const full = (place: Place): Refusal => refuse('ROOM_FULL', `This room has its ${capacityOf(place)} members`);

const refusalOf = (refusal: Refusal): RoomAnswer => ({ refusal: subscriptionRefusalOf(refusal) });

function subscriptionRefusalOf(refusal: Refusal): SubscriptionRefusal {
  if (refusal === broken) return subscriptionRefusals.unavailable;
  const { refuse: type, message: error } = refusal;
  return { type, status: type === 'INVALID_ROOM' ? 404 : 403, error };
}

const nobody: RoomSocket = { id: '', channels: [], send() {}, mayBeRefused: () => false };

/** A member that the cluster had lost, with sockets on this node: it is in the room again, or its sockets are out. */
export async function returns(place: Place, member: Member): Promise<void> {
  const { channel, match } = place;
  const view = viewOf(match.domain, member.userId, member.info);
  await place.host().run<null>((stored) => {
    const doc = openDoc(match.domain, match.id ?? '', stored, place.clock.now());
    if (findMember(doc, view.id, channel) !== undefined) return { answer: null };
    const entered = contained(place, 'return', () =>
      enter(place, doc, view, { member, socket: nobody, held: undefined, back: true }),
    );
    const ttlMs = lifeOf(match.domain, 'refuse' in entered ? doc : entered.doc);
    if (!('refuse' in entered) && !entered.waits)
      return { commit: { state: entered.doc, ttlMs, events: [...entered.events, ...entered.own] } };
    const refusal = 'refuse' in entered ? subscriptionRefusalOf(entered) : subscriptionRefusals.waiting;
    const out = { channel, userId: view.id, quiet: false, frame: encode.subscriptionError(channel, refusal) };
    return { commit: { state: undefined, ttlMs, events: [], remove: [out] } };
  });
}
