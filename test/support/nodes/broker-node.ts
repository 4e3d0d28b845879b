import type { Test } from 'tap';
import type { App } from '../../../src/apps/app.ts';
import { type Broker, createBroker } from '../../../src/channels/broker.ts';
import type { Fact } from '../../../src/channels/ports/facts.ts';
import type { Connection } from '../../../src/channels/state.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import type { RedisSettings } from '../../../src/cluster/redis/io/settings.ts';
import { redisCluster } from '../../../src/cluster/redis/redis.ts';
import { parseChannelName } from '../../../src/protocol/channel-name.ts';
import type { AnyDomain } from '../../../src/rooms/domain.ts';
import { createRooms, type RunningRooms } from '../../../src/rooms/rooms.ts';
import { signInText, subscribeText, unsubscribeText } from '../clients/frames.ts';
import { FakeFanout, FakeSocket, type Frame } from '../core/fake-socket.ts';
import { quick } from './cluster-bench.ts';

/** A client without a network, that can wait for what it is sent. */
export class WaitingSocket extends FakeSocket {
  connection: Connection | undefined;
  readonly #waiting: { wants: (frame: Frame) => boolean; resolve: (frame: Frame) => void }[] = [];
  onFrame: (frame: Frame) => void = () => {};

  override send(text: string): void {
    const before = this.frames.length;
    super.send(text);
    const frame = this.frames[before];
    if (frame === undefined) return;
    this.onFrame(frame);
    for (const one of this.#waiting.filter(({ wants }) => wants(frame))) {
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      one.resolve(frame);
    }
  }

  /** The next frame that is wanted: one that has come already, or one to come. */
  async until(wants: (frame: Frame) => boolean): Promise<Frame> {
    const found = this.frames.find(wants);
    return found ?? new Promise((resolve) => this.#waiting.push({ wants, resolve }));
  }
}

export interface BrokerNode {
  readonly broker: Broker;
  readonly cluster: ReturnType<typeof redisCluster>;
  readonly facts: Fact[];
  readonly rooms: RunningRooms;
  readonly sockets: ReadonlySet<WaitingSocket>;
  readonly errors: [part: string, stage: string, error: Error][];
  connect(): WaitingSocket;
  say(socket: WaitingSocket, text: string): void;
  /** Subscribes; settles with success. */
  join(socket: WaitingSocket, channel: string, channelData?: unknown): Promise<Frame>;
  leave(socket: WaitingSocket, channel: string): void;
  signIn(socket: WaitingSocket, user: object): Promise<Frame>;
  publish(channel: string, name: string, data?: string): Promise<void>;
}

/** A whole broker but for the network, on a Redis. */
export async function brokerNode(
  t: Pick<Test, 'teardown'>,
  app: App,
  url: string,
  settings: Partial<RedisSettings> = {},
  { domains = [], clock = systemClock }: { domains?: readonly AnyDomain[]; clock?: Clock } = {},
): Promise<BrokerNode> {
  const errors: BrokerNode['errors'] = [];
  const facts: Fact[] = [];
  const sockets = new Set<WaitingSocket>();
  const onError = (part: string, stage: string, error: unknown): void =>
    void errors.push([part, stage, error as Error]);
  const cluster = redisCluster({ clock, settings: { ...quick, url, ...settings }, onError });
  const fanout = new FakeFanout();
  const rooms = createRooms({ cluster, clock, onError, domainsOf: () => domains });
  const broker = await createBroker({
    clock,
    cluster,
    fanout,
    rooms,
    onError,
    onFact: (_, fact) => facts.push(fact),
  });
  t.teardown(() => broker.close());
  const say = (socket: WaitingSocket, text: string): void => {
    if (socket.connection !== undefined) broker.receive(socket.connection, text);
  };
  const idOf = (socket: WaitingSocket): string => socket.connection?.id ?? '';
  return {
    broker,
    cluster,
    facts,
    rooms,
    sockets,
    errors,
    connect() {
      const socket = new WaitingSocket(fanout);
      const connection = broker.connect(socket, app, 7);
      if (connection === undefined) throw new Error(`refused: ${JSON.stringify(socket.closed)}`);
      socket.connection = connection;
      sockets.add(socket);
      socket.onClose = () => broker.closed(connection);
      return socket;
    },
    say,
    join(socket, channel, channelData) {
      const answered = socket.until(
        ({ event, channel: its }) => its === channel && /subscription_(succeeded|error)$/.test(event),
      );
      say(socket, subscribeText(idOf(socket), channel, channelData));
      return answered;
    },
    leave: (socket, channel) => say(socket, unsubscribeText(channel)),
    signIn(socket, user) {
      say(socket, signInText(idOf(socket), user));
      return socket.until(({ event }) => event === 'pusher:signin_success');
    },
    async publish(channel, name, data = '{}') {
      const checked = parseChannelName(channel, 200);
      if (checked === undefined) throw new Error(`no channel name: ${channel}`);
      await broker.publish(app, [{ name, data, channels: [checked], except: undefined }]);
    },
  };
}
