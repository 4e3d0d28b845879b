import type { Arena, Figures, Scenario } from '../case.ts';
import { audited, latencies } from '../fan-out.ts';

const members = 11;
const prefix = 'private-room-';

async function open({ subject, ms, loader }: Arena): Promise<() => Promise<Figures>> {
  const sockets = loader();
  const session = await sockets.call('session', subject.server, members);
  await sockets.call('connect', session, { sockets: members * 20, prefix, per: members, each: 1 });
  return async () => {
    const before = subject.cpu();
    const said = await sockets.call('clientEvents', session, { prefix, rate: 1000, per: members, ms, bytes: 128 });
    const settled = await sockets.call('settle', session, said.last, true);
    const cpu = subject.cpu() - before;
    return {
      'cpu µs/delivery': cpu / settled.delivered,
      'cpu µs/event': cpu / said.events,
      'events/s': (said.events / said.micros) * 1e6,
      ...latencies(settled.latency),
      ...audited(settled),
    };
  };
}

export const clientEvents: Scenario = {
  name: 'client-events',
  about: 'client events on private channels of 11 members',
  cases: [
    {
      name: '20 channels × 11 members, 1,000 events/s',
      main: 'cpu µs/delivery',
      targets: [{ figure: 'cpu µs/delivery', most: 1.15 }],
      open,
    },
  ],
};
