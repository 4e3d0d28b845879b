import type { AnyDomain, MemberView } from './domain.ts';

/** How long a room keeps its state after the last member, and who left stays a returning member. */
export const lingerMs = 60_000;

export interface MemberRecord extends MemberView {
  readonly sockets: number;
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
  if (stored === undefined || stored === null) {
    return { members: [], left: {}, emptySince: 0, data: domain.initial(id) };
  }
  const doc = stored as RoomDoc;
  if (doc.emptySince === 0 || now - doc.emptySince < lingerMs) return doc;
  const data = domain.afterEmpty === undefined ? doc.data : domain.afterEmpty(doc.data);
  return { members: [], left: {}, emptySince: doc.emptySince, data };
}

export const isPresent = (doc: RoomDoc, id: string): boolean => doc.members.some((member) => member.id === id);

export const isReturning = (doc: RoomDoc, id: string, now: number): boolean =>
  Object.hasOwn(doc.left, id) && now - (doc.left[id] ?? 0) < lingerMs;

export function withMember(doc: RoomDoc, view: MemberView): RoomDoc {
  if (isPresent(doc, view.id)) return withSockets(doc, view.id, 1);
  const { [view.id]: _, ...left } = doc.left;
  return { ...doc, members: [...doc.members, { ...view, sockets: 1 }], left, emptySince: 0 };
}

export function withSockets(doc: RoomDoc, id: string, more: number): RoomDoc {
  const members = doc.members.map((one) => (one.id === id ? { ...one, sockets: one.sockets + more } : one));
  return { ...doc, members };
}

/** Without the member, whose last socket left. */
export function withoutMember(doc: RoomDoc, id: string, now: number): RoomDoc {
  const members = doc.members.filter((member) => member.id !== id);
  const recent = Object.entries(doc.left).filter(([, at]) => now - at < lingerMs);
  const left = Object.fromEntries([...recent, [id, now] as [string, number]]);
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
