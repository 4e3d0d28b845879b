import type { App } from '../apps/app.ts';
import { fill, untilRoom } from '../channels/rates/leaky-bucket.ts';
import type { ChannelKind } from '../protocol/channel-name.ts';

/** [S24] [S25] Whether clients and webhooks are told how many are subscribed. */
export const isCounted = ({ settings }: App, { presence, user }: ChannelKind): boolean =>
  settings.subscriptionCount && !presence && !user;

/** [S26] Above so many subscribers, counts are told from time to time only. */
export const crowd = 100;

/** [S27] So many counts of any other channel are told at once, in a second. */
export const countsPerSecond = 10;

/** When a channel's count was told: the last one, and when the bucket of all is empty again. */
export interface Told {
  at: number;
  due: number;
}

/** The milliseconds until a count may be told; that nobody is left may be told always. */
export function untilCount({ at, due }: Told, sockets: number, intervalMs: number, now: number): number {
  if (sockets === 0) return 0;
  if (sockets > crowd) return Math.min(at, now) + intervalMs - now;
  return untilRoom(Math.min(due, now + 1000), countsPerSecond, now); // no more, unless the clock went back
}

export function countTold(told: Told, now: number): void {
  told.at = now;
  told.due = fill(Math.min(told.due, now + 1000), countsPerSecond, now);
}
