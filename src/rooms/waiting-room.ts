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

interface Waiters {
  readonly users: Map<string, Set<WaitingJoin>>;
  /** Settled once verdicts are heard here; whoever comes meanwhile waits for the same. */
  readonly listening: Promise<unknown>;
}

export function createWaitingRoom(cluster: Presence, onError: OnError): WaitingRoom {
  const rooms = new Map<string, Waiters>();
  const nameOf = (appId: string, feed: string): string => `${appId}/${feed}`;

  return {
    async enter(app, room, userId, join) {
      const feed = waitingRoomFeed(room);
      const name = nameOf(app.id, feed);
      const waiters = rooms.get(name) ?? { users: new Map(), listening: cluster.join(app, feed, undefined) };
      rooms.set(name, waiters);
      const { users, listening } = waiters;
      users.set(userId, (users.get(userId) ?? new Set()).add(join));
      await listening;
    },
    leave(app, room, userId, join) {
      const feed = waitingRoomFeed(room);
      const name = nameOf(app.id, feed);
      const waiters = rooms.get(name);
      const joins = waiters?.users.get(userId);
      if (waiters === undefined || joins?.delete(join) !== true || joins.size > 0) return;
      waiters.users.delete(userId);
      if (waiters.users.size > 0) return;
      rooms.delete(name);
      const leave = (): Promise<void> => cluster.leave(app, feed, undefined);
      waiters.listening
        .then(leave, () => {}) // what was not joined is not left
        .catch((error: unknown) => onError('rooms', 'leave the waiting room', error));
    },
    ask(app, room, userId) {
      for (const join of [...(rooms.get(nameOf(app.id, waitingRoomFeed(room)))?.users.get(userId) ?? [])])
        join.admitted();
    },
    heard(appId, feed, frame) {
      const waiters = isWaitingRoomFeed(feed) ? rooms.get(nameOf(appId, feed)) : undefined;
      if (waiters === undefined) return false;
      const { verdict, id } = JSON.parse(frame) as WaitingRoomNews;
      for (const join of [...(waiters.users.get(id) ?? [])]) join[verdict]();
      return true;
    },
    get size() {
      return rooms.size;
    },
  };
}
