import { bind } from '../config/bind.ts';
import { type CheckedConfig, ConfigError } from '../config/check.ts';
import { loadConfig } from '../config/load.ts';
import { createLog } from '../log.ts';
import { type Server, startServer } from '../server.ts';
import type { Command } from './command.ts';

/** Serves until SIGTERM or SIGINT. */
export async function start({ given }: Command): Promise<number> {
  const config = loadConfig(given);
  const log = createLog(config.log.level);
  const server = await startServer(config, log);
  if (server.development) {
    console.error(
      'warning: no app is configured: serving the development app "app-id" with a secret that everybody knows, on loopback only.',
    );
  }
  console.log(welcome(server, config));

  process.on('SIGHUP', () => {
    try {
      server.reload(loadConfig(given));
      log.info('configuration reloaded');
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      log.error(`configuration not reloaded, the old one stays in force: ${error.message}`);
    }
  });
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  await server.stop();
  return 0;
}

/** What a person needs to connect the first application. */
function welcome({ host, port }: Server, config: CheckedConfig): string {
  const [app] = bind(config).apps;
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const secret = app?.secret === 'app-secret' ? 'app-secret' : '(the one you configured)';
  return `Carillon serves ws://${reachable}:${port}${config.pathPrefix}/app/${app?.key} and http://${reachable}:${port}${config.pathPrefix}/apps/${app?.id}

Laravel .env:
  BROADCAST_CONNECTION=pusher
  PUSHER_APP_ID=${app?.id}
  PUSHER_APP_KEY=${app?.key}
  PUSHER_APP_SECRET=${secret}
  PUSHER_HOST=${reachable}
  PUSHER_PORT=${port}
  PUSHER_SCHEME=http

Browser:
  new Pusher('${app?.key}', { wsHost: '${reachable}', wsPort: ${port}, forceTLS: false, enabledTransports: ['ws', 'wss'], cluster: '' })
`;
}
