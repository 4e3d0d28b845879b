import type { CallEvent, ChatMessage, Peers } from './pusher.ts';

/** The call as this page shows it: the snapshot, and what each event makes of it. */
export interface CallState extends Omit<Peers, 'history'> {
  readonly chat: readonly ChatMessage[];
  readonly knocking: readonly { readonly peerId: string; readonly username: string }[];
}

export const fromSnapshot = ({ history, ...peers }: Peers): CallState => ({ ...peers, chat: history, knocking: [] });

export function next(state: CallState, { event, data }: CallEvent): CallState {
  switch (event) {
    case 'peer-joined':
      return {
        ...state,
        peers: [...state.peers, data.peerId],
        knocking: state.knocking.filter(({ peerId }) => peerId !== data.peerId),
      };
    case 'peer-left':
      return {
        ...state,
        peers: state.peers.filter((one) => one !== data.peerId),
        raisedHands: state.raisedHands.filter(({ peerId }) => peerId !== data.peerId),
        screenSharers: state.screenSharers.filter((one) => one !== data.peerId),
      };
    case 'host-changed':
      return { ...state, hostId: data.hostId, isHost: data.hostId === state.yourId };
    case 'co-host-changed':
      return { ...state, coHosts: data.coHosts };
    case 'room-locked':
    case 'room-unlocked':
      return { ...state, roomLocked: event === 'room-locked' };
    case 'chat-enabled':
    case 'chat-disabled':
      return { ...state, chatEnabled: event === 'chat-enabled' };
    case 'recording-started':
    case 'recording-stopped':
      return { ...state, recording: event === 'recording-started' };
    case 'raise-hand':
      return { ...state, raisedHands: [...state.raisedHands, data] };
    case 'lower-hand':
      return { ...state, raisedHands: state.raisedHands.filter(({ peerId }) => peerId !== data.peerId) };
    case 'screen-share-start':
      return { ...state, screenSharers: [...state.screenSharers, data.peerId] };
    case 'screen-share-stop':
      return { ...state, screenSharers: state.screenSharers.filter((one) => one !== data.peerId) };
    case 'waiting-room':
      return { ...state, waitingRoom: data.enabled, knocking: data.enabled ? state.knocking : [] };
    case 'chat-message':
      return { ...state, chat: [...state.chat, data] };
    case 'knock':
      return { ...state, knocking: [...state.knocking.filter(({ peerId }) => peerId !== data.peerId), data] };
    case 'breakout':
      return { ...state, breakout: data.room };
    case 'breakout-end':
      return { ...state, breakout: null };
    default:
      return state;
  }
}
