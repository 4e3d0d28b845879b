import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Done, Wanted } from './attack-child.ts';

export interface Attackers {
  /** Attacks from now on, in place of what it did before. */
  attack(wanted: Wanted): Promise<void>;
  /** Ends the attack, and answers what was done in it. */
  stop(): Promise<Done>;
}

const child = fileURLToPath(new URL('attack-child.ts', import.meta.url));

/** A process of attackers, as they would be; they come back when they are cut off. */
export async function startAttackers(t: Test): Promise<Attackers> {
  const attackers = fork(child, { execArgv: ['--import=tsx'] });
  t.teardown(() => attackers.kill('SIGKILL'));
  await once(attackers, 'message');
  async function turnTo(wanted: Wanted): Promise<Done> {
    const answered = once(attackers, 'message');
    attackers.send(wanted);
    return (await answered)[0] as Done;
  }
  return {
    attack: async (wanted) => void (await turnTo(wanted)),
    stop: () => turnTo({ port: 0, names: [], attackers: 0 }),
  };
}
