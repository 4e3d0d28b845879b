import { type AppConfig, type CheckedConfig, ConfigError } from './check.ts';

const shortestSecret = 16;

/** Where to listen and whom to serve, once the rules on public addresses have been applied. */
export interface Bound {
  host: string;
  development: boolean;
  apps: AppConfig[];
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** With no app: a development app, on loopback alone. On a public address: no secret that can be guessed. */
export function bind(config: CheckedConfig): Bound {
  const development = config.apps.length === 0;
  const host = config.host ?? (development ? '127.0.0.1' : '0.0.0.0');
  const isPublic = !loopback.test(host);
  if (development && isPublic) {
    throw new ConfigError(
      `host: got "${host}" with no app configured, wants a loopback address, or an app with a secret of its own (set PUSHER_APP_ID, PUSHER_APP_KEY and PUSHER_APP_SECRET).`,
    );
  }
  const apps = development ? [developmentApp(config)] : config.apps;
  if (isPublic) refuseShortSecrets(apps, host);
  return { host, development, apps };
}

function refuseShortSecrets(apps: AppConfig[], host: string): void {
  const all = apps.flatMap((app) => [app, ...(app.tokens ?? [])]);
  const short = all.find(({ secret }) => secret.length < shortestSecret);
  if (short === undefined) return;
  throw new ConfigError(
    `apps: the secret of key "${short.key}" has ${short.secret.length} characters, wants at least ${shortestSecret} to listen on ${host}.`,
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
    domains: ['all'],
  };
}
