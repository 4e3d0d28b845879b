import type { Arena, Figures, Scenario } from '../case.ts';
import { quiet } from '../process.ts';

const plan = { sockets: 2000, prefix: 'private-room-', per: 100, each: 2 };

async function open({ subject, loader }: Arena): Promise<() => Promise<Figures>> {
  const load = loader();
  const session = await load.call('session', subject.server, 1);
  await load.call('connect', session, plan);
  return async () => {
    await quiet(subject.pid);
    const before = subject.cpu();
    const micros = await load.call('reconnect', session, plan);
    await quiet(subject.pid);
    return { 'seconds until back': micros / 1e6, 'cpu µs/reconnect': (subject.cpu() - before) / plan.sockets };
  };
}

export const reconnectStorm: Scenario = {
  name: 'reconnect-storm',
  about: 'everybody is cut off and comes back at once',
  cases: [{ name: '2,000 sockets, two private channels each', main: 'cpu µs/reconnect', open }],
};
