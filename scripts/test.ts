import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judge, readRules, readTap } from './check-spec.ts';

/** Runs tap on what it is given and says in the end what a person and a machine want to know. */
const { rules, files } = readArguments(process.argv.slice(2));
const tap = await run(files);
const results = [...tap.matchAll(/^(not )?ok \d+ - (\S+)(?: # time=([\d.]+)(ms|s|m))?/gm)];
const assertions = [...tap.matchAll(/^ +(not )?ok\b(?!.*# (?:SKIP|TODO))/gm)];
const failures = [...tap.matchAll(/^ *not ok\b.*$/gm)].map((match) => match[0].trim());

const slowest = results
  .map(([, , file = '', time = '0', unit]) => ({
    file,
    ms: Number(time) * (unit === 'ms' ? 1 : unit === 's' ? 1e3 : 6e4),
  }))
  .sort((a, b) => b.ms - a.ms)
  .slice(0, 10);
console.log('\nThe slowest files');
for (const { file, ms } of slowest) console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`);

let failed = failures.length;
if (rules) failed += reportRules(tap);
for (const line of failures) console.log(line);
console.log(`${assertions.length - assertions.filter(([, not]) => not !== undefined).length} passed, ${failed} failed`);
process.exitCode = failed > 0 || results.length === 0 ? 1 : 0;

/** `--rules`: every rule of SPEC.md must be proven by this run. */
function readArguments(given: string[]): { rules: boolean; files: string[] } {
  return { rules: given.includes('--rules'), files: given.filter((one) => one !== '--rules').map(pattern) };
}

/** A folder stands for every test below it. */
function pattern(one: string): string {
  return one.endsWith('.ts') ? one : `${one.replace(/\/$/, '')}/**/*.test.ts`;
}

function reportRules(text: string): number {
  const all = readRules(readFileSync(new URL('../protocol/SPEC.md', import.meta.url), 'utf8'));
  const { unproven, unknown } = judge(all, readTap(text));
  for (const rule of unproven) console.log(`[${rule}] of protocol/SPEC.md has no passed test with an assertion`);
  for (const title of unknown) console.log(`"${title}" carries a number that protocol/SPEC.md does not have`);
  console.log(`\n${all.length - unproven.length} of ${all.length} rules proven`);
  return unproven.length + unknown.length;
}

/** What tap prints; failures are shown as they come. */
function run(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const bin = fileURLToPath(new URL('../node_modules/.bin/tap', import.meta.url));
    const child = spawn(bin, ['--reporter=tap', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      process.stdout.write(chunk.replace(/^(?! *not ok|ok ).*\n/gm, ''));
    });
    child.on('error', reject);
    child.on('close', (code) =>
      resolve(code === 0 || /^not ok/m.test(text) ? text : `${text}\nnot ok - tap ended with ${code}\n`),
    );
  });
}
