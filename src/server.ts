import { createApp } from './apps/app.ts';
import { createAppList } from './apps/app-list.ts';
import { createBroker } from './channels/broker.ts';
import type { OnTrouble } from './channels/ports.ts';
import { type Clock, systemClock } from './clock.ts';
import { singleNode } from './cluster/single.ts';
import { bind } from './config/bind.ts';
import type { CheckedConfig } from './config/check.ts';
import type { Api } from './http/api.ts';
import type { Log } from './log.ts';
import { engine } from './transport/engine.ts';
import { createGuard } from './transport/guard.ts';
import { listen } from './transport/listen.ts';
import { serveRequests } from './transport/requests.ts';
import { nativeFanout, serveSockets } from './transport/websocket.ts';

export interface Server {
  readonly host: string;
  readonly port: number;
  /** Serves the development app, as no other was configured. */
  readonly development: boolean;
  /** What is held right now. */
  census(): { connections: number; feeds: number; users: number };
  /** Takes new apps and limits; nobody is disconnected. Throws ConfigError and changes nothing when they do not fit. */
  reload(config: CheckedConfig): void;
  stop(): Promise<void>;
}

/** Builds every part, and stops them in reverse. The only place that knows them all. */
export async function startServer(config: CheckedConfig, log: Log, clock: Clock = systemClock): Promise<Server> {
  let settings = config;
  const bound = bind(config);
  const apps = createAppList(bound.apps.map(createApp));
  let troubles = 0;
  const onTrouble: OnTrouble = (part, stage, error) => {
    troubles += 1;
    log.error({ part, stage, err: error, troubles }, 'unexpected trouble; it was contained');
  };

  const app = engine.App();
  const cluster = singleNode(clock);
  const broker = await createBroker({
    clock,
    cluster,
    fanout: nativeFanout(app),
    onTrouble,
    mostConnections: () => settings.limits.connections,
  });
  let leaving = false;
  const api: Api = {
    apps,
    broker,
    cluster,
    clock,
    notReady: () => (leaving ? 'The server is shutting down' : undefined),
  };
  const guard = createGuard(onTrouble);
  const current = (): CheckedConfig => settings;
  serveSockets(app, guard, false, apps, broker, current);
  serveRequests(app, guard, api, current, onTrouble);
  const listening = await listen(app, bound.host, config.port);

  return {
    host: bound.host,
    port: listening.port,
    development: bound.development,
    census: () => broker.census(),
    reload(next) {
      const { apps: nextApps } = bind({ ...next, host: bound.host });
      settings = { ...next, host: config.host, port: config.port };
      const made = nextApps.map(createApp);
      apps.replace(made);
      broker.update(made);
    },
    async stop() {
      if (leaving) return;
      leaving = true;
      listening.stop();
      await broker.close();
      app.close();
    },
  };
}
