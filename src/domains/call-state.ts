import { type Effect, type MemberView, type RoomView, toAll, toChannel, toOthers, type Who } from '../rooms/domain.ts';

export interface State {
  readonly hostId: string | null;
  readonly locked: boolean;
  readonly chat: boolean;
  readonly recording: boolean;
  readonly waitingRoom: boolean;
  readonly coHosts: readonly string[];
  readonly hands: readonly string[];
  readonly screens: readonly string[];
  readonly banned: readonly string[];
  /** Who knocked, in order, with the name to show. */
  readonly waiting: readonly { readonly id: string; readonly username: string }[];
  /** Admitted until, in ms. */
  readonly admitted: Readonly<Record<string, number>>;
  /** Breakout of each assigned peer. */
  readonly breakouts: Readonly<Record<string, string>>;
  /** Chat ids that history holds, with their senders. */
  readonly chatIds: readonly (readonly [id: string, sender: string])[];
}

export const initial: State = {
  hostId: null,
  locked: false,
  chat: true,
  recording: false,
  waitingRoom: false,
  coHosts: [],
  hands: [],
  screens: [],
  banned: [],
  waiting: [],
  admitted: {},
  breakouts: {},
  chatIds: [],
};

export const admissionMs = 10 * 60_000;
export const historySize = 100;
/** In bytes: what members, strangers and kicks add may never fill the room's state for those who moderate it. */
export const most = { chatIds: 16_000, waiting: 8000, banned: 12_000 } as const;
/** Of who was admitted, and of who is assigned though not in the call. */
export const maxKept = 100;

const bytesOf = (entry: unknown): number => Buffer.byteLength(JSON.stringify(entry)) + 1;

export const fits = (list: readonly unknown[], bytes: number): boolean =>
  list.reduce<number>((sum, entry) => sum + bytesOf(entry), 0) <= bytes;

/** The newest entries that fit. */
export function newest<T>(list: readonly T[], bytes: number): readonly T[] {
  let from = list.length;
  for (let left = bytes; from > 0; from -= 1) {
    left -= bytesOf(list[from - 1]);
    if (left < 0) break;
  }
  return list.slice(from);
}

export const usernameOf = ({ info, id }: MemberView): string => {
  const { username } = info as { username?: unknown };
  return typeof username === 'string' ? username : id;
};

export const without = (list: readonly string[], id: string): readonly string[] => list.filter((one) => one !== id);
export const withOne = (list: readonly string[], id: string): readonly string[] => [...without(list, id), id];
export const isHost = (state: State, { id }: Who): boolean => state.hostId === id;
export const mayModerate = (state: State, who: Who): boolean => isHost(state, who) || state.coHosts.includes(who.id);
export const isIn = (members: readonly MemberView[], id: string): boolean => members.some((member) => member.id === id);
export const isSignedHost = ({ info }: MemberView): boolean => (info as { role?: unknown }).role === 'host';

/** The channel of the room itself, seen from any of its parts. */
export const mainChannel = (id: string): string => `presence-call-${id}`;
export const breakoutChannel = (id: string, name: string): string => `${mainChannel(id)}--${name}`;

/** Told where it happened; from a breakout it is told in the room itself too, whose state it changes. */
export const toRoom = ({ part, id }: RoomView, event: string, data: object): Effect[] =>
  part === undefined ? [toAll(event, data)] : [toAll(event, data), toChannel(mainChannel(id), event, data)];
export const toRoomOthers = ({ part, id }: RoomView, event: string, data: object): Effect[] =>
  part === undefined ? [toOthers(event, data)] : [toOthers(event, data), toChannel(mainChannel(id), event, data)];

export const channelOf = (id: string, part: string | undefined): string =>
  part === undefined ? mainChannel(id) : breakoutChannel(id, part);

export const noLongerWaiting = (state: State, id: string): State => ({
  ...state,
  waiting: state.waiting.filter((one) => one.id !== id),
});

/** Hand, screen and co-hosting of somebody who is gone. */
export function departed(state: State, id: string, room: RoomView): { state: State; effects: Effect[] } {
  const coHosts = without(state.coHosts, id);
  const next = { ...state, hands: without(state.hands, id), screens: without(state.screens, id), coHosts };
  const lost = coHosts.length !== state.coHosts.length;
  return { state: next, effects: lost ? toRoom(room, 'co-host-changed', { coHosts }) : [] };
}
