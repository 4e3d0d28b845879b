import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Done, Wanted } from './attack-child.ts';

export interface Attacking {
  /** Ends them all, and answers what they did. */
  stop(): Promise<Done>;
}

const child = fileURLToPath(new URL('attack-child.ts', import.meta.url));

/** Attackers in a process of their own, as they would be; they come back when they are cut off. */
export async function attack(t: Test, wanted: Wanted): Promise<Attacking> {
  const attackers = fork(child, [JSON.stringify(wanted)], { execArgv: ['--import=tsx'] });
  t.teardown(() => attackers.kill('SIGKILL'));
  await once(attackers, 'message');
  return {
    async stop() {
      attackers.send('done?');
      const [done] = (await once(attackers, 'message')) as [Done];
      attackers.kill('SIGKILL');
      await once(attackers, 'close');
      return done;
    },
  };
}
