import type { App } from '../apps/app.ts';
import { isWaitingRoomFeed, waitingRoomFeed } from '../channels/internal-feeds.ts';
import type { OnError } from '../channels/ports/errors.ts';
import type { Presence } from '../channels/ports/presence.ts';
import type { WaitingJoin } from '../channels/rooms/room-port.ts';
import type { WaitingRoomNews } from './effects.ts';

/** Joins of this node that wait until somebody admits them, by room and user. */
export interface WaitingRoom {
  /** From then on a verdict on this user reaches the join. */
  enter(app: App, room: string, userId: string, join: WaitingJoin): Promise<void>;
  leave(app: App, room: string, userId: string, join: WaitingJoin): void;
  /** Has the user's joins ask the room again. */
  ask(app: App, room: string, userId: string): void;
  /** True when the feed was one of ours. */
  heard(appId: string, feed: string, frame: string): boolean;
  readonly size: number;
}

export function createWaitingRoom(cluster: Presence, onError: OnError): WaitingRoom {
  const rooms = new Map<string, Map<string, Set<WaitingJoin>>>();
  const nameOf = (appId: string, feed: string): string => `${appId}/${feed}`;

  return {
    async enter(app, room, userId, join) {
      const feed = waitingRoomFeed(room);
      const name = nameOf(app.id, feed);
      const users = rooms.get(name) ?? new Map<string, Set<WaitingJoin>>();
      const first = users.size === 0;
      rooms.set(name, users);
      users.set(userId, (users.get(userId) ?? new Set()).add(join));
      if (first) await cluster.join(app, feed, undefined);
    },
    leave(app, room, userId, join) {
      const feed = waitingRoomFeed(room);
      const name = nameOf(app.id, feed);
      const users = rooms.get(name);
      const joins = users?.get(userId);
      if (users === undefined || joins?.delete(join) !== true || joins.size > 0) return;
      users.delete(userId);
      if (users.size === 0) {
        rooms.delete(name);
        cluster
          .leave(app, feed, undefined)
          .catch((error: unknown) => onError('rooms', 'leave the waiting room', error));
      }
    },
    ask(app, room, userId) {
      for (const join of [...(rooms.get(nameOf(app.id, waitingRoomFeed(room)))?.get(userId) ?? [])]) join.admitted();
    },
    heard(appId, feed, frame) {
      const users = isWaitingRoomFeed(feed) ? rooms.get(nameOf(appId, feed)) : undefined;
      if (users === undefined) return false;
      const { verdict, id } = JSON.parse(frame) as WaitingRoomNews;
      for (const join of [...(users.get(id) ?? [])]) join[verdict]();
      return true;
    },
    get size() {
      return rooms.size;
    },
  };
}
