import { createAppList } from './apps/app-list.ts';
import { type Broker, createBroker } from './channels/broker.ts';
import { type Counters, createCounters } from './channels/counters.ts';
import type { Cluster } from './channels/ports/cluster.ts';
import type { OnError } from './channels/ports/errors.ts';
import { type Clock, createBusyMeter, systemClock } from './clock.ts';
import { createCluster } from './cluster/create-cluster.ts';
import { type CheckedConfig, ConfigError } from './config/check.ts';
import { keysForRestart } from './config/restart.ts';
import { maskAddress } from './config/shown.ts';
import { createErrorLog } from './error-log.ts';
import { answerOperator } from './http/admin/answer-operator.ts';
import { createAnswerCounters } from './http/answer-counters.ts';
import type { Api } from './http/api.ts';
import { readPages } from './http/development/pages.ts';
import { openRequest } from './http/handle-request.ts';
import { refusedRequest } from './http/refused-request.ts';
import { createLagMeter } from './lag.ts';
import type { Log } from './log.ts';
import { createOperator } from './operator.ts';
import { asConfigError, prepare } from './prepare.ts';
import { createRing, type NumberedFact } from './recorder/ring.ts';
import type { AnyDomain } from './rooms/domain.ts';
import type { RoomCounters } from './rooms/room-counters.ts';
import { createRooms } from './rooms/rooms.ts';
import { createSlices } from './slices.ts';
import { openAdmin } from './transport/admin.ts';
import { createCoalescer } from './transport/coalescer.ts';
import { createGuard } from './transport/guard.ts';
import type { Listener } from './transport/listener.ts';
import { createListeners } from './transport/listeners.ts';
import { serveRequests } from './transport/requests.ts';
import { serveSockets } from './transport/websocket.ts';
import { createWindow } from './transport/window.ts';
import { createTurns } from './turns.ts';
import { startWebhooks } from './webhooks/start.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

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
  /** What was recorded of what happened, as far as it is still there. */
  recorded(): readonly NumberedFact[];
  /** What is held right now. */
  stats(): ReturnType<Broker['stats']> & { sockets: number };
  /** Logs and counts what no part caught. */
  readonly onError: OnError;
  /**
   * Takes new apps, limits and certificate, and answers the keys that have changed and want a restart. Rejects with
   * ConfigError and changes nothing when they do not fit.
   */
  reload(config: CheckedConfig): Promise<readonly string[]>;
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
  const loaded = new Map<string, AnyDomain>();
  const prepared = await prepare(config, loaded);
  const { bound } = prepared;
  let { settings, domains } = prepared;
  let leaving: 'no' | 'noticed' | 'closing' = 'no';
  const apps = createAppList(prepared.apps);
  const counters = createCounters();
  const errors = createErrorLog(log, clock);
  const onError: OnError = (...error) => {
    counters.errors += 1;
    errors.onError(...error);
  };

  const lag = createLagMeter(clock);
  const overloaded = (): boolean => settings.loopLagMs > 0 && lag.lag() > settings.loopLagMs;
  const cluster = wrap(await createCluster(config, clock, onError));
  const recorder = config.recorder.facts > 0 ? createRing(config.recorder, clock) : undefined;
  const webhooks = startWebhooks({
    clock,
    random: Math.random,
    settings: config.webhooks,
    privateAddresses: bound.privateAddresses,
    apps: apps.all(),
    warn: (appId, url, why) => log.warn({ app: appId, url: maskAddress(url), why }, 'a webhook was not delivered'),
    onStep:
      recorder &&
      ((step, app, url, events, why) => {
        const path = maskAddress(url);
        for (const { name, channel } of events)
          recorder.record({ kind: `webhook-${step}`, app, channel, event: name, path, why });
      }),
  });
  const rooms = createRooms({ cluster, clock, onError, domainsOf: (app) => domains.get(app.id) ?? [] });
  const listeners = createListeners(bound.host, config.port, serve, (out, subscribers) =>
    createCoalescer(
      out,
      clock,
      createWindow({ clock, busy: createBusyMeter(), subscribers, settings: () => settings.coalescing }),
    ),
  );
  const broker = await createBroker({
    clock,
    cluster,
    fanout: listeners.fanout,
    rooms,
    recorder,
    onError,
    counters,
    onFact: webhooks.accept,
    onAddressRefused: (address, refused) => log.warn({ address, refused }, 'too much came from an address'),
    turns: createTurns(),
    bounds: () => ({ ...settings.bounds, overloaded: overloaded() }),
  });
  broker.update(apps.all());
  const notReady = (): string | undefined =>
    leaving !== 'no' ? 'The server is shutting down' : overloaded() ? 'The server is overloaded' : cluster.notReady();
  const pages = bound.development ? readPages() : new Map<string, never>();
  const slices = createSlices(clock);
  const { development } = bound;
  const api: Api = { apps, broker, cluster, clock, slices, overloaded, development, pages, notReady };
  const guard = createGuard(onError);
  const requests = createAnswerCounters();

  function serve(engine: Listener): void {
    serveSockets(engine, { guard, apps, broker, settings: () => settings });
    const requestSettings = () => {
      const { pathPrefix, bodyBytes, proxies, countsAddresses } = settings;
      return { pathPrefix, bodyBytes, proxies, countsAddresses, lastRequests: leaving === 'closing' };
    };
    serveRequests(engine, {
      guard,
      clock,
      requests,
      open: (head) => openRequest(api, head),
      counters,
      settings: requestSettings,
      mayAsk: broker.mayAsk,
      onError,
      onRefused: (head, answer) => recorder?.record(refusedRequest(apps, head, answer)),
    });
  }

  const operator = createOperator({
    ...{ clock, apps, broker, cluster, webhooks, lag, requests, recorder, notReady },
    token: bound.admin?.token,
    rooms: rooms.counters,
    coalescing: () => listeners.window,
  });
  async function open(): ReturnType<typeof openAdmin> {
    await listeners.open(prepared.certificate).catch(asConfigError);
    return openAdmin(bound.admin, {
      guard,
      clock,
      onError,
      answerTo: (head) => answerOperator(operator, head),
      note: (text) => log.warn(text),
    });
  }

  const admin = await open().catch(async (error: unknown) => {
    listeners.stopListening();
    await close();
    throw error;
  });

  async function close(): Promise<void> {
    await broker.close();
    await webhooks.close();
    lag.close();
    listeners.close();
    errors.close();
  }

  async function stop(): Promise<void> {
    leaving = 'noticed';
    await new Promise<void>((resolve) => clock.after(settings.drain.notice * 1000, resolve));
    leaving = 'closing';
    listeners.stopListening();
    await broker.drain(settings.drain.time * 1000);
    // An ended socket gets what waited for it, if it reads; the engine does not say when. And an event that waits for
    // the cluster gets its answer.
    if (listeners.flushing || counters.requestsBegun > counters.requestsEnded)
      await new Promise<void>((resolve) => clock.after(flushMs, resolve));
    admin.close();
    await close();
  }

  let stopped: Promise<void> | undefined;
  return {
    host: bound.host,
    port: listeners.port,
    development: bound.development,
    counters,
    onError,
    roomCounters: () => rooms.counters(),
    webhookCounters: webhooks.counters,
    adminPort: admin.port,
    recorded: () => [...(recorder?.after(0) ?? [])],
    stats: () => ({ ...broker.stats(), sockets: listeners.sockets }),
    async reload(next) {
      const after = await prepare({ ...next, host: bound.host }, loaded);
      if (after.bound.development !== bound.development) throw new ConfigError(crossing(bound.development));
      await listeners.renew(after.certificate).catch(asConfigError);
      ({ settings, domains } = after);
      apps.replace(after.apps);
      broker.update(after.apps);
      webhooks.update(after.apps);
      broker.renew(settings.drain.time * 1000).catch((error: unknown) => onError('channels', 'renew', error));
      return keysForRestart(config, next);
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** [C33] What a reload is told that would begin or end the development app. */
const crossing = (development: boolean): string =>
  development
    ? 'apps: got some while the development app is served, expected none; restart the server to serve them.'
    : 'apps: got none while others are served, expected at least one; only a start serves the development app.';
