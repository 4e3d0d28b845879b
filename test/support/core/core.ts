import { type App, createApp } from '../../../src/apps/app.ts';
import { type Broker, createBroker } from '../../../src/channels/broker.ts';
import type { Cluster } from '../../../src/channels/ports/cluster.ts';
import type { OnError } from '../../../src/channels/ports/errors.ts';
import type { Fact } from '../../../src/channels/ports/facts.ts';
import type { Turns } from '../../../src/channels/ports/turns.ts';
import type { Connection } from '../../../src/channels/state.ts';
import type { Clock } from '../../../src/clock.ts';
import { memoryCluster } from '../../../src/cluster/memory/memory.ts';
import { check } from '../../../src/config/check.ts';
import { defaults } from '../../../src/config/keys.ts';
import { parseChannelName } from '../../../src/protocol/channel-name.ts';
import { hmac } from '../../../src/protocol/hmac.ts';
import { channelText, userText } from '../../../src/protocol/signatures.ts';
import type { AppSettings } from '../../../src/protocol/types/config.ts';
import type { AnyDomain } from '../../../src/rooms/domain.ts';
import { createRooms, type RunningRooms } from '../../../src/rooms/rooms.ts';
import { type FakeClock, fakeClock, settled } from './clock.ts';
import { FakeFanout, FakeSocket } from './fake-socket.ts';

export const credentials = { id: 'app-1', key: 'key-1', secret: 'a-secret-for-tests' };

export type Settings = Partial<Omit<AppSettings, 'limits'>> & { limits?: Partial<AppSettings['limits']> };

/** An app with every default, and what a test wants otherwise. */
export function testApp(settings: Settings = {}, names = credentials): App {
  const config = check({ ...defaults(), apps: [{ ...names, ...settings }] });
  const [app] = config.apps;
  if (app === undefined) throw new Error('no app');
  return createApp(app);
}

export interface TestCore {
  readonly app: App;
  readonly broker: Broker;
  readonly cluster: Cluster;
  readonly clock: FakeClock;
  readonly fanout: FakeFanout;
  readonly facts: Fact[];
  readonly errors: unknown[];
  readonly rooms: RunningRooms;
  connect(app?: App, protocol?: number): TestClient;
  /** Waits until nothing is under way any more, in the cluster either. */
  quiet(): Promise<void>;
  /** Publishes as the HTTP API would. */
  publish(channel: string, name: string, data: string, except?: string): Promise<void>;
}

export interface TestClient {
  readonly socket: FakeSocket;
  readonly connection: Connection;
  /** Says a frame, and lets what can settle do so. */
  say(event: string, data?: unknown, channel?: string): Promise<void>;
  /** Says a text, and waits for nothing. */
  sayRaw(text: string): void;
  subscribe(channel: string, channelData?: unknown): Promise<void>;
  signIn(id: string, more?: object): Promise<void>;
  hangUp(): Promise<void>;
}

export interface More {
  readonly domains?: readonly AnyDomain[];
  readonly clock?: FakeClock;
  readonly turns?: Turns;
}

/** The core without a network: fake sockets, a fake clock, and the cluster a test hands in. */
export async function testCore(
  settings: Settings = {},
  makeCluster: (clock: Clock) => Cluster & { idle?(): Promise<void> } = memoryCluster,
  { domains = [], clock = fakeClock(), turns }: More = {},
): Promise<TestCore> {
  const fanout = new FakeFanout();
  const facts: Fact[] = [];
  const errors: unknown[] = [];
  const app = testApp({ ...settings, domains: domains.map(({ name }) => name) });
  const cluster = makeCluster(clock);
  const quiet = (): Promise<void> => cluster.idle?.() ?? settled();
  const onError: OnError = (...error) => errors.push(error);
  const rooms = createRooms({ cluster, clock, onError, domainsOf: () => domains });
  const broker = await createBroker({
    clock,
    cluster,
    fanout,
    rooms,
    onError,
    onFact: (_, fact) => facts.push(fact),
    ...(turns === undefined ? {} : { turns }),
  });
  return {
    app,
    broker,
    cluster,
    clock,
    fanout,
    facts,
    errors,
    rooms,
    connect: (to = app, protocol = 7) => connectTo(broker, fanout, quiet, to, protocol),
    quiet,
    async publish(channel, name, data, except) {
      const checked = parseChannelName(channel, 200);
      if (checked === undefined) throw new Error(`no channel name: ${channel}`);
      await broker.publish(app, [{ name, data, channels: [checked], except }]);
      await quiet();
    },
  };
}

function connectTo(
  broker: Broker,
  fanout: FakeFanout,
  quiet: () => Promise<void>,
  app: App,
  protocol: number,
): TestClient {
  const socket = new FakeSocket(fanout);
  const connection = broker.connect(socket, app, protocol);
  if (connection === undefined) throw new Error(`refused: ${JSON.stringify(socket.closed)}`);
  socket.onClose = () => broker.closed(connection);
  const [key = '', secret = ''] = [...app.secrets][0] ?? [];
  const say = async (event: string, data?: unknown, channel?: string): Promise<void> => {
    broker.receive(connection, JSON.stringify({ event, data, channel }));
    await quiet();
  };
  return {
    socket,
    connection,
    say,
    sayRaw: (text) => broker.receive(connection, text),
    async subscribe(channel, channelData) {
      const data = channelData === undefined ? undefined : JSON.stringify(channelData);
      const auth = `${key}:${hmac(secret, channelText(connection.id, channel, data))}`;
      await say('pusher:subscribe', { channel, auth, channel_data: data });
    },
    async signIn(id, more = {}) {
      const userData = JSON.stringify({ id, ...more });
      const auth = `${key}:${hmac(secret, userText(connection.id, userData))}`;
      await say('pusher:signin', { auth, user_data: userData });
    },
    async hangUp() {
      socket.close(1006, '');
      await quiet();
    },
  };
}
