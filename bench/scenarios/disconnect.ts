import type { Arena, Figures, Scenario } from '../case.ts';
import type { Loader } from '../loader.ts';
import { quiet } from '../process.ts';
import type { Subject } from '../subject.ts';

const leaving = 2000;

/** A close costs what the socket held, never what the app holds. */
async function open({ subject, loader }: Arena): Promise<() => Promise<Figures>> {
  const load = loader();
  const [holders, leavers] = [
    await load.call('session', subject.server, 1),
    await load.call('session', subject.server, 1),
  ];
  return async () => {
    await load.call('connect', holders, { sockets: 1, prefix: 'few-', per: 1, each: 100 });
    const few = await cost(subject, load, leavers);
    await load.call('connect', holders, { sockets: 50, prefix: 'many-', per: 1, each: 998 });
    const many = await cost(subject, load, leavers);
    await load.call('disconnect', holders, 51);
    await quiet(subject.pid);
    return { '50,000 ÷ 100': many / few, 'µs with 100': few, 'µs with 50,000': many };
  };
}

async function cost(subject: Subject, load: Loader, session: number): Promise<number> {
  await load.call('connect', session, { sockets: leaving, prefix: 'gone-', per: 4, each: 1 });
  await quiet(subject.pid);
  const before = subject.cpu();
  await load.call('disconnect', session, leaving);
  await quiet(subject.pid);
  return (subject.cpu() - before) / leaving;
}

export const disconnect: Scenario = {
  name: 'disconnect',
  about: 'what a close costs with 100 and with 50,000 other channels in the app',
  cases: [
    {
      name: '2,000 sockets of one channel each',
      main: '50,000 ÷ 100',
      targets: [{ figure: '50,000 ÷ 100', most: 1.1, as: 'itself' }],
      open,
    },
  ],
};
