import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Test } from 'tap';
import { systemProgram } from '../nodes/system-program.ts';

export interface TestRedis {
  /** Where it is reached: a socket in a folder of its own. */
  readonly url: string;
  /** Somebody to ask it with. */
  readonly client: Redis;
  readonly pid: number;
  /** Ends it hard, and starts it again with what it has on disk, or with nothing. */
  restart(how?: { readonly empty?: boolean }): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops and continues the process. */
  pause(): void;
  resume(): void;
}

/** A real Redis of this test's own. */
export async function testRedis(t: Pick<Test, 'teardown'>, ...options: string[]): Promise<TestRedis> {
  const { path: program } = systemProgram('redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'carillon-redis-'));
  const socket = join(folder, 'redis.sock');
  let child: ChildProcess | undefined;
  const client = new Redis(socket, {
    lazyConnect: true,
    protocol: 2,
    disableClientInfo: true,
    retryStrategy: () => 20,
  });
  client.on('error', () => {}); // it is stopped and started

  async function start(): Promise<void> {
    const common = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--daemonize', 'no'];
    const started = spawn(program, [...common, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      started.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (/ready to accept connections/i.test(said)) resolve();
      });
      started.on('error', reject);
      started.on('exit', () => reject(new Error(`redis-server ended: ${said}`)));
    });
  }

  async function kill(): Promise<void> {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    const ended = new Promise((resolve) => ending.on('exit', resolve));
    ending.kill('SIGKILL');
    await ended;
  }

  t.teardown(async () => {
    client.disconnect();
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  await client.connect();
  return {
    url: socket,
    client,
    get pid() {
      return child?.pid ?? 0;
    },
    start,
    kill,
    async restart({ empty = false } = {}) {
      await kill();
      if (empty) execFileSync('rm', ['-rf', join(folder, 'appendonlydir'), join(folder, 'dump.rdb')]);
      await start();
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  };
}
