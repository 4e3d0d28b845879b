import { userChannel } from '../protocol/channel-name.ts';
import type { Connection } from './connection.ts';
import type { Core } from './core.ts';
import { arrive, depart, type Feed, giveUp, type Newcomer } from './feed.ts';
import { dropIfUnused, openFeed } from './live-app.ts';
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
  const feed = openFeed(connection.home, userChannel(userId));
  return { feed, newcomer: arrive(feed, connection) };
}

export function giveUpUser({ home }: Connection, { feed, newcomer }: Arrival): void {
  giveUp(feed, newcomer);
  dropIfUnused(home, feed);
}

export function departFromUser(connection: Connection, userId: string): void {
  const feed = connection.home.feeds.get(userChannel(userId));
  if (feed === undefined) return;
  depart(feed, connection);
  dropIfUnused(connection.home, feed);
}

/** The serial from which on the channel's events are the connection's; undefined: the cluster cannot do it now. */
export async function enterCluster(core: Core, connection: Connection, userId: string): Promise<number | undefined> {
  const { cluster, onTrouble } = core;
  const { app } = connection.home;
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
    onTrouble('cluster', 'sign-in', error);
    return undefined;
  }
}

export async function leaveUserCluster(core: Core, connection: Connection, userId: string): Promise<void> {
  const left = leaveChannel(core, connection, userId);
  try {
    await core.cluster.signOut(connection.home.app, userId);
  } catch (error) {
    core.onTrouble('cluster', 'sign-out', error);
  }
  await left;
}

const leaveChannel = (core: Core, connection: Connection, userId: string): Promise<void> =>
  leaveCluster(core, connection, userChannel(userId), subscriptionOf(undefined, undefined));
