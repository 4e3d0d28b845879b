import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';

const top = new URL('../', import.meta.url);

/** What a run of these suites ends with. */
function run(...suites: string[]) {
  const { status, stdout } = spawnSync(process.execPath, ['--import=tsx', 'scripts/suites.ts', ...suites], {
    cwd: top,
    encoding: 'utf8',
  });
  return { status, last: stdout.trimEnd().split('\n').at(-1), stdout };
}

const suite = (passed: number, failed: number): string =>
  `echo "${passed} passed, ${failed} failed"; exit ${failed === 0 ? 0 : 1}`;

t.test('the last line is the sum over all suites, and each shows its own', async (t) => {
  const { status, last, stdout } = run(suite(3, 0), suite(40, 0));
  t.equal(last, '43 passed, 0 failed');
  t.match(stdout, /^3 passed, 0 failed$/m);
  t.equal(status, 0);
});

t.test('one that fails fails the run, and those after it are run and counted all the same', async (t) => {
  const { status, last } = run(suite(3, 2), suite(40, 0), suite(1, 1));
  t.equal(last, '44 passed, 3 failed');
  t.equal(status, 1);
});

t.test('one that ends badly, or counts nothing, has failed', async (t) => {
  const bad = ['exit 0', 'kill -9 $$', 'echo "3 passed, 0 failed"; exit 2'];
  const { status, last, stdout } = run(...bad, suite(40, 0));
  t.equal(last, '43 passed, 3 failed');
  for (const one of bad) t.match(stdout, `FAILED  ›  ${one}`);
  t.equal(status, 1);
  t.equal(run(suite(0, 0)).status, 1, 'nothing was tested');
});

t.test('a clean checkout runs both suites, and nothing after them', async (t) => {
  const lines = readFileSync(new URL('.ci/run', top), 'utf8').trimEnd().split('\n');
  t.equal(lines.at(-1), "npx tsx scripts/suites.ts 'npm test' 'npm run test:slow'");
});
