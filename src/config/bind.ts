import { type AppConfig, type CheckedConfig, ConfigError } from './check.ts';

const shortestSecret = 16;

/** Where to listen and whom to serve, once the rules on public addresses have been applied. */
export interface Bound {
  host: string;
  development: boolean;
  apps: AppConfig[];
  admin: AdminAddress | undefined;
  /** Webhooks may go to loopback and private addresses. */
  privateAddresses: boolean;
}

/** [W24] Where the operator is listened to. */
export interface AdminAddress {
  host: string;
  port: number;
  /** undefined: whoever can reach the loopback address. */
  token: string | undefined;
  /** Nobody asked for it: a port that is taken is no reason not to start. */
  unasked: boolean;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Whether only this machine can reach it. */
export const isLoopback = (host: string): boolean => loopback.test(host);

/** With no app: a development app, on loopback alone. On a public address: no secret that can be guessed. */
export function bind(config: CheckedConfig): Bound {
  const development = config.apps.length === 0;
  const host = config.host ?? (development ? '127.0.0.1' : '0.0.0.0');
  const isPublic = !isLoopback(host);
  if (development && isPublic) {
    throw new ConfigError(
      `host: got "${host}" with no app configured, expected a loopback address, or an app with a secret of its own (set PUSHER_APP_ID, PUSHER_APP_KEY and PUSHER_APP_SECRET).`,
    );
  }
  const apps = development ? [developmentApp(config)] : config.apps;
  if (isPublic) refuseShortSecrets(apps, host);
  const privateAddresses = config.webhooks.privateAddresses ?? development;
  return { host, development, apps, admin: bindAdmin(config, development), privateAddresses };
}

function bindAdmin({ admin }: CheckedConfig, development: boolean): AdminAddress | undefined {
  const { host, port, token } = admin;
  const enabled = admin.enabled ?? (token !== null || development);
  if (!enabled) return undefined;
  if (!isLoopback(host) && (token ?? '').length < shortestSecret) {
    throw new ConfigError(
      `admin.token: got ${(token ?? '').length} characters, expected at least ${shortestSecret} to listen on ${host}.`,
    );
  }
  return { host, port, token: token ?? undefined, unasked: admin.enabled === null && token === null };
}

function refuseShortSecrets(apps: AppConfig[], host: string): void {
  const all = apps.flatMap((app) => [app, ...(app.tokens ?? [])]);
  const short = all.find(({ secret }) => secret.length < shortestSecret);
  if (short === undefined) return;
  throw new ConfigError(
    `apps: the secret of key "${short.key}" has ${short.secret.length} characters, expected at least ${shortestSecret} to listen on ${host}.`,
  );
}

/** Everything on, so that a first try shows everything. */
function developmentApp(config: CheckedConfig): AppConfig {
  return {
    ...config.appDefaults,
    id: 'app-id',
    key: 'app-key',
    secret: 'app-secret',
    clientEvents: true,
    subscriptionCount: true,
    watchlist: true,
    // [D70]
    domains: config.appDefaults.domains.length > 0 ? config.appDefaults.domains : ['all'],
  };
}
