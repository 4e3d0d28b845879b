import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Runs one suite of tests after the other, shows what they print, and ends with the sum of what they counted:
 *
 *   tsx scripts/suites.ts 'npm test' 'npm run test:slow'
 *
 * Each ends with a line `N passed, M failed`. One that ends badly though nothing failed, or that counts nothing, counts as failed.
 */
interface Count {
  readonly passed: number;
  readonly failed: number;
}

async function run(command: string): Promise<Count> {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  let count: Count | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    count = readCount(line) ?? count;
  }
  const status = await ended;
  const { passed, failed } = count ?? { passed: 0, failed: 0 };
  if (failed > 0 || (status === 0 && count !== undefined)) return { passed, failed };
  console.log(`FAILED  ›  ${command}  ›  ended with ${status}, and ${count === undefined ? 'no count' : 'no failure'}`);
  return { passed, failed: 1 };
}

function readCount(line: string): Count | undefined {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) };
}

const sum = { passed: 0, failed: 0 };
for (const command of process.argv.slice(2)) {
  const { passed, failed } = await run(command);
  sum.passed += passed;
  sum.failed += failed;
}
console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
