import type { ChannelName } from '../../protocol/channel-name.ts';
import type { Connection, WaitingRoomEntry } from '../state.ts';

export function enterWaitingRoom(connection: Connection, channel: ChannelName, entry: WaitingRoomEntry): void {
  connection.waitingRooms = new Map(connection.waitingRooms).set(channel, entry);
}

/** It no longer waits. True when it did. */
export function leaveWaitingRoom(connection: Connection, channel: ChannelName): boolean {
  const entry = connection.waitingRooms?.get(channel);
  if (entry === undefined) return false;
  connection.waitingRooms = new Map([...(connection.waitingRooms ?? [])].filter(([name]) => name !== channel));
  entry.claim.leaveWaitingRoom(entry.userId, entry.join);
  return true;
}

/** Of a connection that closed. */
export function leaveWaitingRooms(connection: Connection): void {
  for (const channel of [...(connection.waitingRooms?.keys() ?? [])]) leaveWaitingRoom(connection, channel);
}
