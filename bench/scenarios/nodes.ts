import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Arena, Case, Figures, Scenario } from '../case.ts';
import { audited, latencies } from '../fan-out.ts';
import { Histogram } from '../load/histogram.ts';
import type { Settled } from '../load/session.ts';
import { cpuMicros, pin } from '../process.ts';
import { broker, type Subject } from '../subject.ts';

/** Publishes go to one node, and those who hear them are on these. */
interface Flow {
  readonly from: number;
  readonly to: readonly number[];
  readonly sockets: number;
  readonly prefix: string;
  readonly rate?: number;
}

interface Plan {
  readonly lanes: number;
  readonly flows: (nodes: number) => Flow[];
}

/** The nodes of one window, and the Redis between them. */
interface Cluster {
  readonly nodes: readonly Subject[];
  redisCpu(): number;
}

const entry = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const program = 'redis-server';
const hasRedis = spawnSync(program, ['--version']).status === 0;

async function startRedis(folder: string): Promise<{ url: string; process: ChildProcess }> {
  const url = join(folder, 'redis.sock');
  const started = spawn(program, ['--port', '0', '--unixsocket', url, '--dir', folder, '--save', '']);
  await new Promise<void>((resolve, reject) => {
    started.stdout.on('data', (said: Buffer) => /ready to accept/i.test(String(said)) && resolve());
    started.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  if (started.pid !== undefined) pin(started.pid, 'server');
  return { url, process: started };
}

/** The subject itself where one is wanted (and of the control there is no more); else so many of the built broker. */
async function startNodes({ subject }: Arena, count: number, withRedis: boolean): Promise<Cluster> {
  if (!withRedis || subject.name === 'control') return { nodes: [subject], redisCpu: () => 0 };
  const folder = mkdtempSync(join(tmpdir(), 'carillon-bench-'));
  const redis = await startRedis(folder);
  const kind = broker('node', entry, ['--cluster-redis', redis.url]);
  const nodes: Subject[] = [];
  while (nodes.length < count) nodes.push(await kind.start({}));
  const { stop } = subject;
  // What is taken down with the subject is taken down by it.
  Object.assign(subject, {
    async stop() {
      await Promise.all([...nodes.map((node) => node.stop()), stop()]);
      redis.process.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  });
  return { nodes, redisCpu: () => cpuMicros(redis.process.pid ?? 0) };
}

async function open(arena: Arena, plan: Plan, count: number, withRedis: boolean): Promise<() => Promise<Figures>> {
  const { nodes, redisCpu } = await startNodes(arena, count, withRedis);
  const [subscribers, publishers] = [arena.loader(), arena.loader()];
  const serverOf = (index: number) => (nodes[index] ?? arena.subject).server;
  const flows = await Promise.all(
    plan.flows(nodes.length).map(async (flow) => {
      const { from, to, sockets, prefix, rate } = flow;
      const sessions: number[] = [];
      for (const node of to) {
        const session = await subscribers.call('session', serverOf(node), plan.lanes);
        await subscribers.call('connect', session, { sockets, prefix, per: sockets, each: 1 });
        sessions.push(session);
      }
      const publisher = await publishers.call('publisher', serverOf(from), plan.lanes);
      const publish = { channels: 1, bytes: 128, prefix, rate, ms: arena.ms };
      return { sessions, window: () => publishers.call('publish', publisher, publish) };
    }),
  );
  const cpu = (): number => nodes.reduce((all, node) => all + node.cpu(), 0);
  return async () => {
    const [before, redisBefore] = [cpu(), redisCpu()];
    const done = await Promise.all(
      flows.map(async ({ sessions, window }) => {
        const published = await window();
        const settled = sessions.map((session) => subscribers.call('settle', session, published.last, false));
        return { published, settled: await Promise.all(settled) };
      }),
    );
    const published = done.map((one) => one.published);
    const settled = whole(done.flatMap((one) => one.settled));
    const sum = (key: 'requests' | 'events'): number => published.reduce((all, one) => all + one[key], 0);
    const micros = Math.max(...published.map((one) => one.micros));
    return {
      'cpu µs/delivery': (cpu() - before) / settled.delivered,
      'cpu µs/request': (cpu() - before) / sum('requests'),
      'redis µs/event': (redisCpu() - redisBefore) / sum('events'),
      'requests/s': (sum('requests') / micros) * 1e6,
      'deliveries/s': (settled.delivered / micros) * 1e6,
      ...latencies(settled.latency),
      ...audited(settled),
    };
  };
}

/** What was settled on each node, as one. */
function whole(parts: readonly Settled[]): Settled {
  const sum = (key: 'delivered' | 'lost' | 'duplicates' | 'reordered' | 'reads' | 'closed'): number =>
    parts.reduce((all, one) => all + one[key], 0);
  const latency = [...new Histogram().counts].map((_, index) =>
    parts.reduce((all, one) => all + (one.latency[index] ?? 0), 0),
  );
  return {
    delivered: sum('delivered'),
    lost: sum('lost'),
    duplicates: sum('duplicates'),
    reordered: sum('reordered'),
    reads: sum('reads'),
    closed: sum('closed'),
    latency,
  };
}

/** 1,000 subscribers of one channel on all nodes in equal parts. */
const fanOut: Plan = {
  lanes: 1,
  flows: (nodes) => {
    const to = Array.from({ length: nodes }, (_, index) => index);
    return [{ from: 0, to, sockets: Math.round(1000 / nodes), prefix: 'news-', rate: 50 }];
  },
};

/** Signed publishes to every node as fast as they are answered; who hears them is on the next. */
const publishes: Plan = {
  lanes: 32,
  flows: (nodes) =>
    Array.from({ length: nodes }, (_, index) => {
      return { from: index, to: [(index + 1) % nodes], sockets: 1, prefix: `from-${index}-` };
    }),
};

const cases: Case[] = [];
for (const [what, main, plan] of [
  ['1 → 1,000, 50 publishes/s', 'cpu µs/delivery', fanOut],
  ['publishes, 32 in flight a node', 'cpu µs/request', publishes],
] as const) {
  cases.push({ name: `${what}: one node`, main, open: (arena) => open(arena, plan, 1, false) });
  for (const count of hasRedis ? [1, 2, 3] : []) {
    const name = `${what}: ${count} on Redis`;
    cases.push({ name, main, open: (arena) => open(arena, plan, count, true) });
  }
}

export const nodes: Scenario = {
  name: 'nodes',
  about: 'one, two and three nodes on one Redis, beside one without; CPU of all nodes together (needs redis-server)',
  cases,
};
