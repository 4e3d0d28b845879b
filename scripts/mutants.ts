import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Breaks the source on purpose, one small patch at a time in a copy of the tree, and wants a test to notice: one of the rule
 * that the patch's first line names, in a file it names, which is green without the patch.
 *
 *   npm run mutants            every patch of test/mutants
 *   npm run mutants -- 03 17   those whose names begin so
 */
interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly rule: string;
  readonly tests: readonly string[];
}

interface Verdict {
  readonly name: string;
  /** Why it does not count, or undefined when a test turned red. */
  readonly failed?: string;
  readonly told: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'test/mutants');
const copied = ['src', 'test', 'docs', 'scripts', 'protocol', 'package.json', 'tsconfig.json'];
const secondsEach = 30;

function readPatch(file: string): Mutant {
  const name = basename(file, '.patch');
  const [first = ''] = readFileSync(file, 'utf8').split('\n');
  const [, rule, tests] = /^# \[([A-Z]\d+)\] (test\/\S+\.test\.ts(?: test\/\S+\.test\.ts)*)$/.exec(first) ?? [];
  if (rule === undefined || tests === undefined)
    throw new Error(`${name}: its first line expected "# [H1] test/….test.ts"`);
  return { name, file, rule, tests: tests.split(' ') };
}

/** A tree of its own to break: never the one that people work in. */
function copyTree(into: string): string {
  for (const one of copied) cpSync(join(root, one), join(into, one), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(into, 'node_modules'));
  return into;
}

/** What a test file prints, as far as it is wanted; one that hangs is ended. */
function run(tree: string, test: string, enough: (text: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TAP_TIMEOUT: String(secondsEach) };
    const child = spawn(process.execPath, ['--import=tsx', test], { cwd: tree, env, timeout: secondsEach * 2000 });
    let text = '';
    const take = (chunk: string): void => {
      text += chunk;
      if (chunk.includes('not ok') && enough(text)) child.kill();
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}

const redTests = (text: string): string[] =>
  [...text.matchAll(/^ *not ok \d+ - (\[.*?)(?: # time=.*)?$/gm)].map(([, title = '']) => title);

/** What is red in each test file as it is: only the rest can turn red. A file that did not run is not in it. */
async function redBefore(trees: string[], all: Mutant[]): Promise<Map<string, Set<string>>> {
  const before = new Map<string, Set<string>>();
  await inParallel(trees, [...new Set(all.flatMap(({ tests }) => tests))], async (tree, test) => {
    const text = await run(tree, test);
    if (/^ *ok \d+ - \[/m.test(text)) before.set(test, new Set(redTests(text)));
  });
  return before;
}

async function judge(
  tree: string,
  { name, file, rule, tests }: Mutant,
  before: Map<string, Set<string>>,
): Promise<Verdict> {
  const told = `[${rule}] ${tests.join(' ')}`;
  const missing = tests.find((test) => !before.has(test));
  if (missing !== undefined) return { name, told, failed: `${missing} does not run without the patch` };
  try {
    apply(tree, file);
  } catch {
    return { name, told, failed: 'the patch does not apply any more' };
  }
  try {
    for (const test of tests) {
      const isNew = (title: string): boolean => title.includes(`[${rule}]`) && before.get(test)?.has(title) === false;
      const text = await run(tree, test, (soFar) => redTests(soFar).some(isNew));
      if (redTests(text).some(isNew)) return { name, told };
    }
    return { name, told, failed: `no test of ${rule} turned red` };
  } finally {
    cpSync(join(root, 'src'), join(tree, 'src'), { recursive: true }); // a patch without context may be taken back elsewhere
  }
}

const apply = (tree: string, file: string): Buffer =>
  execFileSync('git', ['apply', '--unidiff-zero', file], { cwd: tree, stdio: 'pipe' });

/** Each tree takes the next one when it is done with the last. */
async function inParallel<T>(trees: string[], all: T[], work: (tree: string, one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async (tree: string): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(tree, one);
  };
  await Promise.all(trees.map(worker));
}

async function main(wanted: string[]): Promise<void> {
  const all = readdirSync(folder)
    .filter((name) => name.endsWith('.patch'))
    .filter((name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)))
    .sort()
    .map((name) => readPatch(join(folder, name)));
  const home = mkdtempSync(join(tmpdir(), 'carillon-mutants-'));
  const verdicts: Verdict[] = [];
  try {
    const trees = Array.from({ length: Math.min(2, cpus().length) }, (_, at) => copyTree(join(home, String(at))));
    const before = await redBefore(trees, all);
    await inParallel(trees, all, async (tree, one) => {
      const verdict = await judge(tree, one, before);
      verdicts.push(verdict);
      const { name, told, failed } = verdict;
      console.log(
        `${failed === undefined ? 'red    ' : 'NOT RED'} ${name.padEnd(44)} ${told}${failed === undefined ? '' : `: ${failed}`}`,
      );
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  const failed = verdicts.filter((verdict) => verdict.failed !== undefined);
  console.log(`\n${verdicts.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0 || verdicts.length === 0) process.exitCode = 1;
}

await main(process.argv.slice(2));
