import { Unavailable } from '../channels/ports/errors.ts';
import type { Joined, Member } from '../channels/ports/presence.ts';
import type { HistoryEntry } from '../channels/ports/pubsub.ts';
import type { RoomAnswer, RoomSocket, UserNews, WaitingJoin } from '../channels/rooms/room-port.ts';
import * as encode from '../protocol/encode.ts';
import { type SubscriptionError, subscriptionErrors } from '../protocol/subscription-errors.ts';
import { type JoinStep, type MemberView, type Refusal, refuse, type Who } from './domain.ts';
import { letGoSoon, letGoStrangers } from './leaving.ts';
import { broken, contained, published, type RoomContext, stepOf, viewRoom } from './room-context.ts';
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

/** A socket that wants to join; `waited` is the same one again, after it had to wait. */
export interface Newcomer {
  readonly member: Member | undefined;
  readonly socket: RoomSocket;
  readonly waited: WaitingJoin | undefined;
  /** It never went away, as far as its own node knows. */
  readonly back?: true;
}

type Outcome = { readonly refusal: Refusal } | { readonly waits: true };

/** One commit: checked, let in and told together, or refused before anybody is told. */
export async function join(context: RoomContext, newcomer: Newcomer): Promise<RoomAnswer> {
  const { domain, id } = context.match;
  if (id === undefined) {
    context.roomCounters.counters.refusals += 1;
    return refusalOf(refuse('INVALID_ROOM', `A ${domain.name} room has no such name`));
  }
  const { member } = newcomer;
  const view = member && viewOf(domain, member.userId, member.info);
  let last: Entered | undefined;
  const attempt = (stored: unknown): Attempt<Outcome> => {
    const doc = openDoc(domain, id, stored, context.clock.now());
    const entered = view === undefined ? plainly(doc) : enter(context, doc, view, newcomer);
    if ('refuse' in entered) return { answer: { refusal: entered } };
    last = entered;
    return entering(context, newcomer, doc, entered);
  };
  const host = context.host();
  host.enter();
  let answer: RoomAnswer | undefined;
  try {
    const done = await host.run<Outcome>((stored) => {
      const tried = contained(context, 'join', () => attempt(stored));
      return 'refuse' in tried ? { answer: { refusal: tried } } : tried;
    });
    answer = answered(context, newcomer, view, done, last);
    return answer;
  } catch (error) {
    // Nobody knows whether it is in the room; on the channel it is not.
    if (view !== undefined && error instanceof Unavailable) {
      letGoSoon(context, view.id);
      givesUpSoon(context, view.id);
    }
    throw error;
  } finally {
    if (answer === undefined || !('joined' in answer)) host.exit();
    else if (view !== undefined) context.roomCounters.came(context.match.key, view.id);
    if (answer !== undefined && 'refusal' in answer) context.roomCounters.counters.refusals += 1;
  }
}

function answered(
  context: RoomContext,
  newcomer: Newcomer,
  view: MemberView | undefined,
  done: Done | { answer: Outcome },
  last: Entered | undefined,
): RoomAnswer {
  if ('answer' in done) return 'refusal' in done.answer ? refusalOf(done.answer.refusal) : { waits: true };
  if (last?.waits === true) return { waits: true };
  if (last === undefined || !('joined' in done) || done.joined === undefined || done.joined === 'full')
    return refusalOf(full(context));
  return welcome(context, newcomer, view, last, done.joined, done.history ?? []);
}

function welcome(
  context: RoomContext,
  { member, socket, waited }: Newcomer,
  view: MemberView | undefined,
  { doc, own, later, comes }: Entered,
  joined: Joined,
  history: readonly HistoryEntry[],
): RoomAnswer {
  if (waited !== undefined && member !== undefined && comes) announceLater(context, member, socket.id, later);
  letGoStrangers(context, doc, joined);
  const who = view && { ...view, channels: socket.channels };
  const greetings = [...greeting(context, doc, history, who), ...own.map(({ frame }) => frame)];
  return { joined, greetings, forUser: waited && admission(context) };
}

/** Who waits is counted as waiting, and who comes in joins, with the commit that says so. */
function entering(
  context: RoomContext,
  { member, waited }: Newcomer,
  doc: RoomDoc,
  { doc: next, events, waits }: Entered,
): Attempt<Outcome> {
  // It has asked before, and is counted.
  if (waits && waited !== undefined && next === doc) return { answer: { waits: true } };
  const commit = { state: next === doc ? undefined : next, ttlMs: lifeOf(context.match.domain, next), events };
  const { channel, match } = context;
  const join = { channel, member, quiet: waited !== undefined, history: match.histories[0] };
  if (!waits) return { commit: { ...commit, join } };
  return { commit: waited === undefined ? { ...commit, join: waitsAt(context, member) } : commit };
}

