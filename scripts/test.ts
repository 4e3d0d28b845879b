import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { judge, readRules, twice } from './check-spec.ts';
import { createTapReport, seconds } from './tap-report.ts';

/**
 * Runs tap on what it is given (nothing: all tests but those apart) and says in the end what a person and a machine want to know.
 * `--all`: with the checks before, and afterwards every rule of SPEC.md must be proven by this run, but for those of nodes,
 * which `--nodes` wants proven. In the files behind `--spread` every server is three nodes on a Redis.
 */
const given = process.argv.slice(2);
const top = new URL('../', import.meta.url);
/** Wants a Redis, another program, minutes or a browser: each has a script of its own. */
const apart = ['cluster', 'faults', 'tools', 'browser'];
const flags = given.filter((one) => one.startsWith('--'));
const [named = [], spread = []] = split(given);
const files = (named.length + spread.length > 0 ? named : quick()).map(pattern);
const tap = fileURLToPath(new URL('node_modules/.bin/tap', top));

const all = flags.includes('--all');
const checked = !all || spawnSync('npm', ['run', '--silent', 'check'], { stdio: 'inherit' }).status === 0;
buildTap();
const report = createTapReport();
/** Some files wait for a clock most of their time. The slow ones are of processes with short leases, and want the machine. */
const atOnce = named.length + spread.length > 0 ? 1 : 3;
const statuses = [await run(files), await run(spread.map(pattern), { CARILLON_TEST_NODES: '3' })];
const status = statuses.find((one) => one !== 0);
let failed = report.failed;
if (report.files.length === 0 || (status !== undefined && failed === 0)) {
  console.log(`tap ended with ${status} and ran ${report.files.length} files`);
  failed += 1;
}
console.log('\nThe slowest files');
const slowest = [...report.files].sort((a, b) => b.ms - a.ms).slice(0, 10);
for (const { name, ms } of slowest) console.log(`  ${seconds(ms)}  ${name}`);
if (all) failed += reportRules((rule) => !rule.startsWith('N'));
else if (flags.includes('--nodes')) failed += reportRules((rule) => rule.startsWith('N'));
if (!checked) failed += 1;
if (!checked) console.log('\nFAILED  ›  npm run check, see the top');
console.log(`\n${report.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function quick(): string[] {
  const entries = readdirSync(new URL('test', top), { withFileTypes: true });
  return entries
    .filter((entry) => (entry.isDirectory() ? hasTests(entry.name) : entry.name.endsWith('.test.ts')))
    .map(({ name }) => `test/${name}`);
}

function hasTests(folder: string): boolean {
  const names = readdirSync(new URL(`test/${folder}`, top), { recursive: true, encoding: 'utf8' });
  return !apart.includes(folder) && names.some((name) => name.endsWith('.test.ts'));
}

/** A folder stands for every test below it. */
function pattern(one: string): string {
  return one.endsWith('.ts') ? one : `${one.replace(/\/$/, '')}/**/*.test.ts`;
}

/** tap comes with a TypeScript loader of its own, which .taprc takes out; that wants building once an install. */
function buildTap(): void {
  const built = new URL('node_modules/@tapjs/test/test-built/dist/esm/index.js', top);
  if (readFileSync(built, 'utf8').includes('@tapjs/typescript')) spawnSync(tap, ['build'], { stdio: 'inherit' });
}

/** Those that are run as they are, and those with several nodes. */
function split(all: readonly string[]): string[][] {
  const at = all.indexOf('--spread');
  const parts = at < 0 ? [all] : [all.slice(0, at), all.slice(at)];
  return parts.map((part) => part.filter((one) => !one.startsWith('--')));
}

async function run(files: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<number | null> {
  if (files.length === 0) return 0;
  const env = { ...process.env, ...more };
  const child = spawn(tap, ['--reporter=tap', `--jobs=${atOnce}`, ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    for (const text of report.read(line)) console.log(text);
  });
  return new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
}

function reportRules(isOfThisRun: (rule: string) => boolean): number {
  const every = readRules(readFileSync(new URL('protocol/SPEC.md', top), 'utf8'));
  const rules = every.filter(isOfThisRun);
  const { unproven } = judge(rules, report.tests);
  const { unknown } = judge(every, report.tests);
  console.log(`\n${rules.length - unproven.length} of ${rules.length} rules of protocol/SPEC.md are proven`);
  for (const rule of twice(every)) console.log(`  [${rule}] stands twice`);
  for (const rule of unproven) console.log(`  [${rule}] has no passed test with an assertion`);
  for (const title of unknown) console.log(`  "${title}" carries a number that no rule has`);
  return twice(every).length + unproven.length + unknown.length;
}
