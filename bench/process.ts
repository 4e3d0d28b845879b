import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** What whoever runs the bench has set is none of the servers' business. */
export const bareEnvironment = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

/** Microseconds of CPU of a process, all threads, since it began. Works for any process of this machine. */
export function cpuMicros(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, tid) => sum + scheduled(`/proc/${pid}/task/${tid}/schedstat`), 0);
  } catch {
    return ticks(pid);
  }
}

/** The scheduler's own count, in nanoseconds. */
const scheduled = (file: string): number => Number(readFileSync(file, 'utf8').split(' ')[0]) / 1000;

/** Where the kernel does not keep it: user and system time in ticks of 10 ms. */
function ticks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Bytes of a process that are in memory. */
export const resident = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** Waits until a process has had nothing to do for a moment. */
export async function quiet(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  const deadline = Date.now() + 20_000;
  for (let calm = 0, before = cpuMicros(pid); calm < 4 && Date.now() < deadline; ) {
    await pause(20);
    const now = cpuMicros(pid);
    calm = now - before < 400 ? calm + 1 : 0;
    before = now;
  }
}

/** The server alone on the first core and the load on the others; nothing where there is one core or no taskset. */
export function pin(pid: number, role: 'server' | 'load'): void {
  const cores = availableParallelism();
  if (cores < 2) return;
  try {
    execFileSync('taskset', ['-a', '-p', '-c', role === 'server' ? '0' : `1-${cores - 1}`, String(pid)], {
      stdio: 'ignore',
    });
  } catch {
    // not Linux, or not allowed: the figures are then a little noisier
  }
}
