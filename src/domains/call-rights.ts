import { type Refusal, type RoomView, refuse, type Step, type Who } from '../rooms/domain.ts';
import { isHost, mayModerate, type State } from './call-state.ts';

const notModerator = refuse('FORBIDDEN', 'Only the host and co-hosts can do this');
const notHost = refuse('FORBIDDEN', 'Only the host can do this');
export const notHere = (id: string): Refusal =>
  refuse('NOT_FOUND', `targetPeerId: ${id} is not in the room`, 'targetPeerId');

/** A step of the host and the co-hosts, or of the host alone. */
export const moderators =
  <Input>(run: (state: State, input: Input, who: Who, now: number, room: RoomView) => Step<State>) =>
  (state: State, input: Input, who: Who, now: number, room: RoomView): Step<State> =>
    mayModerate(state, who) ? run(state, input, who, now, room) : notModerator;
export const hostOnly =
  <Input>(run: (state: State, input: Input, who: Who, now: number, room: RoomView) => Step<State>) =>
  (state: State, input: Input, who: Who, now: number, room: RoomView): Step<State> =>
    isHost(state, who) ? run(state, input, who, now, room) : notHost;
