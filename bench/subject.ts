import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Server } from './load/client.ts';
import { bareEnvironment, cpuMicros, pin } from './process.ts';

/** A server under test. */
export interface Subject {
  readonly name: string;
  readonly server: Server;
  /** Undefined for a target of which only the address is known. */
  readonly pid: number | undefined;
  /** From its start until it listened. */
  readonly startMs: number;
  cpu(): number;
  /** After a collection; undefined for a foreign process. */
  memory(): Promise<NodeJS.MemoryUsage | undefined>;
  stop(): Promise<void>;
}

/** How a subject is started, as often as a case wants a fresh one. */
export interface SubjectKind {
  readonly name: string;
  start(settings: object): Promise<Subject>;
}

const credentials = { id: 'bench', key: 'bench-key', secret: 'bench-secret' };
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const probe = ['--import', path('probe.mjs')];

/** The settings of a bench: bounds that a load of this kind would meet are out of the way, the rest is as shipped. */
const unbounded = { clientEventsPerSecond: 1e6, subscribesPerSecond: 1e6, presenceMembers: 5000 };

/** A broker from its command line's file: the built one, or the source through tsx. */
export const broker = (name: string, entry: string, flags: readonly string[], profiles?: string): SubjectKind => ({
  name,
  start(settings) {
    const app = { ...credentials, clientEvents: true, activityTimeout: 3600, limits: unbounded, ...settings };
    const more = ['--port', '0', '--host', '127.0.0.1', '--limits-loop-lag', '0', '--log-level', 'error', ...flags];
    const profiled = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
    const source = entry.endsWith('.ts') ? ['--import=tsx'] : [];
    return launch(name, [...profiled, ...source, ...probe, entry, 'start', '--apps', JSON.stringify([app]), ...more]);
  },
});

export const control: SubjectKind = {
  name: 'control',
  start: () => launch('control', ['--import', 'tsx', ...probe, path('control-uws.ts')]),
};

/** A server that runs already, ours or any other that speaks the protocol. */
export const target = (server: Server, pid: number | undefined): SubjectKind => ({
  name: 'target',
  start: async () => ({
    name: 'target',
    server,
    pid,
    startMs: Number.NaN,
    cpu: () => (pid === undefined ? Number.NaN : cpuMicros(pid)),
    memory: async () => undefined,
    stop: async () => {},
  }),
});

async function launch(name: string, args: string[]): Promise<Subject> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: bareEnvironment });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} could not be started`);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await portOf(name, child);
  const startMs = performance.now() - began;
  pin(pid, 'server');
  return {
    name,
    server: { host: '127.0.0.1', port, ...credentials },
    pid,
    startMs,
    cpu: () => cpuMicros(pid),
    memory: () =>
      new Promise((resolve) => {
        child.once('message', (usage) => resolve(usage as NodeJS.MemoryUsage));
        child.send('memory');
      }),
    async stop() {
      child.disconnect(); // the probe ends it, so that a profile gets written
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Every subject prints the address that it serves. */
function portOf(name: string, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const port = /http:\/\/[^\s/]+:(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it served\n${text}`)));
  });
}
