import t from 'tap';
import { judge, readRules, twice } from '../scripts/check-spec.ts';
import { createTapReport, type Test } from '../scripts/tap-report.ts';

function readTap(tap: string): readonly Test[] {
  const report = createTapReport();
  for (const line of tap.split('\n')) report.read(line);
  return report.tests;
}

const proving = (tap: string): string[] =>
  readTap(tap)
    .filter((test) => test.proves)
    .map((test) => test.title);

// As tap writes it.
const passed = `TAP version 14
1..1
# Subtest: test/a.test.ts
    # Subtest: [X1] holds \\# and \\\\
        ok 1 - should be equal
        1..1
    ok 1 - [X1] holds \\# and \\\\ # time=4.2ms
    
    1..1
ok 1 - test/a.test.ts # time=51.4ms
`;

t.test('a passed test with an assertion proves its rule', async (t) => {
  t.same(proving(passed), ['[X1] holds # and \\', 'test/a.test.ts']);
  t.same(judge(['X1'], readTap(passed)), { unproven: [], unknown: [] });
});

t.test('a failed test proves nothing, and what its diagnostics quote is not read', async (t) => {
  const tap = `# Subtest: test/a.test.ts
    # Subtest: [X1] breaks
        ok 1 - should be equal
        not ok 2 - one is two
          ---
          source: |
            # Subtest: [X2] quoted
                ok 1 - quoted
            ok 1 - [X2] quoted
          ...
        
        1..2
    not ok 1 - [X1] breaks # time=21.2ms
      ---
      at:
        lineNumber: 12
      ...
    
    # Subtest: [X3] comes after
        ok 1 - should be equal
        1..1
    ok 2 - [X3] comes after # time=1ms
    
    1..2
not ok 1 - test/a.test.ts # time=51.4ms
`;
  t.same(proving(tap), ['[X3] comes after']);
  t.same(judge(['X1', 'X2', 'X3'], readTap(tap)).unproven, ['X1', 'X2']);
});

t.test('skipped and todo tests prove nothing', async (t) => {
  const tap = `# Subtest: test/a.test.ts
    ok 1 - [X1] later # SKIP
    ok 2 - [X2] later # SKIP no time
    ok 3 - [X3] later # TODO
    # Subtest: [X4] asserts nothing but a skip
        ok 1 - left out # SKIP
        1..1
    ok 4 - [X4] asserts nothing but a skip # time=0.3ms
    
    1..4
ok 1 - test/a.test.ts # time=5ms
`;
  t.same(proving(tap), []);
  t.same(judge(['X1', 'X2', 'X3', 'X4'], readTap(tap)).unproven, ['X1', 'X2', 'X3', 'X4']);
});

t.test('a test without an assertion proves nothing', async (t) => {
  const tap = `# Subtest: test/a.test.ts
    # Subtest: [X1] is empty
        1..0
    ok 1 - [X1] is empty # time=0.3ms
    
    1..1
ok 1 - test/a.test.ts # time=5ms
`;
  t.same(proving(tap), []);
});

t.test('a number that no rule has is named', async (t) => {
  const { unproven, unknown } = judge(['X2'], readTap(passed));
  t.same(unproven, ['X2']);
  t.same(unknown, ['[X1] holds # and \\']);
});

t.test('assertions of tests within a test count, and each title proves its own rules', async (t) => {
  const tap = `# Subtest: test/a.test.ts
    # Subtest: [X1][X2] around
        # Subtest: [X3] [X4] within
            ok 1 - should be equal
            1..1
        ok 1 - [X3] [X4] within # time=1.6ms
        
        # Subtest: [X5] within, broken
            not ok 1 - should be equal
            1..1
        not ok 2 - [X5] within, broken # time=1.6ms
        
        1..2
    not ok 1 - [X1][X2] around # time=3.4ms
    
    # Subtest: [X6] around
        # Subtest: within
            ok 1 - should be equal
            1..1
        ok 1 - within # time=1.6ms
        
        1..1
    ok 2 - [X6] around # time=3.4ms
    
    1..2
not ok 1 - test/a.test.ts # time=5ms
`;
  t.same(judge(['X1', 'X2', 'X3', 'X4', 'X5', 'X6'], readTap(tap)).unproven, ['X1', 'X2', 'X5']);
});

t.test('an assertion alone is no test, and a test that never ended proves nothing', async (t) => {
  const tap = `# Subtest: test/a.test.ts
    ok 1 - [X1] an assertion
    # Subtest: [X2] dies
        ok 1 - should be equal
not ok 1 - test/a.test.ts # time=5ms
# Subtest: test/b.test.ts
    # Subtest: [X3] lives
        ok 1 - should be equal
        1..1
    ok 1 - [X3] lives # time=1ms
    
    1..1
ok 2 - test/b.test.ts # time=5ms
`;
  t.same(proving(tap), ['[X3] lives', 'test/b.test.ts']);
});

t.test('rules are read from the beginnings of lines', async (t) => {
  t.same(readRules('**X1** one\n\nsee **X9**\n**X2** two, and\n**not** a rule\n'), ['X1', 'X2']);
});

t.test('a rule that stands twice is named', async (t) => {
  t.same(twice(['X1', 'X2', 'X1']), ['X1']);
});
