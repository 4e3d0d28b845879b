import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Wanted } from './crowd-child.ts';

const child = fileURLToPath(new URL('crowd-child.ts', import.meta.url));

/** Connections of one user, in a process of their own; answers when all are in. */
export async function crowd(t: Test, wanted: Wanted): Promise<{ gone: Promise<unknown> }> {
  const there = fork(child, [JSON.stringify(wanted)], { execArgv: ['--import=tsx'] });
  t.teardown(() => there.kill('SIGKILL'));
  await once(there, 'message');
  return { gone: once(there, 'message') };
}
