import type { AppConfig, CheckedConfig } from '../config/check.ts';
import { addressOf } from './address.ts';

/** What a person needs to connect the first application: all of it can be pasted. */
export function welcome(config: CheckedConfig, apps: readonly AppConfig[], host: string, port: number): string {
  const { tls, host: reachable, base } = addressOf(config, host, port);
  const [app] = apps;
  const more = apps.length > 1 ? ` (the first of ${apps.length} apps)` : '';
  const secret = app?.secret === 'app-secret' ? app.secret : '(the one you configured)';
  const s = tls ? 's' : '';
  const examples = config.apps.length === 0 ? `\nFive examples to open in two tabs: http${s}://${base}/examples/` : '';
  const path = config.pathPrefix === '' ? '' : ` wsPath: '${config.pathPrefix}',`;
  return `Carillon serves ws${s}://${base}/app/${app?.key} and http${s}://${base}/apps/${app?.id}${more}${examples}

Laravel, in .env:
  BROADCAST_CONNECTION=pusher
  PUSHER_APP_ID=${app?.id}
  PUSHER_APP_KEY=${app?.key}
  PUSHER_APP_SECRET=${secret}
  PUSHER_HOST=${reachable}
  PUSHER_PORT=${port}
  PUSHER_SCHEME=http${s}

Browser, with pusher-js:
  new Pusher('${app?.key}', { wsHost: '${reachable}', wsPort: ${port}, wssPort: ${port},${path} forceTLS: ${tls}, enabledTransports: ['ws', 'wss'], cluster: '' })
`;
}
