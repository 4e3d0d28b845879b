import t from 'tap';
import type { App } from '../../../src/apps/app.ts';
import { createApp } from '../../../src/apps/app.ts';
import type { Cluster } from '../../../src/channels/ports/cluster.ts';
import { bind } from '../../../src/config/bind.ts';
import type { CheckedConfig } from '../../../src/config/check.ts';
import type { Log } from '../../../src/log.ts';
import { type Server, startServer } from '../../../src/server.ts';
import { type TestRedis, testRedis } from '../redis/redis.ts';
import { balancer } from './balancer.ts';

/**
 * How many nodes a server of a test is made of: with `--spread`, scripts/test.ts wants three, and a test that says nothing
 * else runs against a cluster without knowing it.
 */
export const nodes = Number(process.env['CARILLON_TEST_NODES'] ?? 1);

/** Short, as a test waits for most of them. A lease stays: all nodes share this process, and no test here ends one. */
const quick = { lease: 15, topicLinger: 0.1, timeout: 2, drainHold: 0.4 };

const meetings = new Map<number, () => Promise<void>>();
let redis: Promise<TestRedis> | undefined;
let made = 0;

/** The Redis of this test file. */
export function sharedRedis(): Promise<TestRedis> {
  redis ??= testRedis(t);
  return redis;
}

/** Several whole servers that are one broker behind one port. */
export async function spreadServer(config: CheckedConfig, log: Log): Promise<Server> {
  made += 1;
  const cluster = { ...config.cluster, ...quick, redis: (await sharedRedis()).url, prefix: `spread-${made}` };
  const meeting = createMeeting(bind(config).apps.map(createApp));
  const servers = await allOrNone(
    Array.from({ length: nodes }, () =>
      startServer({ ...config, cluster }, log, { wrap: (inner) => meeting.node(inner) }),
    ),
  );
  await meeting.begin();
  const door = await balancer(servers.map(({ port }) => port));
  meetings.set(door.port, meeting.all);
  return { ...asOne(servers), port: door.port, stop: () => stop() };

  async function stop(): Promise<void> {
    meetings.delete(door.port);
    door.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** All of them; or, where one cannot start, none: the others are waited for and stopped, or nobody ever would. */
export async function allOrNone<T extends Pick<Server, 'stop'>>(starting: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(starting);
  const servers = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failure = outcomes.find((one) => one.status === 'rejected');
  if (failure === undefined) return servers;
  await Promise.all(servers.map((server) => server.stop()));
  throw failure.reason;
}

/** Whether what is behind this port is several nodes. */
export const hasOtherNodes = (port: number): boolean => meetings.has(port);

/**
 * What was on its way between the nodes behind this port has reached each of them. Nothing to wait for where there is one.
 * (A pong says it of its own node only: an event is answered 200 when Redis has it.)
 */
export const allNodesHeard = (port: number): Promise<void> => meetings.get(port)?.() ?? Promise.resolve();

/** Lets nodes find out that each has heard all that Redis sent before: it sends in one order to everybody. */
function createMeeting(apps: readonly App[]) {
  const here: Cluster[] = [];
  const waiting = new Map<string, () => void>();
  let count = 0;
  return {
    node(inner: Cluster): Cluster {
      const place = here.push(inner);
      return {
        ...inner,
        start: (listener) =>
          inner.start({
            ...listener,
            terminate(appId, userId) {
              const done = waiting.get(`${userId} ${place}`);
              if (done === undefined) listener.terminate(appId, userId);
              else done();
            },
          }),
      };
    },
    /** Has every node hear of its apps, as those whose clients it has do. */
    async begin(): Promise<void> {
      await Promise.all(here.flatMap((node) => apps.map((app) => node.signIn(app, '#meeting'))));
    },
    async all(): Promise<void> {
      const [app] = apps;
      const [first] = here;
      if (app === undefined || first === undefined) return;
      // A question lets a node report first what it would report within 100 ms.
      await Promise.all(here.map((node) => node.counts(app, [])));
      count += 1;
      const name = `#meeting-${count}`;
      const heard = here.map((_, index) => {
        const key = `${name} ${index + 1}`;
        return new Promise<void>((resolve) => waiting.set(key, resolve)).finally(() => waiting.delete(key));
      });
      await first.terminate(app, name);
      await Promise.all(heard);
    },
  };
}

type Part = Omit<Server, 'port' | 'stop'>;

function asOne(servers: readonly Server[]): Part {
  const [first] = servers;
  if (first === undefined) throw new Error('no server');
  const { host, development, adminPort, onError } = first;
  return {
    host,
    development,
    adminPort,
    onError,
    counters: sum(servers.map(({ counters }) => counters)),
    webhookCounters: sum(servers.map(({ webhookCounters }) => webhookCounters)),
    stats: () => sum(servers.map((server) => server.stats())),
    roomCounters: () => servers.flatMap((server) => server.roomCounters()),
    recorded: () => servers.flatMap((server) => server.recorded()),
    async reload(config) {
      const [waits = []] = await Promise.all(servers.map((server) => server.reload(config)));
      return waits;
    },
  };
}

/** What has the same name added up, whenever it is read. */
function sum<T extends object>(parts: readonly T[]): T {
  const whole = {};
  for (const name of Object.keys(parts[0] ?? {}) as (keyof T)[]) {
    const get = (): number => parts.reduce((total, part) => total + Number(part[name]), 0);
    Object.defineProperty(whole, name, { enumerable: true, get });
  }
  return whole as T;
}