function greeting(
  context: RoomContext,
  doc: RoomDoc,
  entries: readonly HistoryEntry[],
  who: Who | undefined,
): string[] {
  const history = entries.map(({ data }) => JSON.parse(data) as unknown);
  const frame = contained(context, 'snapshot', () => {
    const said = context.match.domain.snapshot(doc.data, viewRoom(context, doc), history, who);
    return said && encode.event(said.event, context.channel, JSON.stringify(said.data));
  });
  return typeof frame === 'string' ? [frame] : [];
}

function admission(context: RoomContext): UserNews | undefined {
  const { domain, id = '' } = context.match;
  const said = contained(context, 'admitted', () => domain.admitted?.(id));
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
function enter(
  context: RoomContext,
  doc: RoomDoc,
  view: MemberView,
  { socket, waited, back }: Newcomer,
): Refusal | Entered {
  const { domain, part } = context.match;
  const { channel } = context;
  const now = context.clock.now();
  const present = findMember(doc, view.id, channel);
  if (present !== undefined) return plainly(doc);
  const who = { ...view, channels: socket.channels };
  const joining = { returning: back === true || isReturning(domain, doc, view.id, channel, now) };
  const step: JoinStep<unknown> = stepOf(
    domain.onJoin?.(doc.data, who, now, viewRoom(context, doc), joining) ?? {},
    'join',
  );
  if ('refuse' in step) return step;
  if (isFull(context, doc, view.id)) return full(context);
  const told = published(context, step, doc, { userId: undefined, socketId: socket.id, now }).events;
  const changed = step.state === undefined ? doc : { ...doc, data: step.state };
  if ('hold' in step) return { doc: changed, events: told, later: [], own: [], waits: true, comes: false };
  const entered = withMember(changed, { ...view, channel, part, quiet: waited !== undefined });
  const own = told.filter(({ to }) => to === view.id);
  const others = told.filter(({ to }) => to !== view.id);
  return waited === undefined
    ? { doc: entered, events: others, later: [], own, waits: false, comes: true }
    : { doc: entered, events: [], later: others, own, waits: false, comes: true };
}

function announceLater(context: RoomContext, member: Member, except: string, events: Entered['later']): void {
  context.clock.after(quietMs, () => {
    context.untilDone(`announce ${member.userId}`, () => announce(context, member, except, events));
  });
}

/** The admitted member is told to the others, unless it left by now. */
async function announce(context: RoomContext, member: Member, except: string, events: Entered['later']): Promise<void> {
  const { channel, match } = context;
  const host = context.host();
  await host.run<null>((stored) => {
    const doc = openDoc(match.domain, match.id ?? '', stored, context.clock.now());
    const record = findMember(doc, member.userId, channel);
    if (record?.quiet !== true) return { answer: null };
    const state = withRecord(doc, record, { quiet: false });
    return { commit: { state, ttlMs: lifeOf(match.domain, state), events, announce: { channel, member, except } } };
  });
}

/** The smaller of the domain's and the app's. */
const capacityOf = ({ app, match: { domain } }: RoomContext): number =>
  Math.min(domain.capacity ?? Number.POSITIVE_INFINITY, app.settings.limits.presenceMembers);

/** [D10] Who is in another channel of the same part has a context already. */
function isFull(context: RoomContext, doc: RoomDoc, id: string): boolean {
  const users = new Set(membersOfPart(doc, context.match.part).map((member) => member.id));
  return !users.has(id) && users.size >= capacityOf(context);
}

const full = (context: RoomContext): Refusal => refuse('ROOM_FULL', `This room has its ${capacityOf(context)} members`);

const refusalOf = (refusal: Refusal): RoomAnswer => ({ refusal: subscriptionRefusalOf(refusal) });

function subscriptionRefusalOf(refusal: Refusal): SubscriptionError {
  if (refusal === broken) return subscriptionErrors.unavailable;
  const { refuse: type, message: error } = refusal;
  return { type, status: type === 'INVALID_ROOM' ? 404 : 403, error };
}

const nobody: RoomSocket = { id: '', channels: [], send() {}, mayBeRefused: () => false, commanded() {} };

/** A member that the cluster had lost, with sockets on this node: it is in the room again, or its sockets are out. */
export async function returns(context: RoomContext, member: Member): Promise<void> {
  const { channel, match } = context;
  const view = viewOf(match.domain, member.userId, member.info);
  await context.host().run<null>((stored) => {
    const doc = openDoc(match.domain, match.id ?? '', stored, context.clock.now());
    if (findMember(doc, view.id, channel) !== undefined) return { answer: null };
    const entered = contained(context, 'return', () =>
      enter(context, doc, view, { member, socket: nobody, waited: undefined, back: true }),
    );
    const ttlMs = lifeOf(match.domain, 'refuse' in entered ? doc : entered.doc);
    if (!('refuse' in entered) && !entered.waits)
      return { commit: { state: entered.doc, ttlMs, events: [...entered.events, ...entered.own] } };
    const refusal = 'refuse' in entered ? subscriptionRefusalOf(entered) : subscriptionErrors.waiting;
    const out = { channel, userId: view.id, quiet: false, frame: encode.subscriptionError(channel, refusal) };
    return { commit: { state: undefined, ttlMs, events: [], remove: [out] } };
  });
}
