import type { AppRuntime } from '../channels/state.ts';
import type { Present } from './known.ts';

/** What the core has now. */
export const presentOf = (runtimeOf: (appId: string) => AppRuntime | undefined): Present => ({
  connection(appId, socketId) {
    const connection = runtimeOf(appId)?.connections.get(socketId);
    if (connection === undefined) return undefined;
    return { user: connection.user?.member.userId, channels: new Set<string>(connection.subscriptions.keys()) };
  },
  connectionsOf: (appId, userId) => Array.from(runtimeOf(appId)?.users.get(userId) ?? [], ({ id }) => id),
});
