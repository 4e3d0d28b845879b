import type { ChannelName } from '../protocol/channel-name.ts';
import type { Connection } from './connection.ts';
import type { Claim, HeldJoin } from './room-ports.ts';

/** A subscribe that a room lets wait. */
export interface Held {
  readonly claim: Claim;
  readonly userId: string;
  readonly join: HeldJoin;
}

export function holdJoin(connection: Connection, channel: ChannelName, held: Held): void {
  connection.held = new Map(connection.held).set(channel, held);
}

/** It no longer waits. True when it did. */
export function releaseJoin(connection: Connection, channel: ChannelName): boolean {
  const held = connection.held?.get(channel);
  if (held === undefined) return false;
  connection.held = new Map([...(connection.held ?? [])].filter(([name]) => name !== channel));
  held.claim.release(held.userId, held.join);
  return true;
}

/** Of a connection that closed. */
export function releaseHeld(connection: Connection): void {
  for (const channel of [...(connection.held?.keys() ?? [])]) releaseJoin(connection, channel);
}
