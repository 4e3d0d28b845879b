import { createApp } from './apps/app.ts';
import { createAppList } from './apps/app-list.ts';
import { type Broker, createBroker } from './channels/broker.ts';
import type { Bounds } from './channels/capacity.ts';
import { type Counters, createCounters } from './channels/core.ts';
import type { Cluster, OnTrouble } from './channels/ports.ts';
import { type Clock, createBusyMeter, systemClock } from './clock.ts';
import { createCluster } from './cluster/create-cluster.ts';
import { bind } from './config/bind.ts';
import { readCertificate } from './config/certificate.ts';
import { type AppConfig, type CheckedConfig, ConfigError } from './config/check.ts';
import { builtIn } from './domains/built-in.ts';
import { answerOperator, type Operator } from './http/admin.ts';
import type { Api } from './http/api.ts';
import { readPages } from './http/examples.ts';
import { openRequest } from './http/respond.ts';
import { createLagMeter } from './lag.ts';
import type { Log } from './log.ts';
import type { AnyDomain } from './rooms/domain.ts';
import { BadDomain, loadDomains } from './rooms/load.ts';
import { createRooms } from './rooms/rooms.ts';
import type { RoomCounters } from './rooms/tally.ts';
import { BadNetwork, type Proxies, trustedProxies } from './transport/address.ts';
import { openAdmin } from './transport/admin.ts';
import { BadCertificate, createEngines, type Engine } from './transport/engines.ts';
import { createGuard } from './transport/guard.ts';
import { createOutbox } from './transport/outbox.ts';
import { serveRequests } from './transport/requests.ts';
import { serveSockets } from './transport/websocket.ts';
import type { Webhooks } from './webhooks/collect.ts';
import { startWebhooks } from './webhooks/start.ts';

export interface Server {
  readonly host: string;
  readonly port: number;
  /** Serves the development app, as no other was configured. */
  readonly development: boolean;
  readonly counters: Readonly<Counters>;
  /** What happened in the rooms, by app and domain. */
  roomCounters(): readonly Readonly<RoomCounters>[];
  readonly webhookCounters: Webhooks['counters'];
  /** Where the operator is listened to; undefined where nobody is. */
  readonly adminPort: number | undefined;
  /** What is held right now. */
  census(): ReturnType<Broker['census']> & { sockets: number };
  /** Logs and counts what no part caught. */
  readonly onTrouble: OnTrouble;
  /** Takes new apps, limits and certificate; nobody is disconnected. Rejects with ConfigError and changes nothing when they do not fit. */
  reload(config: CheckedConfig): Promise<void>;
  /** Leaves politely, as the drain settings say. */
  stop(): Promise<void>;
}

const flushMs = 1000;

/** What a test may want otherwise. */
export interface World {
  readonly clock?: Clock;
  /** Puts something between the core and its cluster. */
  readonly wrap?: (cluster: Cluster) => Cluster;
}

