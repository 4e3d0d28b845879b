import type { Arena, Case, Figures, Scenario, Target } from '../case.ts';

const prefix = 'presence-room-';

function presenceCase(members: number, channels: number, targets: readonly Target[] = []): Case {
  async function open({ subject, ms, loader }: Arena): Promise<() => Promise<Figures>> {
    const sockets = loader();
    const session = await sockets.call('session', subject.server, 1);
    await sockets.call('connect', session, { sockets: members * channels, prefix, per: members, each: 1 });
    return async () => {
      const before = subject.cpu();
      const done = await sockets.call('rejoin', session, { prefix, members, ms });
      const cpu = subject.cpu() - before;
      return {
        'cpu µs/operation': cpu / done.operations,
        'operations/s': (done.operations / done.micros) * 1e6,
        delivered: done.delivered,
        lost: done.lost,
        duplicates: done.duplicates,
      };
    };
  }
  return {
    name: `leave and rejoin, ${members.toLocaleString('en')} members × ${channels}`,
    main: 'cpu µs/operation',
    targets,
    open,
  };
}

export const presence: Scenario = {
  name: 'presence',
  about: 'members leave and come back, one at a time in each channel',
  cases: [
    presenceCase(10, 20),
    presenceCase(50, 4, [{ figure: 'cpu µs/operation', most: 1.15 }]),
    presenceCase(100, 2),
    presenceCase(1000, 1),
  ],
};
