import type { CallBackendEvents, CallCommands } from '../protocol/types/domains/call.ts';
import { defineDomain, readSchema } from '../rooms/define-domain.ts';
import {
  admit,
  type Command,
  deny,
  kick,
  type MemberView,
  type Refusal,
  refuse,
  remembered,
  toAll,
  toChannel,
  toMember,
  toOthers,
  type Who,
} from '../rooms/domain.ts';
import { breakoutOf, breakouts } from './call-breakouts.ts';
import { joinCall, leaveCall } from './call-joining.ts';
import { hostOnly, moderators, notHere } from './call-rights.ts';
import {
  admissionMs,
  channelOf,
  departed,
  historySize,
  initial,
  isIn,
  maxKept,
  most,
  newest,
  noLongerWaiting,
  type State,
  toRoom,
  toRoomOthers,
  usernameOf,
  withOne,
  without,
} from './call-state.ts';

type Run<Name extends keyof CallCommands> = Command<State, CallCommands[Name]>['run'];

/** A switch that moderators set and all are told of. */
const toggle = (change: Partial<State>, event: string): Run<'room-locked'> =>
  moderators((state, _input, _who, _now, room) => ({
    state: { ...state, ...change },
    effects: toRoom(room, event, {}),
  }));

const notice = (recording: boolean, event: string): Run<'recording-started'> =>
  hostOnly((state, _input, _who, _now, room) => ({
    state: { ...state, recording },
    effects: toRoom(room, event, {}),
  }));

/** Signalling goes to its target alone. */
function signal<Name extends 'offer' | 'answer' | 'candidate'>(
  event: Name,
  content: (input: CallCommands[Name], who: Who) => object,
): Command<State, CallCommands[Name]> {
  return {
    rate: { most: 100, seconds: 1 },
    maxBytes: 131_072,
    run(_, input, who, _now, room) {
      const { targetPeerId } = input;
      if (!isIn(room.members, targetPeerId)) return notHere(targetPeerId);
      return { effects: [toMember(targetPeerId, event, { peerId: who.id, targetPeerId, ...content(input, who) })] };
    },
  };
}

