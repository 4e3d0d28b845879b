import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { run } from '../../../src/cli/run.ts';

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

type Environment = Record<string, string>;

const top = fileURLToPath(new URL('../../../', import.meta.url));

/** A `carillon` process of its own, that sees of this environment only what it is given. */
export class CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  readonly #output = new EventTarget();

  constructor(t: Test, args: readonly string[], environment: Environment = {}) {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment };
    this.child = spawn(process.execPath, ['--import=tsx', 'src/cli/main.ts', ...args], { cwd: top, env });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#take('stdout', text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#take('stderr', text));
    this.ended = once(this.child, 'close').then(([status]) => {
      this.#output.dispatchEvent(new Event('more'));
      return { status: status as number | null, stdout: this.stdout, stderr: this.stderr };
    });
    t.teardown(() => this.child.kill('SIGKILL'));
  }

  #take(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#output.dispatchEvent(new Event('more'));
  }

  /** What the pattern finds on standard output, now or later; what stood before `from` is not looked at. */
  async printed(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stdout.slice(from));
      if (found !== null) return found;
      if (this.child.exitCode !== null) throw new Error(`it ended without ${pattern}:\n${this.stdout}\n${this.stderr}`);
      await once(this.#output, 'more');
    }
  }

  /** Does it, and answers what is then logged. */
  async logs(pattern: RegExp, act: () => unknown): Promise<string> {
    const from = this.stdout.length;
    act();
    return (await this.printed(pattern, from))[0];
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
}

/** A command in a process of its own, to its end. */
export const runCli = (t: Test, args: readonly string[], environment?: Environment): Promise<Ended> =>
  new CliProcess(t, args, environment).ended;

/** A command in this process, which is much quicker. One at a time: the console and the environment are everybody's. */
export async function runHere(t: Test, args: readonly string[], environment: Environment = {}): Promise<Ended> {
  const said = { log: '', error: '' };
  const restore = (['log', 'error'] as const).map((name) => {
    const captured = t.capture(console, name, (text: string) => {
      said[name] += `${text}\n`;
    });
    return captured.restore;
  });
  const outside = process.env;
  process.env = { ...environment };
  try {
    return { status: await run([...args]), stdout: said.log, stderr: said.error };
  } finally {
    process.env = outside;
    for (const back of restore) back();
  }
}

/** `carillon start` on a free port, serving. */
export async function startCli(
  t: Test,
  args: readonly string[] = [],
  environment?: Environment,
): Promise<{ cli: CliProcess; port: number }> {
  const cli = new CliProcess(t, ['start', '--port', '0', '--drain-time', '0', ...args], environment);
  const [, port] = await cli.printed(/Carillon serves wss?:\/\/[^ ]*?:(\d+)\/[\s\S]*cluster: '' }\)\n/);
  return { cli, port: Number(port) };
}
