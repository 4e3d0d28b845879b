import type { App } from '../apps/app.ts';
import type { Cluster, OnTrouble } from '../channels/ports.ts';
import type { HeldJoin } from '../channels/room-ports.ts';
import { heldFeed, isHeldFeed } from '../protocol/channel-name.ts';
import type { HeldNews } from './effects.ts';

/** Joins of this node that wait until somebody admits them, by room and user. */
export interface Holding {
  /** From then on a verdict on this user reaches the join. */
  hold(app: App, room: string, userId: string, join: HeldJoin): Promise<void>;
  release(app: App, room: string, userId: string, join: HeldJoin): void;
  /** Has the user's joins ask the room again. */
  ask(app: App, room: string, userId: string): void;
  /** True when the feed was one of ours. */
  heard(appId: string, feed: string, frame: string): boolean;
  readonly size: number;
}

export function createHolding(cluster: Cluster, onTrouble: OnTrouble): Holding {
  const rooms = new Map<string, Map<string, Set<HeldJoin>>>();
  const nameOf = (appId: string, feed: string): string => `${appId}/${feed}`;

  return {
    async hold(app, room, userId, join) {
      const feed = heldFeed(room);
      const name = nameOf(app.id, feed);
      const users = rooms.get(name) ?? new Map<string, Set<HeldJoin>>();
      const first = users.size === 0;
      rooms.set(name, users);
      users.set(userId, (users.get(userId) ?? new Set()).add(join));
      if (first) await cluster.join(app, feed, undefined);
    },
    release(app, room, userId, join) {
      const feed = heldFeed(room);
      const name = nameOf(app.id, feed);
      const users = rooms.get(name);
      const joins = users?.get(userId);
      if (users === undefined || joins?.delete(join) !== true || joins.size > 0) return;
      users.delete(userId);
      if (users.size === 0) {
        rooms.delete(name);
        cluster.leave(app, feed, undefined).catch((error: unknown) => onTrouble('rooms', 'release', error));
      }
    },
    ask(app, room, userId) {
      for (const join of [...(rooms.get(nameOf(app.id, heldFeed(room)))?.get(userId) ?? [])]) join.admitted();
    },
    heard(appId, feed, frame) {
      const users = isHeldFeed(feed) ? rooms.get(nameOf(appId, feed)) : undefined;
      if (users === undefined) return false;
      const { verdict, id } = JSON.parse(frame) as HeldNews;
      for (const join of [...(users.get(id) ?? [])]) join[verdict]();
      return true;
    },
    get size() {
      return rooms.size;
    },
  };
}
