import type { Scenario } from '../case.ts';
import { quiet, resident } from '../process.ts';

/** A process that nobody has connected to. The control runs from source, so its figures say nothing here. */
export const empty: Scenario = {
  name: 'empty',
  about: 'a process that nobody has connected to: from its start to listening, and what is resident then',
  cases: [
    {
      name: 'one app, no domains, no Redis',
      main: 'ms to listening',
      targets: [
        { figure: 'ms to listening', most: 250, as: 'itself' },
        { figure: 'MB resident', most: 65, as: 'itself' },
      ],
      fresh: true,
      async open({ subject: { pid, startMs } }) {
        await quiet(pid);
        const bytes = pid === undefined ? Number.NaN : resident(pid);
        return async () => ({ 'ms to listening': startMs, 'MB resident': bytes / 1_048_576 });
      },
    },
  ],
};
