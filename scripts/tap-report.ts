/** What is left of a run's TAP, for a person to read and for the rules of SPEC.md to be judged by. */
export interface TapReport {
  /** Takes the next line. Answers what to print of it. */
  read(line: string): string[];
  readonly passed: number;
  readonly failed: number;
  readonly files: readonly { name: string; ms: number }[];
  /** Every test that came to an end, in whatever file. */
  readonly tests: readonly Test[];
}

export interface Test {
  readonly title: string;
  /** Passed, ran, and made at least one assertion, its own or in a test within it. */
  readonly proves: boolean;
}

interface Open {
  readonly depth: number;
  readonly name: string;
  readonly failedBefore: number;
  /** Passed, its own and those of tests within it. */
  assertions: number;
}

const point = /^( *)(not )?ok\b(?: \d+)?(?: - )?(.*)$/;
const subtest = /^( *)# Subtest(?:: (.*))?$/;
const timing = / # time=([\d.]+)(ms|s|m)$/;
const leftOut = / # (?:SKIP|TODO)\b/i;

/** Counts assertions. A test that is left out, or that ended badly without a failed assertion, counts as failed. */
export function createTapReport(): TapReport {
  const open: Open[] = [];
  const files: { name: string; ms: number }[] = [];
  const tests: Test[] = [];
  let passed = 0;
  let failed = 0;
  let details: { end: string; show: boolean } | undefined;
  let showNext = false;

  return {
    get passed() {
      return passed;
    },
    get failed() {
      return failed;
    },
    files,
    tests,
    read(line) {
      if (details !== undefined) return readDetails(line);
      const begun = subtest.exec(line);
      const result = point.exec(line);
      if (/^ *---$/.test(line)) details = { end: line.replace('---', '...'), show: showNext };
      else if (begun !== null) begin(begun);
      else if (result !== null) return readResult(result);
      return [];
    },
  };

  function begin([, spaces = '', name = '']: RegExpExecArray): void {
    open.push({ depth: spaces.length, name, failedBefore: failed, assertions: 0 });
  }

  /** The block below a result: what was expected, and where. It may quote what looks like TAP. */
  function readDetails(line: string): string[] {
    const { end, show } = details ?? { end: '', show: false };
    if (line === end) details = undefined;
    return show && line !== end && line.trim() !== '' ? [`    ${line.slice(end.length - 3)}`] : [];
  }

  function readResult([, spaces = '', not, rest = '']: RegExpExecArray): string[] {
    const ended = endAt(spaces.length);
    const notRun = leftOut.test(rest);
    const bad = not !== undefined || notRun;
    note(ended, rest, bad, notRun);
    // A test whose assertions were counted does not count once more.
    const counts = ended === undefined || notRun || (bad && failed === ended.failedBefore);
    showNext = counts && bad;
    if (counts) count(bad);
    const shown = showNext ? [['FAILED', ...open.map(({ name }) => name), title(rest)].join('  ›  ')] : [];
    return spaces === '' ? [...shown, endFile(bad, rest)] : shown;
  }

  /** The test that is open at this depth; one further in, whose process died, got no result of its own. */
  function endAt(depth: number): Open | undefined {
    while ((open.at(-1)?.depth ?? 0) > depth) open.pop();
    return open.at(-1)?.depth === depth ? open.pop() : undefined;
  }

  /** A result without an open test is an assertion, or a test that was not run. */
  function note(ended: Open | undefined, rest: string, bad: boolean, notRun: boolean): void {
    const assertions = bad ? 0 : (ended?.assertions ?? 1);
    const around = open.at(-1);
    if (around !== undefined) around.assertions += assertions;
    if (ended !== undefined || notRun) tests.push({ title: title(rest), proves: assertions > 0 });
  }

  function count(bad: boolean): void {
    if (bad) failed += 1;
    else passed += 1;
  }

  function endFile(bad: boolean, rest: string): string {
    const ms = milliseconds(rest);
    files.push({ name: title(rest), ms });
    return `${bad ? 'not ok' : 'ok    '} ${seconds(ms)}  ${title(rest)}`;
  }
}

/** Without the time or the directive behind it, and without tap's escapes. */
const title = (rest: string): string => rest.replace(/ # (?:time=|SKIP|TODO).*$/i, '').replace(/\\([\\#])/g, '$1');

function milliseconds(rest: string): number {
  const [, amount = '0', unit] = timing.exec(rest) ?? [];
  return Number(amount) * (unit === 'm' ? 60_000 : unit === 's' ? 1000 : 1);
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(5)} s`;
