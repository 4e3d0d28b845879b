import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs the Dockerfile's own steps without Docker, as far as they go: each stage is a folder, COPY copies, RUN runs on this
 * machine's Node and Debian instead of the image's. Then the last stage's server is started and asked by its own health check,
 * and stopped with SIGTERM. Not tried: the base image, the user, the layers.
 */
interface Stage {
  readonly root: string;
  workdir: string;
  readonly env: Record<string, string>;
}

const top = fileURLToPath(new URL('../', import.meta.url));
const world = mkdtempSync(join(tmpdir(), 'docker-steps-'));
const stages = new Map<string, Stage>();
const context = copyContext();
const commands: Record<string, string[]> = {};
let stage: Stage | undefined;

try {
  const text = readFileSync(join(top, 'Dockerfile'), 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ');
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) step(line);
  await tryServer();
} finally {
  rmSync(world, { recursive: true, force: true });
}

function step(line: string): void {
  const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
  console.log(`\n${line}`);
  if (word === 'FROM') return begin(rest);
  const here = current();
  if (word === 'WORKDIR') here.workdir = rest;
  else if (word === 'COPY') copy(here, rest.split(/\s+/));
  else if (word === 'RUN') run(here, rest);
  else if (word === 'ENV') Object.assign(here.env, Object.fromEntries([rest.split('=')]));
  else if (word === 'ENTRYPOINT' || word === 'CMD') commands[word] = JSON.parse(rest) as string[];
  else if (word === 'HEALTHCHECK') commands[word] = JSON.parse(rest.slice(rest.indexOf('['))) as string[];
  else if (word === 'USER' || word === 'EXPOSE') console.log('  (not tried)');
  else throw new Error(`${word}: this script does not know such a step`);
}

function begin(rest: string): void {
  const name = / AS (\S+)$/.exec(rest)?.[1] ?? 'last';
  stage = { root: join(world, name), workdir: '/', env: {} };
  mkdirSync(stage.root);
  stages.set(name, stage);
}

function current(): Stage {
  if (stage === undefined) throw new Error('the Dockerfile: expected a FROM first');
  return stage;
}

function inside({ root, workdir }: Stage, path: string): string {
  return join(root, path.startsWith('/') ? path : join(workdir, path));
}

function copy(here: Stage, words: string[]): void {
  const to = inside(here, words.pop() ?? '');
  mkdirSync(to, { recursive: true });
  const named = /^--from=(.*)/.exec(words[0] ?? '')?.[1];
  const from = named === undefined ? context : stages.get(named);
  if (from === undefined) throw new Error(`there is no stage ${named}`);
  for (const word of named === undefined ? words : words.slice(1)) {
    const source = inside(from, word);
    // A folder's content goes into the target, a file beside what is there.
    cpSync(source, statSync(source).isDirectory() ? to : join(to, basename(source)), { recursive: true });
  }
}

/** The build context: what git keeps is what .dockerignore lets through. */
function copyContext(): Stage {
  const root = join(world, 'context');
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: top, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of files) cpSync(join(top, file), join(root, file));
  return { root, workdir: '/', env: {} };
}

function run(here: Stage, command: string): void {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...here.env };
  const { status } = spawnSync(command, { shell: true, cwd: inside(here, '.'), env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}

async function tryServer(): Promise<void> {
  const here = current();
  const env = { PATH: process.env['PATH'], ...here.env, CARILLON_PORT: String(await freePort()) };
  const options = {
    cwd: inside(here, '.'),
    env,
    stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'],
  };
  const start = [...(commands['ENTRYPOINT'] ?? []), ...(commands['CMD'] ?? [])];
  console.log(`\n${start.join(' ')}   (CARILLON_PORT=${env.CARILLON_PORT})`);
  const [program = '', ...args] = start;
  const server = spawn(program, args, options);
  try {
    await serving(server);
    const [check = '', ...checkArgs] = commands['HEALTHCHECK'] ?? [];
    console.log(`  health: ${execFileSync(check, checkArgs, { ...options, encoding: 'utf8' }).trim()}`);
    const size = execFileSync('du', ['-sh', inside(here, '.')], { encoding: 'utf8' }).split('\t')[0];
    console.log(`  size above the base image: ${size}`);
  } finally {
    server.kill('SIGTERM');
  }
  const status = await new Promise((resolve) => server.once('exit', resolve));
  if (status !== 0) throw new Error(`on SIGTERM it ended with ${status}`);
  console.log('  SIGTERM: ended with 0');
}

function serving(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Carillon serves')) resolve();
    });
    server.once('exit', (status) => reject(new Error(`the server ended with ${status}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
