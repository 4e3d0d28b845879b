import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a process has in memory now, and had at most, in bytes; as Linux counts it, so buffers of the engine are in it. */
export function memoryOf({ pid }: ChildProcess): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}
