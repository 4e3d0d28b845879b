import type { App } from '../apps/app.ts';
import { type CloseCode, closeCodes } from '../protocol/close-codes.ts';
import { extrasOf } from './connection.ts';
import type { AppRuntime, Connection } from './state.ts';

/** Remembers who signed for a connection, as long as that is not the key that it came with. */
export function signedWith(connection: Connection, key: string): void {
  if (key === connection.key) return;
  const extras = extrasOf(connection);
  extras.keys = (extras.keys ?? new Set()).add(key);
}

/** After a reload, the app as it is by now; undefined: it was taken away. [C34] Nothing can be signed for one that is not served. */
export function replaceApp(runtime: AppRuntime, app: App | undefined): void {
  if (app?.settings.revokeRemovedKeys === true) revokeKeys(runtime, app);
  const served = app?.settings.enabled === true;
  runtime.gone = served ? undefined : app === undefined ? closeCodes.unknownApp : closeCodes.appDisabled;
  runtime.app = served ? app : { ...(app ?? runtime.app), secrets: new Map() };
}

/** [C35] Marks who came with a key that is gone, or has something that was signed with a secret that is. */
function revokeKeys({ app: before, connections }: AppRuntime, after: App): void {
  const lost = new Set(
    [...before.secrets].filter(([key, secret]) => after.secrets.get(key) !== secret).map(([key]) => key),
  );
  if (lost.size === 0) return;
  for (const connection of connections.values()) {
    const { key, authorized, extras } = connection;
    const isSigned = (authorized && lost.has(key)) || [...(extras?.keys ?? [])].some((one) => lost.has(one));
    if (!after.secrets.has(key)) extrasOf(connection).revoked = closeCodes.unknownApp;
    else if (isSigned) extrasOf(connection).revoked = closeCodes.goingAway;
  }
}

/** Why a connection ends for what a reload changed; undefined: it stays. */
export const closingAfterReload = ({ runtime, extras }: Connection): CloseCode | undefined =>
  runtime.gone ?? extras?.revoked ?? (extras?.reloaded === undefined ? undefined : closeCodes.goingAway);