export const call = defineDomain<State, CallCommands, CallBackendEvents>({
  name: 'call',
  channels: ['presence-call-{roomId}'],
  parts: /^[A-Za-z0-9_]{1,32}$/,
  room: (id) => id,
  schema: readSchema('call'),
  capacity: 50,
  history: { size: historySize, days: 7 },
  initial: () => initial,
  afterEmpty: ({ chatIds, waiting }) => ({ ...initial, chatIds, waiting }),

  commands: {
    offer: signal('offer', ({ sdp }, who) => ({ username: usernameOf(who), sdp })),
    answer: signal('answer', ({ sdp }) => ({ sdp })),
    candidate: signal('candidate', ({ candidate }) => ({ candidate })),

    'room-locked': { run: toggle({ locked: true }, 'room-locked') },
    'room-unlocked': { run: toggle({ locked: false }, 'room-unlocked') },
    'chat-enabled': { run: toggle({ chat: true }, 'chat-enabled') },
    'chat-disabled': { run: toggle({ chat: false }, 'chat-disabled') },

    kicked: {
      run: moderators((state, { targetPeerId: id }, who, _now, room) => {
        if (id === state.hostId || id === who.id) return refuse('FORBIDDEN', 'Nobody can kick the host or themselves');
        const places = room.everywhere.filter((member) => member.id === id);
        if (places.length === 0) return notHere(id);
        const left = departed({ ...state, banned: newest(withOne(state.banned, id), most.banned) }, id, room);
        const told = places.filter(({ quiet }) => quiet !== true);
        const gone = told.map(({ part }) => toChannel(channelOf(room.id, part), 'peer-left', { peerId: id }));
        return {
          state: left.state,
          effects: [kick(id, 'kicked', {}), ...gone, ...left.effects],
        };
      }),
    },

    'raise-hand': {
      run(state, _input, who, _now, room) {
        if (state.hands.includes(who.id)) return {};
        const told = { peerId: who.id, username: usernameOf(who) };
        return { state: { ...state, hands: [...state.hands, who.id] }, effects: toRoom(room, 'raise-hand', told) };
      },
    },
    'lower-hand': {
      run(state, _input, { id }, _now, room) {
        if (!state.hands.includes(id)) return {};
        return {
          state: { ...state, hands: without(state.hands, id) },
          effects: toRoom(room, 'lower-hand', { peerId: id }),
        };
      },
    },
    reaction: { run: (_, { emoji }, { id }) => ({ effects: [toOthers('reaction', { peerId: id, emoji })] }) },

    'chat-message': {
      run(state, { id, message }, who, now, room) {
        if (!state.chat) return refuse('CHAT_DISABLED', 'The chat is off');
        if (state.chatIds.some(([taken, sender]) => taken === id && sender !== who.id)) {
          return refuse('INVALID_PAYLOAD', 'id: another member has used it', 'id');
        }
        const told = { id, username: usernameOf(who), message, timestamp: now, peerId: who.id };
        // The history is the room's own: what is said in a breakout is for those in it.
        if (room.part !== undefined) return { effects: [toAll('chat-message', told)] };
        const chatIds = [...state.chatIds.filter(([taken]) => taken !== id), [id, who.id] as const].slice(-historySize);
        return {
          state: { ...state, chatIds: newest(chatIds, most.chatIds) },
          effects: [remembered('chat-message', told)],
        };
      },
    },

    'screen-share-start': {
      run: (state, _input, { id }, _now, room) => ({
        state: { ...state, screens: withOne(state.screens, id) },
        effects: toRoomOthers(room, 'screen-share-start', { peerId: id }),
      }),
    },
    'screen-share-stop': {
      run: (state, _input, { id }, _now, room) => ({
        state: { ...state, screens: without(state.screens, id) },
        effects: toRoomOthers(room, 'screen-share-stop', { peerId: id }),
      }),
    },

    'mute-participant': {
      run: moderators((state, { targetPeerId: id }, who, _now, room) => {
        if (id === state.hostId || id === who.id) return refuse('FORBIDDEN', 'Nobody can mute the host or themselves');
        if (!isIn(room.members, id)) return notHere(id);
        return { effects: [toMember(id, 'mute-participant', { targetPeerId: id, peerId: who.id })] };
      }),
    },
    'promote-co-host': {
      run: hostOnly((state, { targetPeerId: id }, _who, _now, room) => {
        if (!isIn(room.main, id)) return notHere(id);
        const coHosts = state.coHosts.includes(id) || id === state.hostId ? state.coHosts : [...state.coHosts, id];
        return { state: { ...state, coHosts }, effects: toRoom(room, 'co-host-changed', { coHosts }) };
      }),
    },

    'waiting-room': {
      run: hostOnly((state, { enabled }, _who, _now, room) => {
        const told = toRoom(room, 'waiting-room', { enabled });
        if (enabled) return { state: { ...state, waitingRoom: true }, effects: told };
        const all = state.waiting.map(({ id }) => admit(id));
        return { state: { ...state, waitingRoom: false, waiting: [] }, effects: [...told, ...all] };
      }),
    },
    admit: {
      run: moderators((state, { targetPeerId: id }, _who, now) => {
        if (!state.waiting.some((one) => one.id === id)) return notWaiting(id);
        const open = Object.entries(state.admitted)
          .filter(([, until]) => until > now)
          .slice(1 - maxKept);
        const admitted = Object.fromEntries([...open, [id, now + admissionMs] as [string, number]]);
        return { state: { ...noLongerWaiting(state, id), admitted }, effects: [admit(id)] };
      }),
    },
    deny: {
      run: moderators((state, { targetPeerId: id }) =>
        state.waiting.some((one) => one.id === id)
          ? { state: noLongerWaiting(state, id), effects: [deny(id)] }
          : notWaiting(id),
      ),
    },

    ...breakouts,

    'recording-started': {
      run: notice(true, 'recording-started'),
    },
    'recording-stopped': {
      run: notice(false, 'recording-stopped'),
    },
  },

  backendEvents: {},

  onJoin: joinCall,
  onLeave: leaveCall,
  admitted: (roomId) => ({ event: 'admitted', data: { roomId } }),
  onGiveUp: (state, id) => (state.waiting.some((one) => one.id === id) ? noLongerWaiting(state, id) : state),

  snapshot: (state, room, history, who) => ({
    event: 'peers',
    data: {
      yourId: who?.id ?? null,
      peers: room.members.map(({ id }) => id).filter((id) => id !== who?.id),
      isHost: state.hostId === who?.id,
      hostId: state.hostId,
      roomLocked: state.locked,
      chatEnabled: state.chat,
      raisedHands: state.hands.map((id) => ({ peerId: id, username: nameIn(room.main, id) })),
      screenSharers: state.screens,
      coHosts: state.coHosts,
      recording: state.recording,
      waitingRoom: state.waitingRoom,
      breakout: breakoutOf(state, room.id, who?.id),
      history,
    },
  }),
});

const notWaiting = (id: string): Refusal => refuse('NOT_FOUND', `targetPeerId: ${id} does not wait`, 'targetPeerId');

const nameIn = (members: readonly MemberView[], id: string): string => {
  const member = members.find((one) => one.id === id);
  return member === undefined ? id : usernameOf(member);
};