/** Builds every part, and stops them in reverse. The only place that knows them all. */
export async function startServer(config: CheckedConfig, log: Log, world: World = {}): Promise<Server> {
  const { clock = systemClock, wrap = (same) => same } = world;
  let settings = derive(config);
  let leaving: 'no' | 'noticed' | 'closing' = 'no';
  const bound = bind(config);
  const apps = createAppList(bound.apps.map(createApp));
  const counters = createCounters();
  const onTrouble: OnTrouble = (part, stage, error) => {
    counters.troubles += 1;
    log.error({ part, stage, err: error }, 'unexpected trouble; it was contained');
  };

  const lag = createLagMeter(clock);
  const overloaded = (): boolean => settings.loopLagMs > 0 && lag.lag() > settings.loopLagMs;
  const cluster = wrap(createCluster(config, clock, onTrouble));
  const webhooks = startWebhooks({
    clock,
    random: Math.random,
    settings: config.webhooks,
    privateAddresses: bound.privateAddresses,
    apps: apps.all(),
    warn: (appId, url, why) => log.warn({ app: appId, url: withoutQuery(url), why }, 'a webhook was not delivered'),
  });
  const loaded = new Map<string, AnyDomain>();
  let domains = await domainsOf(bound.apps, loaded).catch(asConfigError);
  const rooms = createRooms({ cluster, clock, onTrouble, domainsOf: (app) => domains.get(app.id) ?? [] });
  const engines = createEngines(bound.host, config.port, serve, (out) =>
    createOutbox(out, clock, createBusyMeter(), () => settings.coalescing),
  );
  const broker = await createBroker({
    clock,
    cluster,
    fanout: engines.fanout,
    rooms,
    onTrouble,
    counters,
    onFact: webhooks.collect,
    bounds: () => ({ ...settings.bounds, overloaded: overloaded() }),
  });
  broker.update(apps.all());
  const notReady = (): string | undefined =>
    leaving !== 'no' ? 'The server is shutting down' : overloaded() ? 'The server is overloaded' : cluster.notReady();
  const pages = bound.development ? readPages() : new Map<string, never>();
  const api: Api = { apps, broker, cluster, clock, overloaded, development: bound.development, pages, notReady };
  const guard = createGuard(onTrouble);

  function serve(engine: Engine): void {
    serveSockets(engine, { guard, apps, broker, settings: () => settings });
    const requestSettings = () => {
      const { pathPrefix, bodyBytes } = settings;
      return { pathPrefix, bodyBytes, lastRequests: leaving === 'closing' };
    };
    serveRequests(engine, {
      guard,
      open: (head) => openRequest(api, head),
      counters,
      settings: requestSettings,
      onTrouble,
    });
  }

  const operator: Operator = { ...webhooks, apps, token: bound.admin?.token };
  async function open(): ReturnType<typeof openAdmin> {
    await engines.open(readCertificate(config)).catch(asConfigError);
    return openAdmin(bound.admin, {
      guard,
      onTrouble,
      answerTo: (head) => answerOperator(operator, head),
      note: (text) => log.debug(text),
    });
  }

  const admin = await open().catch(async (error: unknown) => {
    engines.stopListening();
    await close();
    throw error;
  });

  async function close(): Promise<void> {
    await broker.close();
    await webhooks.close();
    lag.close();
    engines.close();
  }

  async function stop(): Promise<void> {
    leaving = 'noticed';
    await new Promise<void>((resolve) => clock.after(settings.drain.notice * 1000, resolve));
    leaving = 'closing';
    engines.stopListening();
    await broker.drain(settings.drain.time * 1000);
    // An ended socket gets what waited for it, if it reads; the engine does not say when. And an event that waits for
    // the cluster gets its answer.
    if (engines.flushing || counters.requestsBegun > counters.requestsEnded)
      await new Promise<void>((resolve) => clock.after(flushMs, resolve));
    admin.close();
    await close();
  }

  let stopped: Promise<void> | undefined;
  return {
    host: bound.host,
    port: engines.port,
    development: bound.development,
    counters,
    onTrouble,
    roomCounters: () => rooms.counters(),
    webhookCounters: webhooks.counters,
    adminPort: admin.port,
    census: () => ({ ...broker.census(), sockets: engines.sockets }),
    async reload(next) {
      const { apps: entries } = bind({ ...next, host: bound.host });
      const nextDomains = await domainsOf(entries, loaded).catch(asConfigError);
      const nextApps = entries.map(createApp);
      const derived = derive(next);
      await engines.renew(readCertificate(next)).catch(asConfigError);
      settings = derived;
      domains = nextDomains;
      apps.replace(nextApps);
      broker.update(nextApps);
      webhooks.update(nextApps);
      broker.renew(derived.drain.time * 1000).catch((error: unknown) => onTrouble('channels', 'renew', error));
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** A query may hold a receiver's secret. */
const withoutQuery = (url: string): string => url.replace(/\?.*$/, '');

/** What the parts want of the configuration, in their own units. */
function derive(config: CheckedConfig) {
  const { limits, trustedProxies: list, pathPrefix, lenientProtocol, drain, coalescing } = config;
  const connectionsPerAddress = limits.connectionsPerAddress ?? (list.length > 0 ? 1000 : 0);
  const connectsPerAddressPerSecond = limits.connectsPerAddressPerSecond ?? (list.length > 0 ? 100 : 0);
  const bounds: Omit<Bounds, 'overloaded'> = { ...limits, connectionsPerAddress, connectsPerAddressPerSecond };
  return {
    ...limits,
    pathPrefix,
    lenientProtocol,
    drain,
    coalescing,
    bounds,
    loopLagMs: limits.loopLag * 1000,
    proxies: readProxies(list),
    countsPlaces: connectionsPerAddress > 0 || connectsPerAddressPerSecond > 0,
  };
}

function readProxies(list: readonly string[]): Proxies {
  try {
    return trustedProxies(list);
  } catch (error) {
    return asConfigError(error);
  }
}

/** The domains of each app, by its id. */
async function domainsOf(
  apps: readonly AppConfig[],
  loaded: Map<string, AnyDomain>,
): Promise<Map<string, readonly AnyDomain[]>> {
  const all = apps.map(async ({ id, domains, domainOptions }): Promise<[string, readonly AnyDomain[]]> => {
    return [id, await loadDomains(domains, domainOptions, builtIn, loaded)];
  });
  return new Map(await Promise.all(all));
}

function asConfigError(error: unknown): never {
  const known = [BadCertificate, BadDomain, BadNetwork].some((kind) => error instanceof kind);
  throw known ? new ConfigError((error as Error).message) : error;
}
