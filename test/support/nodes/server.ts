import Pusher from 'pusher';
import type { Options } from 'pusher-js';
import pusherJs from 'pusher-js';
import type { Test } from 'tap';
import { loadConfig } from '../../../src/config/load.ts';
import { createLog } from '../../../src/log.ts';
import { type Server, startServer, type World } from '../../../src/server.ts';
import type { Settings } from '../core/core.ts';
import { credentials } from '../core/core.ts';
import '../clients/idle-timer.ts';
import { RawClient } from '../clients/raw-client.ts';
import { nodes, spreadServer } from './spread.ts';

export { credentials };

/** Its typings describe an ES module, the package is a CommonJS one: what is imported is the class itself. */
const PusherClient = pusherJs as unknown as typeof pusherJs.default;
export type PusherClient = InstanceType<typeof PusherClient>;

export type StockOptions = Partial<Options> & { userId?: string; userInfo?: unknown };

export interface TestServer extends Server {
  readonly sdk: Pusher;
  /** What was logged, as JSON lines. */
  readonly logged: string[];
  /** A raw socket after its handshake, or refused: look at `closed`. */
  raw(path?: string, options?: { headers?: Record<string, string> }): Promise<RawClient>;
  /** A stock pusher-js that authorises its channels with the app's secret, and is about to connect. */
  stock(options?: StockOptions, key?: string): PusherClient;
  /** One that is connected. */
  pusher(options?: StockOptions): Promise<PusherClient>;
}

export interface TestWorld extends World {
  /** Why this test wants a single process, also where the others run on several nodes. */
  readonly oneNode?: string;
}

/** A real server on a free port of loopback, stopped with the test. Several nodes behind that port where the run says so. */
export async function testServer(
  t: Test,
  settings: Settings = {},
  more: object = {},
  { oneNode, ...world }: TestWorld = {},
): Promise<TestServer> {
  const config = loadConfig({
    env: {},
    flags: { port: '0', host: '127.0.0.1', apps: JSON.stringify([{ ...credentials, ...settings }]) },
  });
  const logged: string[] = [];
  const log = createLog('debug', { write: (line) => void logged.push(line) });
  const whole = merge(merge(config, { drain: { notice: 0, time: 0 } }), more);
  if (nodes > 1 && oneNode === undefined && Object.keys(world).length > 0)
    throw new Error('A world of its own has one node: say so');
  const isSpread = nodes > 1 && oneNode === undefined;
  const server = isSpread ? await spreadServer(whole, log) : await startServer(whole, log, world);
  const { id: appId, key, secret } = credentials;
  const sdk = new Pusher({ appId, key, secret, host: '127.0.0.1', port: String(server.port), useTLS: false });
  t.teardown(() => stopped(server));
  function stock(options: StockOptions = {}, as = key): PusherClient {
    const client = new PusherClient(as, { ...stockOptions(server.port, sdk, options), ...options });
    t.teardown(() => client.disconnect());
    return client;
  }
  return {
    ...server,
    sdk,
    logged,
    async raw(path = `/app/${key}?protocol=7&client=js&version=8.6.0`, options = {}) {
      const client = new RawClient(`ws://127.0.0.1:${server.port}${path}`, options.headers ?? {});
      t.teardown(() => client.destroy());
      await client.opened;
      return client;
    },
    stock,
    async pusher(options = {}) {
      const client = stock(options);
      await new Promise<void>((resolve) => client.connection.bind('connected', resolve));
      return client;
    },
  };
}

/** A waiting timer of the server keeps no process alive, and by now nothing else may be left that does. */
async function stopped(server: Server): Promise<void> {
  const awake = setInterval(() => {}, 100);
  await server.stop();
  clearInterval(awake);
}

/** What an application sets to use this server, and an authoriser that runs in the test instead of behind HTTP. */
function stockOptions(
  port: number,
  sdk: Pusher,
  { userId = 'u1', userInfo }: { userId?: string; userInfo?: unknown },
): Options {
  const user = (): { user_id: string; user_info?: never } => ({
    user_id: userId,
    user_info: (userInfo ?? { name: userId }) as never,
  });
  return {
    wsHost: '127.0.0.1',
    wsPort: port,
    forceTLS: false,
    enabledTransports: ['ws'],
    cluster: '',
    channelAuthorization: {
      transport: 'ajax',
      endpoint: '',
      customHandler: ({ socketId, channelName }, callback) => {
        const presence = channelName.startsWith('presence-');
        callback(null, sdk.authorizeChannel(socketId, channelName, presence ? user() : undefined));
      },
    },
    userAuthentication: {
      transport: 'ajax',
      endpoint: '',
      customHandler: ({ socketId }, callback) =>
        callback(null, sdk.authenticateUser(socketId, { id: userId }) as never),
    },
  };
}

/** Settings of the server on top of the defaults, one level into its groups. */
function merge<T extends object>(base: T, more: object): T {
  const entries = Object.entries(more).map(([key, value]): [string, unknown] => {
    const old = (base as Record<string, unknown>)[key];
    const isGroup = typeof old === 'object' && old !== null && !Array.isArray(old);
    return [key, isGroup ? { ...old, ...(value as object) } : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}
