import t from 'tap';
import { createTapReport } from '../scripts/tap-report.ts';

function readAll(tap: string) {
  const report = createTapReport();
  const printed = tap.split('\n').flatMap((line) => report.read(line));
  return { passed: report.passed, failed: report.failed, files: report.files, printed };
}

t.test('assertions are counted, tests and files are not', async (t) => {
  const tap = `TAP version 14
# Subtest: test/a.test.ts
    # Subtest: adds
        ok 1 - one
        ok 2 - two
        1..2
    ok 1 - adds # time=1.5ms
    1..1
ok 1 - test/a.test.ts # time=1.25s
1..1`;
  t.same(readAll(tap), {
    passed: 2,
    failed: 0,
    files: [{ name: 'test/a.test.ts', ms: 1250 }],
    printed: ['ok       1.3 s  test/a.test.ts'],
  });
});

t.test('a failed assertion counts once and is shown with its place and its details', async (t) => {
  const tap = `# Subtest: test/a.test.ts
    # Subtest: adds
        not ok 1 - should be \\#2
          ---
          diff: |
            -2
            ok 7 - not a result
          ...
        ok 2 - two
    not ok 1 - adds # time=1ms
      ---
      at: elsewhere
      ...
not ok 1 - test/a.test.ts # time=2ms`;
  t.same(readAll(tap), {
    passed: 1,
    failed: 1,
    files: [{ name: 'test/a.test.ts', ms: 2 }],
    printed: [
      'FAILED  ›  test/a.test.ts  ›  adds  ›  should be #2',
      '    diff: |',
      '      -2',
      '      ok 7 - not a result',
      'not ok   0.0 s  test/a.test.ts',
    ],
  });
});

t.test('what ended badly without an assertion counts, and so does what was left out', async (t) => {
  t.match(readAll('# Subtest: test/a.test.ts\n    ok 1 - one\nnot ok 1 - test/a.test.ts'), { passed: 1, failed: 1 });
  t.match(readAll('# Subtest: a\n    # Subtest: b\n        ok 1 - one\nnot ok 1 - a'), { passed: 1, failed: 1 });
  t.match(readAll('ok 1 - later # SKIP no time'), { passed: 0, failed: 1 });
  t.match(readAll('not ok 1 - later # TODO'), { passed: 0, failed: 1 });
  t.match(readAll('# Subtest: a\n    ok 1 - later # SKIP\nok 1 - a'), { passed: 0, failed: 1 });
});
