import { userChannel } from '../protocol/channel-name.ts';
import { dropIfUnused, openFeed } from './app-runtime.ts';
import { aboutOf, type Core } from './core.ts';
import { abortJoin, beginJoin, leaveFeed } from './feed.ts';
import type { Connection, Feed, Newcomer } from './state.ts';
import { subscriptionOf } from './subscriptions.ts';
import { leaveCluster } from './unsubscribe.ts';

/*
 * [U15] Signing in is what puts a connection into its user's channel, and the end of the connection what takes it out.
 * A subscribe in between is confirmed, and changes nothing.
 */

interface Arrival {
  readonly feed: Feed;
  readonly newcomer: Newcomer;
}

export function arriveAtUser(connection: Connection, userId: string): Arrival {
  const feed = openFeed(connection.runtime, userChannel(userId));
  return { feed, newcomer: beginJoin(feed, connection) };
}

export function giveUpUser({ runtime }: Connection, { feed, newcomer }: Arrival): void {
  abortJoin(feed, newcomer);
  dropIfUnused(runtime, feed);
}

export function departFromUser(connection: Connection, userId: string): void {
  const feed = connection.runtime.feeds.get(userChannel(userId));
  if (feed === undefined) return;
  leaveFeed(feed, connection);
  dropIfUnused(connection.runtime, feed);
}

/** The serial from which on the channel's events are the connection's; undefined: the cluster cannot do it now. */
export async function enterCluster(core: Core, connection: Connection, userId: string): Promise<number | undefined> {
  const { cluster, onError } = core;
  const { app } = connection.runtime;
  try {
    const joined = await cluster.join(app, userChannel(userId), undefined);
    if (joined === 'full') return undefined; // only a member finds a channel full
    try {
      await cluster.signIn(app, userId);
      return joined.serial;
    } catch (error) {
      await leaveChannel(core, connection, userId);
      throw error;
    }
  } catch (error) {
    onError('cluster', 'sign-in', error, aboutOf(connection));
    return undefined;
  }
}

export async function leaveUserCluster(core: Core, connection: Connection, userId: string): Promise<void> {
  const left = leaveChannel(core, connection, userId);
  try {
    await core.cluster.signOut(connection.runtime.app, userId);
  } catch (error) {
    core.onError('cluster', 'sign-out', error, aboutOf(connection));
  }
  await left;
}

const leaveChannel = (core: Core, connection: Connection, userId: string): Promise<void> =>
  leaveCluster(core, connection, userChannel(userId), subscriptionOf(undefined, undefined));
