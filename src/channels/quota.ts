import { closeCodes } from '../protocol/close-codes.ts';
import type { Core } from './core.ts';
import type { AppRuntime, Connection } from './state.ts';

/** [U13] [U14] From now on it may stay, and counts for the quota. */
export function markAuthorized(core: Core, connection: Connection): void {
  if (connection.authorized) return;
  connection.authorized = true;
  connection.runtime.authorized += 1;
  reportConnections(core, connection.runtime);
  if (isOverQuota(connection.runtime, 1)) core.end(connection, closeCodes.overQuota);
}

/** Those that count for the quota. */
export const counted = ({ app, authorized: known, connections }: AppRuntime): number =>
  app.settings.authorizedConnections ? known : connections.size;
/** Whether the app has more connections than its quota, or would have with one more. */
export function isOverQuota(runtime: AppRuntime, spare: 0 | 1): boolean {
  const { limits } = runtime.app.settings;
  return limits.connections > 0 && counted(runtime) + runtime.elsewhere >= limits.connections + spare;
}

/** The other nodes have the same quota. */
export const reportConnections = ({ cluster }: Core, runtime: AppRuntime): void =>
  cluster.connections(runtime.app, counted(runtime));
