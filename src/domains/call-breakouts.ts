import type { CallCommands } from '../protocol/types/domains/call.ts';
import { type Command, type RoomView, refuse, toChannel, toMemberOn } from '../rooms/domain.ts';
import { hostOnly } from './call-rights.ts';
import { breakoutChannel, isIn, mainChannel, maxKept, type State } from './call-state.ts';

type Breakouts = { readonly [Name in 'breakout' | 'breakout-end']: Command<State, CallCommands[Name]> };

/** Smaller rooms of a call, that the host sends its members to. */
export const breakouts: Breakouts = {
  breakout: {
    run: hostOnly((state, { assignments }, _who, _now, room) => {
      const stranger = Object.keys(assignments).find((id) => !isIn(room.main, id));
      if (stranger !== undefined)
        return refuse('NOT_FOUND', `assignments: ${stranger} is not in the room`, 'assignments');
      const told = Object.entries(assignments).map(([id, name]) => {
        return toMemberOn(mainChannel(room.id), id, 'breakout', { room: breakoutChannel(room.id, name) });
      });
      return { state: { ...state, breakouts: { ...assigned(state, room), ...assignments } }, effects: told };
    }),
  },
  'breakout-end': {
    run: hostOnly((state, _input, _who, _now, { id }) => {
      const names = [...new Set(Object.values(state.breakouts))];
      const channels = [mainChannel(id), ...names.map((name) => breakoutChannel(id, name))];
      const told = channels.map((channel) => toChannel(channel, 'breakout-end', { room: mainChannel(id) }));
      return { state: { ...state, breakouts: {} }, effects: told };
    }),
  },
};

/** Who is assigned already: those in the call, and the last of those who are not. */
function assigned({ breakouts }: State, { main }: RoomView): Record<string, string> {
  const all = Object.entries(breakouts);
  const away = all.filter(([id]) => !isIn(main, id)).slice(-maxKept);
  return Object.fromEntries([...away, ...all.filter(([id]) => isIn(main, id))]);
}

/** The one that somebody is assigned to. */
export function breakoutOf(state: State, roomId: string, id: string | undefined): string | null {
  const name = id !== undefined && Object.hasOwn(state.breakouts, id) ? state.breakouts[id] : undefined;
  return name === undefined ? null : breakoutChannel(roomId, name);
}
