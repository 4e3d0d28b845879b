import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Test } from 'tap';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const top = fileURLToPath(new URL('../../../', import.meta.url));
export const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

/** From source, and without what a test has no time for: what a block says is run as it stands. */
const prelude = `set -e
npm() { case "$*" in ci) ;; start) exec node --import=${tsx} ${main} start ;; *) command npm "$@" ;; esac; }
node() { if [ "$1" = dist/cli/main.js ]; then shift; command node --import=${tsx} ${main} "$@"; else command node "$@"; fi; }
`;

export interface Shell {
  readonly child: ChildProcess;
  /** What it has printed, and in the end its status. */
  readonly ended: Promise<{ status: number | null; stdout: string; stderr: string }>;
  /** Settles with what the pattern finds; fails when it ends without. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

/** A shell that is given a block, in a folder and with these variables alone. */
export function runShell(t: Test, text: string, env: Record<string, string> = {}, cwd = top): Shell {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('bash', ['-c', prelude + text], {
    cwd,
    detached: true, // what it starts is in its group, and ends with it
    env: { PATH, HOME, NODE_OPTIONS: `--import=${tsx}`, ...env },
  });
  let [stdout, stderr] = ['', ''];
  const more = new EventTarget();
  const said = (): boolean => more.dispatchEvent(new Event('more'));
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    said();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([status]) => {
    said();
    return { status: status as number | null, stdout, stderr };
  });
  t.teardown(async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
  });
  async function printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(stdout);
      if (found !== null) return found;
      if (child.exitCode !== null) throw new Error(`it ended without ${pattern}:\n${stdout}\n${stderr}`);
      await once(more, 'more');
    }
  }
  return { child, ended, printed };
}

type Body = (...values: unknown[]) => Promise<unknown>;
const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => Body;

/** A piece of a page's script: what it imports are the real packages unless given, and these names are there already. */
export async function runScript(text: string, given: Record<string, unknown>): Promise<unknown> {
  const names = new Map<string, unknown>();
  for (const [, name = '', from = ''] of text.matchAll(/^import (\w+) from '([^']+)';$/gm))
    names.set(name, ((await import(from)) as { default: unknown }).default);
  for (const [name, value] of Object.entries(given)) names.set(name, value);
  const code = text.replace(/^import .*$/gm, '').replaceAll('import.meta.env', 'viteEnv');
  return new AsyncFunction(...names.keys(), code)(...names.values());
}

/** `NAME=value`, one a line. */
export const variablesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
