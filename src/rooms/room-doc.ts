import { always } from '../channels/ports/rooms.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import type { AnyDomain, MemberView } from './domain.ts';

/** How long a room keeps its state after the last member, and who left stays a returning member. */
const lingerMs = ({ linger = 60 }: AnyDomain): number => linger * 1000;

const day = 86_400_000;
/** Of those who left within that time, so many. */
const maxLeft = 256;

/** Of a user who is in two channels of the room there are two. */
export interface MemberRecord extends MemberView {
  readonly channel: ChannelName;
  readonly part: string | undefined;
  /** Admitted a moment ago: the others have not been told yet. */
  readonly quiet: boolean;
}

/** What is stored of a room: the engine's part, and the domain's. */
export interface RoomDoc {
  /** In order of joining. */
  readonly members: readonly MemberRecord[];
  /** Who left when, in ms: kept while they count as returning. */
  readonly left: Readonly<Record<string, number>>;
  /** Since when nobody is in; 0 while somebody is. */
  readonly emptySince: number;
  readonly data: unknown;
}

/** The room as it is to be worked from: new, as stored, or with what outlives the last member alone. */
export function openDoc(domain: AnyDomain, id: string, stored: unknown, now: number): RoomDoc {
  const empty = { members: [], left: {}, emptySince: now };
  if (stored === undefined || stored === null) return { ...empty, data: domain.initial(id) };
  const doc = stored as RoomDoc;
  if (doc.emptySince === 0 || now - doc.emptySince < lingerMs(domain)) return doc;
  return { ...empty, data: domain.afterEmpty === undefined ? domain.initial(id) : domain.afterEmpty(doc.data) };
}

/** How long history is kept without a new entry, and what outlives the last member without a change. */
export const historyMs = ({ history }: AnyDomain): number => (history?.days ?? 7) * day;

/** [D15] How long the room is kept if nothing happens any more. */
export function lifeOf(domain: AnyDomain, { emptySince }: RoomDoc): number {
  if (emptySince === 0) return always;
  return domain.afterEmpty === undefined ? lingerMs(domain) : historyMs(domain);
}

const isOf = (id: string, channel: ChannelName) => (member: MemberRecord) =>
  member.id === id && member.channel === channel;

export const findMember = (doc: RoomDoc, id: string | undefined, channel: ChannelName): MemberRecord | undefined =>
  id === undefined ? undefined : doc.members.find(isOf(id, channel));

/** [D64] Who is in one channel of the room: its other channels have others, or none. */
export const membersOf = (doc: RoomDoc, channel: ChannelName): readonly MemberRecord[] =>
  doc.members.filter((member) => member.channel === channel);

export const membersOfPart = (doc: RoomDoc, part: string | undefined): readonly MemberRecord[] =>
  doc.members.filter((member) => member.part === part);

const placeOf = (id: string, channel: ChannelName): string => `${channel}:${id}`;

export const isReturning = (domain: AnyDomain, doc: RoomDoc, id: string, channel: ChannelName, now: number): boolean =>
  now - (doc.left[placeOf(id, channel)] ?? Number.NEGATIVE_INFINITY) < lingerMs(domain);

export function withMember(doc: RoomDoc, member: MemberRecord): RoomDoc {
  const { [placeOf(member.id, member.channel)]: _, ...left } = doc.left;
  return { ...doc, members: [...doc.members, member], left, emptySince: 0 };
}

/** The same room with another record of one member. */
export function withRecord(doc: RoomDoc, record: MemberRecord, change: Partial<MemberRecord>): RoomDoc {
  return { ...doc, members: doc.members.map((one) => (one === record ? { ...one, ...change } : one)) };
}

/** Without the member, whose last socket left. */
export function withoutMember(domain: AnyDomain, doc: RoomDoc, { id, channel }: MemberRecord, now: number): RoomDoc {
  const members = doc.members.filter((one) => !isOf(id, channel)(one));
  const recent = Object.entries(doc.left).filter(([, at]) => now - at < lingerMs(domain));
  const left = Object.fromEntries([...recent.slice(1 - maxLeft), [placeOf(id, channel), now] as [string, number]]);
  return { ...doc, members, left, emptySince: members.length === 0 ? now : 0 };
}

/** Without somebody who was kicked, from all its channels: no returning member. */
export function withoutAll(doc: RoomDoc, id: string, now: number): RoomDoc {
  const members = doc.members.filter((one) => one.id !== id);
  const left = Object.fromEntries(
    Object.entries(doc.left).filter(([context]) => context.slice(context.indexOf(':') + 1) !== id),
  );
  return { ...doc, members, left, emptySince: members.length === 0 ? now : 0 };
}

/** The member as domains see them. What the backend signed of them may be of any shape. */
export function viewOf(domain: AnyDomain, id: string, infoText: string | undefined): MemberView {
  const parsed: unknown = infoText === undefined ? undefined : JSON.parse(infoText);
  const info = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const roles = domain.roles ?? [];
  const { name, role } = info as { name?: unknown; role?: unknown };
  return {
    id,
    name: typeof name === 'string' ? name : id,
    role: typeof role === 'string' && roles.includes(role) ? role : (roles[0] ?? ''),
    info,
  };
}

/** Somebody is in, as far as this state knows. */
export const isInhabited = (state: unknown): boolean => (state as RoomDoc | undefined)?.emptySince === 0;
