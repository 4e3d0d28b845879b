import type { ChannelName } from '../../protocol/channel-name.ts';
import { dropIfUnused } from '../app-runtime.ts';
import { extrasOf, removeSubscription } from '../connection.ts';
import { aboutOf, type Core } from '../core.ts';
import { leaveFeed } from '../feed.ts';
import { record } from '../record.ts';
import type { AppRuntime, Connection, Feed } from '../state.ts';

/** A room kicked this member, on all nodes: nothing more of the channel reaches it. The cluster knows already. */
export function kickMember(core: Core, runtime: AppRuntime, feed: Feed, userId: string): void {
  for (const connection of [...(feed.members?.get(userId) ?? [])])
    kickConnection(core, runtime, feed, userId, connection);
}

export function kickConnection(
  { onError }: Core,
  runtime: AppRuntime,
  feed: Feed,
  userId: string,
  connection: Connection,
): void {
  const channel = feed.name as ChannelName;
  const claim = connection.subscriptions.get(channel)?.claim;
  if (claim === undefined)
    return onError('channels', 'kick', new Error('a member without a room'), aboutOf(connection));
  record(connection, 'unsubscribed', { channel, user: userId, by: 'server', why: 'the room took it out' });
  removeSubscription(connection, channel);
  leaveFeed(feed, connection, userId);
  dropIfUnused(runtime, feed);
  claim.dropped(userId);
  // Its unsubscribe may be on the way, and is no fault of its own.
  const extras = extrasOf(connection);
  extras.kickedFrom = new Set(extras.kickedFrom).add(channel);
}
