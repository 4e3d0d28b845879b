import { type ChannelName, kindOf } from '../protocol/channel-name.ts';
import { type Connection, seldomOf } from './connection.ts';
import { fill, untilRoom } from './pace.ts';

/** Nobody waits longer, whatever it left. */
const longest = 60_000;

/**
 * [L34] A member who leaves and comes again is told to everybody each time. Its leaving is never held back, as it may not
 * want to be seen any more: its next coming is.
 */
export function countLeave(connection: Connection, channel: ChannelName, now: number): void {
  if (!kindOf(channel).presence) return;
  const seldom = seldomOf(connection);
  const due = Math.min(seldom.leavesDue, now + longest);
  seldom.leavesDue = fill(due, connection.home.app.settings.limits.presenceLeavesPerSecond, now);
}

/** The milliseconds until it may come to the channel. */
export function untilReturn({ seldom, home }: Connection, channel: string, now: number): number {
  if (seldom === undefined || seldom.leavesDue <= now || !kindOf(channel as ChannelName).presence) return 0;
  return untilRoom(Math.min(seldom.leavesDue, now + longest), home.app.settings.limits.presenceLeavesPerSecond, now);
}
