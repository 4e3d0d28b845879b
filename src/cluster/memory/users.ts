import type { App } from '../../apps/app.ts';
import type { Users } from '../../channels/ports/users.ts';
import * as encode from '../../protocol/encode.ts';
import type { AppState } from './app-state.ts';

/** Who is signed in, and who watches whom. */
export function memoryUsers(
  stateOf: (app: App) => AppState,
  emit: (app: App, userId: string, frame: string) => void,
  serial: () => number,
): Omit<Users, 'terminate'> {
  return {
    async signIn(app, userId) {
      const { users, watchers } = stateOf(app);
      const connections = users.get(userId) ?? 0;
      users.set(userId, connections + 1);
      if (connections === 0 && watchers.has(userId)) emit(app, userId, encode.watchlistEvents([userId], []));
    },

    async signOut(app, userId) {
      const { users, watchers } = stateOf(app);
      const connections = (users.get(userId) ?? 0) - 1;
      if (connections > 0) return void users.set(userId, connections);
      users.delete(userId);
      if (connections === 0 && watchers.has(userId)) emit(app, userId, encode.watchlistEvents([], [userId]));
    },

    async watch(app, userIds) {
      const { users, watchers } = stateOf(app);
      for (const userId of userIds) watchers.set(userId, (watchers.get(userId) ?? 0) + 1);
      return userIds.map((userId) => ({ online: users.has(userId), serial: serial() }));
    },

    async unwatch(app, userIds) {
      const { watchers } = stateOf(app);
      for (const userId of userIds) {
        const left = (watchers.get(userId) ?? 1) - 1;
        if (left > 0) watchers.set(userId, left);
        else watchers.delete(userId);
      }
    },
  };
}
