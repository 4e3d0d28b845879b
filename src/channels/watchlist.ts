import * as encode from '../protocol/encode.ts';
import { complaints } from '../protocol/refusals.ts';
import { type Connection, complain } from './connection.ts';
import type { Core } from './core.ts';
import { arrive, depart, giveUp, settle } from './feed.ts';
import { dropIfUnused, openFeed } from './live-app.ts';
import { userFeed } from './ports.ts';

/** [U8] One frame with who is there and who is not, then one for each change. */
export async function watch(core: Core, connection: Connection, watchlist: readonly string[]): Promise<void> {
  const { home } = connection;
  const most = home.app.settings.limits.watchlist;
  if (watchlist.length > most) complain(connection, complaints.watchlistTooLong(most));
  const userIds = watchlist.slice(0, most);
  const waiting = userIds.map((userId) => {
    const feed = openFeed(home, userFeed(userId));
    return { feed, newcomer: arrive(feed, connection) };
  });
  try {
    const states = await core.cluster.watch(home.app, userIds);
    const isServed = waiting.every(({ newcomer }) => newcomer.from !== undefined);
    if (connection.open && connection.user !== undefined && isServed) {
      connection.user.watching = userIds;
      const online = userIds.filter((_, index) => states[index]?.online);
      const offline = userIds.filter((_, index) => !states[index]?.online);
      connection.socket.send(encode.watchlistEvents(online, offline));
      waiting.forEach(({ feed, newcomer }, index) => {
        settle(feed, newcomer, states[index]?.serial ?? 0);
      });
      return;
    }
    await core.cluster.unwatch(home.app, userIds);
  } catch (error) {
    core.onTrouble('cluster', 'watch', error);
  }
  for (const { feed, newcomer } of waiting) {
    giveUp(feed, newcomer);
    dropIfUnused(home, feed);
  }
}

export async function unwatch(core: Core, connection: Connection, userIds: readonly string[]): Promise<void> {
  const { home } = connection;
  for (const userId of userIds) {
    const feed = home.feeds.get(userFeed(userId));
    if (feed === undefined) continue;
    depart(feed, connection);
    dropIfUnused(home, feed);
  }
  try {
    await core.cluster.unwatch(home.app, userIds);
  } catch (error) {
    core.onTrouble('cluster', 'unwatch', error);
  }
}
