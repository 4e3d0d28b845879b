import { type ChannelName, kindOf } from '../protocol/channel-name.ts';
import { extrasOf } from './connection.ts';
import { fill, untilRoom } from './rates/leaky-bucket.ts';
import type { Connection } from './state.ts';

/** Nobody waits longer, whatever it left. */
const longest = 60_000;

/**
 * [L34] A member who leaves and comes again is told to everybody each time. Its leaving is never held back, as it may not
 * want to be seen any more: its next coming is.
 */
export function countLeave(connection: Connection, channel: ChannelName, now: number): void {
  if (!kindOf(channel).presence) return;
  const extras = extrasOf(connection);
  const due = Math.min(extras.leavesDue, now + longest);
  extras.leavesDue = fill(due, connection.runtime.app.settings.limits.presenceLeavesPerSecond, now);
}

/** The milliseconds until it may come to the channel. */
export function untilReturn({ extras, runtime }: Connection, channel: string, now: number): number {
  if (extras === undefined || extras.leavesDue <= now || !kindOf(channel as ChannelName).presence) return 0;
  return untilRoom(Math.min(extras.leavesDue, now + longest), runtime.app.settings.limits.presenceLeavesPerSecond, now);
}
