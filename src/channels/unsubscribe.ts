import { type ChannelName, kindOf } from '../protocol/channel-name.ts';
import { complaints } from '../protocol/refusals.ts';
import type { Unsubscribe } from '../protocol/types/client-frame.ts';
import { type Connection, complain, release } from './connection.ts';
import type { Core } from './core.ts';
import { depart } from './feed.ts';
import { releaseJoin } from './held-join.ts';
import { dropIfUnused } from './live-app.ts';
import { countLeave } from './returns.ts';
import type { Subscription } from './subscriptions.ts';

/** [S15] No answer but for a channel that was not subscribed. */
export function unsubscribe(core: Core, connection: Connection, { data }: Unsubscribe): Promise<void> | undefined {
  const channel = data.channel as ChannelName;
  if (releaseJoin(connection, channel) || connection.seldom?.thrownOut?.delete(channel) === true) return undefined;
  if (!connection.subscriptions.has(channel)) {
    return void complain(connection, complaints.notSubscribed(data.channel.slice(0, 1024)));
  }
  countLeave(connection, channel, core.clock.now());
  return leave(core, connection, channel);
}

export async function leave(core: Core, connection: Connection, channel: ChannelName): Promise<void> {
  const { home } = connection;
  const subscription = connection.subscriptions.get(channel);
  const feed = home.feeds.get(channel);
  if (subscription === undefined || feed === undefined) return;
  release(connection, channel);
  if (kindOf(channel).user) return; // [U15] its events go on
  depart(feed, connection, subscription.claim && subscription.userId);
  dropIfUnused(home, feed);
  await leaveCluster(core, connection, channel, subscription);
}

/** One socket less, as the room or the cluster counts them. */
export async function leaveCluster(
  core: Core,
  { home }: Connection,
  channel: ChannelName,
  { userId, claim }: Subscription,
): Promise<void> {
  try {
    await (claim === undefined ? core.cluster.leave(home.app, channel, userId) : claim.leave(userId));
  } catch (error) {
    core.onTrouble('cluster', 'leave', error);
  }
}
