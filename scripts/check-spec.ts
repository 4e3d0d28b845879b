import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A test of the run, as far as the rules are concerned. */
export interface Test {
  title: string;
  /** Passed, ran, and made at least one assertion, its own or in a test within it. */
  proves: boolean;
}

export interface Verdict {
  /** Rules that no test proves. */
  unproven: string[];
  /** Titles with a number that no rule has. */
  unknown: string[];
}

const point = /^( *)(not )?ok\b(?: \d+)?(?: - )?(.*)$/;
const subtest = /^( *)# Subtest(?:: (.*))?$/;
const directive = / # (?:SKIP|TODO)\b/i;
const ruleInTitle = /\[([A-Z]\d+)\]/g;
const ruleInSpec = /^\*\*([A-Z]\d+)\*\*/gm;

/** Diagnostics quote source code and output, which may look like TAP: they are taken out first. */
function* withoutDiagnostics(tap: string): Generator<string> {
  let end: string | undefined;
  for (const line of tap.split(/\r?\n/)) {
    if (end !== undefined) {
      if (line === end) end = undefined;
    } else if (/^ *---$/.test(line)) end = line.replace('---', '...');
    else yield line;
  }
}

interface Open {
  depth: number;
  assertions: number;
}

/** The tests in what tap prints: `# Subtest: title`, its lines four deeper, then its result at its own depth. */
export function readTap(tap: string): Test[] {
  const tests: Test[] = [];
  const open: Open[] = [];
  for (const line of withoutDiagnostics(tap)) {
    const begun = subtest.exec(line);
    const result = point.exec(line);
    if (begun !== null) open.push({ depth: begun[1]?.length ?? 0, assertions: 0 });
    else if (result !== null) end(result, open, tests);
  }
  return tests;
}

/** A result ends the test that is open at its depth; without one it is an assertion, or a test that was not run. */
function end([, spaces = '', not, rest = '']: RegExpExecArray, open: Open[], tests: Test[]): void {
  const depth = spaces.length;
  // What is still open further in never got a result: its process died.
  while ((open.at(-1)?.depth ?? 0) > depth) open.pop();
  const notRun = directive.test(rest);
  const passed = not === undefined && !notRun;
  const ended = open.at(-1)?.depth === depth ? open.pop() : undefined;
  const assertions = passed ? (ended?.assertions ?? 1) : 0;
  const around = open.at(-1);
  if (around !== undefined) around.assertions += assertions;
  if (ended !== undefined || notRun) tests.push({ title: titleOf(rest), proves: assertions > 0 });
}

/** Without the time or the directive behind it, and without tap's escapes. */
const titleOf = (rest: string): string => rest.replace(/ # (?:time=|SKIP|TODO).*$/i, '').replace(/\\([\\#])/g, '$1');

const rulesOf = (title: string): string[] => [...title.matchAll(ruleInTitle)].map((match) => match[1] ?? '');

export const readRules = (spec: string): string[] => [...spec.matchAll(ruleInSpec)].map((match) => match[1] ?? '');

export function judge(rules: string[], tests: Test[]): Verdict {
  const known = new Set(rules);
  const proven = new Set(tests.filter((test) => test.proves).flatMap((test) => rulesOf(test.title)));
  const strange = tests.filter((test) => rulesOf(test.title).some((rule) => !known.has(rule)));
  return {
    unproven: rules.filter((rule) => !proven.has(rule)),
    unknown: [...new Set(strange.map((test) => test.title))],
  };
}

function main(files: string[]): void {
  const rules = readRules(readFileSync(new URL('../protocol/SPEC.md', import.meta.url), 'utf8'));
  const tests = files.flatMap((file) => readTap(readFileSync(file, 'utf8')));
  const twice = rules.filter((rule, index) => rules.indexOf(rule) !== index);
  const { unproven, unknown } = judge(rules, tests);
  for (const rule of twice) console.error(`[${rule}] stands twice in protocol/SPEC.md`);
  for (const rule of unproven) console.error(`[${rule}] has no passed test with an assertion`);
  for (const title of unknown) console.error(`"${title}" carries a number that protocol/SPEC.md does not have`);
  console.log(`${rules.length - unproven.length} of ${rules.length} rules are proven by ${tests.length} tests`);
  if (rules.length === 0 || twice.length + unproven.length + unknown.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
