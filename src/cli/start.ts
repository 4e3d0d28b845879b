import { stayAlive } from '../clock.ts';
import { bind } from '../config/bind.ts';
import { ConfigError } from '../config/check.ts';
import type { Tell } from '../config/environment.ts';
import { type Given, loadConfig } from '../config/load.ts';
import { createLog, type Log, standardOutput } from '../log.ts';
import { type Server, startServer } from '../server.ts';
import type { Command } from './command.ts';
import { warnings } from './warnings.ts';
import { welcome } from './welcome.ts';

/** Serves until SIGTERM or SIGINT, then leaves politely; a second signal ends it at once. */
export async function start({ given }: Command): Promise<number> {
  const told: Parameters<Tell>[] = [];
  const config = loadConfig(given, (...one) => told.push(one));
  const log = createLog(config.log.level, standardOutput(config.log.format));
  for (const [level, text] of told) if (level === 'debug') log.debug(text);
  // Before the server is up: as process 1 of a container it would not hear a signal that nobody waits for.
  const asked = signal();
  const server = await startServer(config, log);
  containStrays(server);
  stayAlive(); // a leaving server may have no socket left while it still counts the seconds
  process.on('SIGHUP', () => void reload(server, given, log));
  const warned = told.flatMap(([level, text]) => (level === 'warn' ? [text] : []));
  for (const line of [...warned, ...warnings(config, server.development)]) console.error(`warning: ${line}`);
  const { apps, admin } = bind(config);
  console.log(welcome(config, apps, server.host, server.port));
  if (server.adminPort !== undefined)
    console.log(`The operator is listened to on ${admin?.host}:${server.adminPort}.\n`);
  await asked;
  log.info('leaving: a second signal ends the server at once');
  const left = server.stop().then(() => new Promise<void>((resolve) => log.flush(() => resolve())));
  return Promise.race([left.then(() => 0), signal().then(() => 1)]);
}

const signal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve());
  });

async function reload(server: Server, given: Given, log: Log): Promise<void> {
  try {
    const config = loadConfig(given, (level, text) => log[level](text));
    const unchanged = await server.reload(config);
    log.info('configuration reloaded');
    for (const line of warnings(config, server.development)) log.warn(line);
    if (unchanged.length > 0) log.warn(`changed, and waits for a restart: ${unchanged.join(', ')}`);
  } catch (error) {
    const why = error instanceof ConfigError ? error.message : String(error);
    log.error(`configuration not reloaded, the old one stays in force: ${why}`);
  }
}

/** The last line of defence: what no part caught is told, and takes nobody else down. */
function containStrays({ onError }: Server): void {
  process.on('uncaughtException', (error) => onError('process', 'an exception', error));
  process.on('unhandledRejection', (error) => onError('process', 'a rejection', error));
}
