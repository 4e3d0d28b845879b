import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../scripts/system-packages.sh', import.meta.url));

/** The path of a program of the system, installed if need be. Without it the test fails, and says why: it is never left out. */
export function systemProgram(name: string, env: NodeJS.ProcessEnv = process.env): { path: string; said: string } {
  const { status, stdout, stderr } = spawnSync('/bin/bash', [script, name], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`this test needs ${name}: ${stderr}`);
  return { path: stdout.trim(), said: stderr };
}
