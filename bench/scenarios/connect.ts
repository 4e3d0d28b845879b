import type { Arena, Figures, Scenario } from '../case.ts';

const openWith =
  (prefix: string) =>
  async ({ subject, ms, loader }: Arena): Promise<() => Promise<Figures>> => {
    const sockets = loader();
    const session = await sockets.call('session', subject.server, 1);
    return async () => {
      const before = subject.cpu();
      const { connects, micros } = await sockets.call('churn', session, { prefix, channels: 100, ms, atOnce: 32 });
      return { 'cpu µs/connect': (subject.cpu() - before) / connects, 'connects/s': (connects / micros) * 1e6 };
    };
  };

export const connect: Scenario = {
  name: 'connect',
  about: 'connect, subscribe, be gone, 32 at a time',
  cases: [
    {
      name: 'private channel',
      main: 'cpu µs/connect',
      targets: [{ figure: 'cpu µs/connect', most: 2 }],
      open: openWith('private-room-'),
    },
    { name: 'public channel', main: 'cpu µs/connect', open: openWith('room-') },
  ],
};
