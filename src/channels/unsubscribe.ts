import { type ChannelName, kindOf } from '../protocol/channel-name.ts';
import { errors } from '../protocol/errors.ts';
import type { Unsubscribe } from '../protocol/types/client-frame.ts';
import { dropIfUnused } from './app-runtime.ts';
import { removeSubscription, sendError } from './connection.ts';
import { aboutOf, type Core, inBackground } from './core.ts';
import { leaveFeed, stopHearingAll } from './feed.ts';
import { record } from './record.ts';
import { countLeave } from './returns.ts';
import { leaveWaitingRoom } from './rooms/waiting-room.ts';
import type { Connection } from './state.ts';
import type { Subscription } from './subscriptions.ts';

/** [S15] No answer but for a channel that was not subscribed. */
export function unsubscribe(core: Core, connection: Connection, { data }: Unsubscribe): Promise<void> | undefined {
  const channel = data.channel as ChannelName;
  if (leaveWaitingRoom(connection, channel) || connection.extras?.kickedFrom?.delete(channel) === true)
    return undefined;
  if (!connection.subscriptions.has(channel)) {
    return void sendError(connection, errors.notSubscribed(data.channel.slice(0, 1024)));
  }
  countLeave(connection, channel, core.clock.now());
  record(connection, 'unsubscribed', { channel, by: 'client' });
  return leave(core, connection, channel);
}

export async function leave(core: Core, connection: Connection, channel: ChannelName): Promise<void> {
  const { runtime } = connection;
  const subscription = connection.subscriptions.get(channel);
  const feed = runtime.feeds.get(channel);
  if (subscription === undefined || feed === undefined) return;
  removeSubscription(connection, channel);
  if (kindOf(channel).user) return; // [U15] its events go on
  leaveFeed(feed, connection, subscription.claim && subscription.userId);
  dropIfUnused(runtime, feed);
  await leaveCluster(core, connection, channel, subscription);
}

/** [L45] Of a connection that closed: when many close at once, or it was in many, over several turns. */
export async function leaveAll(core: Core, connection: Connection): Promise<void> {
  let isDeaf = false;
  for (const channel of [...connection.subscriptions.keys()]) {
    if (core.turns.crowded) {
      if (!isDeaf) stopHearingAll(connection); // [M5]
      isDeaf = true;
      await core.turns.next(1);
    }
    core.turns.hear(1);
    inBackground(core, 'leave', leave(core, connection, channel), connection);
  }
}

/** One socket less, as the room or the cluster counts them. */
export async function leaveCluster(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  { userId, claim }: Subscription,
): Promise<void> {
  const { runtime } = connection;
  try {
    await (claim === undefined ? core.cluster.leave(runtime.app, channel, userId) : claim.leave(userId));
  } catch (error) {
    core.onError('cluster', 'leave', error, aboutOf(connection));
  }
}
