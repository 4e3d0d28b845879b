import type { App } from '../apps/app.ts';
import { type Closing, closings } from '../protocol/refusals.ts';
import { type Connection, seldomOf } from './connection.ts';
import type { LiveApp } from './live-app.ts';

/** Remembers who signed for a connection, as long as that is not the key that it came with. */
export function signedWith(connection: Connection, key: string): void {
  if (key === connection.key) return;
  const seldom = seldomOf(connection);
  seldom.keys = (seldom.keys ?? new Set()).add(key);
}

/** After a reload, the app as it is by now; undefined: it was taken away. [C34] Nothing can be signed for one that is not served. */
export function replaceApp(home: LiveApp, app: App | undefined): void {
  if (app?.settings.revokeRemovedKeys === true) revokeKeys(home, app);
  const served = app?.settings.enabled === true;
  home.gone = served ? undefined : app === undefined ? closings.unknownApp : closings.appDisabled;
  home.app = served ? app : { ...(app ?? home.app), secrets: new Map() };
}

/** [C35] Marks who came with a key that is gone, or has something that was signed with a secret that is. */
function revokeKeys({ app: before, connections }: LiveApp, after: App): void {
  const lost = new Set(
    [...before.secrets].filter(([key, secret]) => after.secrets.get(key) !== secret).map(([key]) => key),
  );
  if (lost.size === 0) return;
  for (const connection of connections.values()) {
    const { key, authorized, seldom } = connection;
    const isSigned = (authorized && lost.has(key)) || [...(seldom?.keys ?? [])].some((one) => lost.has(one));
    if (!after.secrets.has(key)) seldomOf(connection).revoked = closings.unknownApp;
    else if (isSigned) seldomOf(connection).revoked = closings.goingAway;
  }
}

/** Why a connection ends for what a reload changed; undefined: it stays. */
export const closingAfterReload = ({ home, seldom }: Connection): Closing | undefined =>
  home.gone ?? seldom?.revoked ?? (seldom?.outdated === undefined ? undefined : closings.goingAway);
