import {
  admit,
  type Effect,
  type Joining,
  type JoinStep,
  type Present,
  type RoomView,
  refuse,
  type Step,
  toAll,
  toMember,
  toOthers,
  type Who,
} from '../rooms/domain.ts';
import { departed, fits, isHost, isSignedHost, most, type State, usernameOf, without } from './call-state.ts';

/** Of the name of who knocks, so many characters. */
const maxShown = 64;

export function joinCall(state: State, who: Who, now: number, room: RoomView, { returning }: Joining): JoinStep<State> {
  if (room.part !== undefined && !Object.values(state.breakouts).includes(room.part))
    return refuse('INVALID_ROOM', 'There is no such breakout room now');
  if (state.banned.includes(who.id)) return refuse('BANNED', 'You were removed from this call');
  if (room.part !== undefined) return joinBreakout(state, who, room.part);
  const admitted = (state.admitted[who.id] ?? 0) > now;
  if (!returning && !admitted && state.locked) return refuse('ROOM_LOCKED', 'The host has locked this call');
  if (!returning && !admitted && mustKnock(state, who)) return knock(state, who);
  return enterCall(state, who, room);
}

const mustKnock = (state: State, who: Who): boolean => state.waitingRoom && !isSignedHost(who);

function enterCall(state: State, who: Who, room: RoomView): Step<State> {
  const joined: Effect = toOthers('peer-joined', { peerId: who.id, username: usernameOf(who) });
  const present = room.members.find(({ id }) => id === state.hostId);
  const takesOver = present === undefined || (isSignedHost(who) && !isSignedHost(present));
  if (!takesOver) return { effects: [joined] };
  const told = present === undefined ? [joined] : [joined, toOthers('host-changed', { hostId: who.id })];
  const next = { ...state, hostId: who.id, coHosts: without(state.coHosts, who.id) };
  if (state.waitingRoom) return { state: next, effects: [...told, ...knocksFor(state, who.id)] };
  // The room was empty for so long that its waiting room is off again: whoever still waits is let in.
  return { state: { ...next, waiting: [] }, effects: [...told, ...state.waiting.map(({ id }) => admit(id))] };
}

/** A new host hears at once of all who wait. */
const knocksFor = ({ waiting }: State, hostId: string): Effect[] =>
  waiting.map(({ id, username }) => toMember(hostId, 'knock', { peerId: id, username }));

export function leaveCall(state: State, { id, quiet }: Present, _now: number, room: RoomView): Step<State> {
  const left = quiet === true ? [] : [toAll('peer-left', { peerId: id })];
  if (room.part !== undefined) return { effects: left };
  const gone = departed(state, id, room);
  if (state.hostId !== id) return { state: gone.state, effects: [...left, ...gone.effects] };
  const seen = room.members.filter((member) => member.quiet !== true);
  const next = seen.find(isSignedHost) ?? seen[0] ?? room.members[0];
  const succeeded = succeed(gone.state, next?.id ?? null);
  const changed = next === undefined ? [] : [toAll('host-changed', { hostId: next.id })];
  const coHosts =
    succeeded.coHosts.length === state.coHosts.length ? [] : [toAll('co-host-changed', { coHosts: succeeded.coHosts })];
  const knocks = next === undefined ? [] : knocksFor(state, next.id);
  return { state: succeeded, effects: [...left, ...changed, ...coHosts, ...knocks] };
}

function joinBreakout(state: State, who: Who, name: string): Step<State> {
  if (!isHost(state, who) && state.breakouts[who.id] !== name)
    return refuse('FORBIDDEN', 'You are not assigned to this breakout room');
  return { effects: [toOthers('peer-joined', { peerId: who.id, username: usernameOf(who) })] };
}

/** Waits until somebody decides; host and co-hosts hear of it once. */
function knock(state: State, who: Who): JoinStep<State> {
  if (state.waiting.some(({ id }) => id === who.id)) return { hold: true } as const;
  const one = { id: who.id, username: [...usernameOf(who)].slice(0, maxShown).join('') };
  if (!fits([...state.waiting, one], most.waiting)) return refuse('ROOM_FULL', 'Too many wait for this call already');
  const moderating = [...(state.hostId === null ? [] : [state.hostId]), ...state.coHosts];
  const effects = moderating.map((id) => toMember(id, 'knock', { peerId: one.id, username: one.username }));
  return { hold: true, state: { ...state, waiting: [...state.waiting, one] }, effects } as const;
}

const succeed = (state: State, hostId: string | null): State => ({
  ...state,
  hostId,
  coHosts: hostId === null ? [] : without(state.coHosts, hostId),
});
