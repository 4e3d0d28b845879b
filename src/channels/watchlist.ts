import * as encode from '../protocol/encode.ts';
import { errors } from '../protocol/errors.ts';
import { dropIfUnused, openFeed } from './app-runtime.ts';
import { sendError } from './connection.ts';
import { aboutOf, type Core } from './core.ts';
import { abortJoin, beginJoin, completeJoin, leaveFeed } from './feed.ts';
import { userFeed } from './internal-feeds.ts';
import type { Connection } from './state.ts';

/** [U8] One frame with who is there and who is not, then one for each change. */
export async function watch(core: Core, connection: Connection, watchlist: readonly string[]): Promise<void> {
  const { runtime } = connection;
  const most = runtime.app.settings.limits.watchlist;
  if (watchlist.length > most) sendError(connection, errors.watchlistTooLong(most));
  const userIds = watchlist.slice(0, most);
  const waiting = userIds.map((userId) => {
    const feed = openFeed(runtime, userFeed(userId));
    return { feed, newcomer: beginJoin(feed, connection) };
  });
  try {
    const states = await core.cluster.watch(runtime.app, userIds);
    const isServed = waiting.every(({ newcomer }) => newcomer.from !== undefined);
    if (connection.open && connection.user !== undefined && isServed) {
      connection.user.watching = userIds;
      const online = userIds.filter((_, index) => states[index]?.online);
      const offline = userIds.filter((_, index) => !states[index]?.online);
      connection.socket.send(encode.watchlistEvents(online, offline));
      waiting.forEach(({ feed, newcomer }, index) => {
        completeJoin(feed, newcomer, states[index]?.serial ?? 0);
      });
      return;
    }
    await core.cluster.unwatch(runtime.app, userIds);
  } catch (error) {
    core.onError('cluster', 'watch', error, aboutOf(connection));
  }
  for (const { feed, newcomer } of waiting) {
    abortJoin(feed, newcomer);
    dropIfUnused(runtime, feed);
  }
}

export async function unwatch(core: Core, connection: Connection, userIds: readonly string[]): Promise<void> {
  const { runtime } = connection;
  for (const userId of userIds) {
    const feed = runtime.feeds.get(userFeed(userId));
    if (feed === undefined) continue;
    leaveFeed(feed, connection);
    dropIfUnused(runtime, feed);
  }
  try {
    await core.cluster.unwatch(runtime.app, userIds);
  } catch (error) {
    core.onError('cluster', 'unwatch', error, aboutOf(connection));
  }
}
