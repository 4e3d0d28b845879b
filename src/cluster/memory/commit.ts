import type { Joined, Member } from '../../channels/ports/presence.ts';
import type { ChannelEvent } from '../../channels/ports/pubsub.ts';
import type { Committed, RoomCommit, RoomLeave, RoomRemoval } from '../../channels/ports/rooms.ts';
import type { ChannelName } from '../../protocol/channel-name.ts';
import type { AppState } from './app-state.ts';
import { versionAfter } from './rooms.ts';

/** What a step does besides its state, in the words of the cluster that runs it. */
export interface CommitActions {
  finds(channel: ChannelName, member: Member | undefined): boolean;
  /** How many sockets of the user are in the channel. */
  sockets(channel: ChannelName, userId: string): number;
  join(channel: ChannelName, member: Member | undefined, quiet: boolean): Joined | 'full';
  leave(channel: ChannelName, userId: string, quiet: boolean): void;
  announce(channel: ChannelName, member: Member, except: string): void;
  remove(removal: RoomRemoval): void;
  publish(events: readonly ChannelEvent[]): void;
  serial(): number;
}

/** All of it in one turn, so nothing comes between. */
export function commitStep(
  { rooms, remembered }: Pick<AppState, 'rooms' | 'remembered'>,
  step: RoomCommit,
  act: CommitActions,
): Committed {
  const version = versionAfter(step);
  const { join, leave, announce, remove = [], events } = step;
  if (join !== undefined && !act.finds(join.channel, join.member)) return { version, joined: 'full' };
  if (leave !== undefined && stays(leave, act)) return { version: step.version, stays: true };
  const refused = rooms.take(step);
  if (refused !== undefined) return refused;
  const joined = join && act.join(join.channel, join.member, join.quiet);
  if (leave?.whose === 'ours') act.leave(leave.channel, leave.userId, leave.quiet);
  if (announce !== undefined) act.announce(announce.channel, announce.member, announce.except);
  for (const removal of remove) act.remove(removal);
  act.publish(events);
  if (join === undefined || joined === undefined || joined === 'full') return { version, joined };
  const all = Number.POSITIVE_INFINITY;
  const history = join.history === undefined ? [] : remembered.history(join.history, all, all);
  // What the step itself told is in the snapshot already.
  return { version, history, joined: { ...joined, serial: act.serial() } };
}

/** Other sockets of the user stay: one of them goes, and the room need not know. */
function stays({ channel, userId, quiet, whose }: RoomLeave, act: CommitActions): boolean {
  const staying = act.sockets(channel, userId) > (whose === 'ours' ? 1 : 0);
  if (staying && whose === 'ours') act.leave(channel, userId, quiet);
  return staying;
}
