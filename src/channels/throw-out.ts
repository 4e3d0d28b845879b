import type { ChannelName } from '../protocol/channel-name.ts';
import { type Connection, release, seldomOf } from './connection.ts';
import type { Core } from './core.ts';
import { depart, type Feed } from './feed.ts';
import { dropIfUnused, type LiveApp } from './live-app.ts';

/** A room threw this member out, on all nodes: nothing more of the channel reaches it. The cluster knows already. */
export function throwOut(core: Core, home: LiveApp, feed: Feed, userId: string): void {
  for (const connection of [...(feed.members?.get(userId) ?? [])]) throwOutOne(core, home, feed, userId, connection);
}

export function throwOutOne(
  { onTrouble }: Core,
  home: LiveApp,
  feed: Feed,
  userId: string,
  connection: Connection,
): void {
  const channel = feed.name as ChannelName;
  const claim = connection.subscriptions.get(channel)?.claim;
  if (claim === undefined) return onTrouble('channels', 'throw out', new Error('a member without a room'));
  release(connection, channel);
  depart(feed, connection, userId);
  dropIfUnused(home, feed);
  claim.dropped(userId);
  // Its unsubscribe may be on the way, and is no fault of its own.
  const seldom = seldomOf(connection);
  seldom.thrownOut = new Set(seldom.thrownOut).add(channel);
}
