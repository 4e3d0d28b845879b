import t from 'tap';
import type { App } from '../../../src/apps/app.ts';
import { createAppList } from '../../../src/apps/app-list.ts';
import { memoryCluster } from '../../../src/cluster/memory/memory.ts';
import type { Api } from '../../../src/http/api.ts';
import { hmac } from '../../../src/protocol/hmac.ts';
import { requestText } from '../../../src/protocol/signatures.ts';
import { createSlices } from '../../../src/slices.ts';
import { fakeClock, settled } from '../core/clock.ts';
import { credentials, type Settings, type TestClient, type TestCore, testApp, testCore } from '../core/core.ts';
import type { TestWorld } from '../nodes/server.ts';
import { nodes, sharedRedis } from '../nodes/spread.ts';
import { timelyNodes } from '../redis/timely-redis.ts';
import { answerTo } from './answer-to.ts';
import { type CallOptions, signQuery } from './api.ts';

export interface Answered {
  status: number;
  text: string;
  /** The body as JSON, or undefined where it is none. */
  body: unknown;
  headers: Map<string, string>;
}

export interface AskOptions extends CallOptions {
  /** Signed as this path instead of the one that is asked. */
  signedPath?: string;
  /** Signed as this method instead of the one that is asked. */
  signedMethod?: string;
  /** How values are written into the query. */
  written?: (value: string) => string;
}

export interface TestApi extends TestCore {
  readonly api: Api;
  /** A signed request; a path without a leading slash is one of the app's own. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answered>;
  /** A request as it stands, with no signature but what the query holds. */
  askRaw(method: string, path: string, query?: string, body?: string | Buffer): Promise<Answered>;
}

/** A second app of the server, with credentials of its own. */
export const otherCredentials = { id: 'app-2', key: 'key-2', secret: 'another-secret-for-tests' };

/** The HTTP API over a core, without a socket: what the transport would hand in and get back. Over several where the run says so. */
export async function testApi(
  settings: Settings = {},
  parts: Partial<Api> = {},
  { oneNode }: Pick<TestWorld, 'oneNode'> = {},
): Promise<TestApi> {
  const clock = fakeClock();
  const { clusters, idle } =
    nodes > 1 && oneNode === undefined
      ? timelyNodes(await sharedRedis(), clock, nodes)
      : { clusters: [memoryCluster(clock)], idle: settled };
  const cores = await Promise.all(clusters.map((cluster) => testCore(settings, () => cluster, { clock })));
  const [core] = cores as [TestCore];
  if (clusters.length > 1) t.teardown(() => Promise.all(clusters.map((cluster) => cluster.close())));
  const apps = createAppList([core.app, testApp({}, otherCredentials)]);
  const calm = {
    overloaded: () => false,
    development: false,
    pages: new Map<string, never>(),
    notReady: () => undefined,
  };
  const slices = createSlices(clock);
  const apis = cores.map(({ broker, cluster }): Api => ({ apps, broker, cluster, clock, slices, ...calm, ...parts }));
  const [api] = apis as [Api];
  let asked = 0;
  let connected = 0;

  async function askRaw(method: string, path: string, query = '', body: string | Buffer = ''): Promise<Answered> {
    asked += 1;
    const answers = apis[asked % apis.length] ?? api;
    const {
      status,
      body: text,
      headers = [],
    } = await answerTo(answers, {
      method,
      path,
      query,
      host: '127.0.0.1',
      body: Buffer.from(body),
    });
    if (apis.length > 1) await idle();
    return { status, text, body: parse(text), headers: new Map(headers.map(([name, value]) => [name, value])) };
  }

  async function ask(method: string, path: string, options: AskOptions = {}): Promise<Answered> {
    const whole = path.startsWith('/') ? path : `/apps/${core.app.id}/${path}`;
    const { signedPath = whole, signedMethod = method, written = encodeURIComponent } = options;
    const body = toBuffer(options.body);
    const timestamp = Math.floor(clock.now() / 1000);
    const signed = signQuery(signedMethod, signedPath, body, { timestamp, ...options });
    const query = (options.tamper ?? ((same) => same))(signed).map(([name, value]) => `${name}=${written(value)}`);
    return askRaw(method, whole, query.join('&'), body);
  }

  function connect(app?: App, protocol?: number): TestClient {
    connected += 1;
    return (cores[connected % cores.length] ?? core).connect(app, protocol);
  }

  function update(list: Iterable<App>): void {
    for (const { broker } of cores) broker.update(list);
  }

  return { ...core, broker: { ...core.broker, update }, quiet: idle, api, ask, askRaw, connect };
}

function toBuffer(body: CallOptions['body']): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type Pairs = [string, string][];

/** The query changed, and signed again as it then is. */
export function resigned(method: string, path: string, change: (query: Pairs) => Pairs): Pick<AskOptions, 'tamper'> {
  return {
    tamper: (query) => {
      const rest = change(query.filter(([name]) => name !== 'auth_signature'));
      const text = requestText(method, `/apps/app-1/${path}`, rest);
      return [...rest, ['auth_signature', hmac(credentials.secret, text)]];
    },
  };
}

export const without = (name: string) => (query: Pairs) => query.filter(([key]) => key !== name);
export const instead = (name: string, value: string) => (query: Pairs) =>
  query.map(([key, old]): [string, string] => [key, key === name ? value : old]);
