import type { Arena, Figures, Scenario } from '../case.ts';
import { audited, closedLoopCase, latencies } from '../fan-out.ts';

const members = 11;
const prefix = 'private-room-';

async function openClientEvents({ subject, ms, loader }: Arena): Promise<() => Promise<Figures>> {
  const sockets = loader();
  const session = await sockets.call('session', subject.server, members);
  await sockets.call('connect', session, { sockets: members * 100, prefix, per: members, each: 1 });
  return async () => {
    const before = subject.cpu();
    const said = await sockets.call('clientEvents', session, { prefix, atOnce: 64, per: members, ms, bytes: 128 });
    const settled = await sockets.call('settle', session, said.last, true);
    const cpu = subject.cpu() - before;
    return {
      'cpu µs/delivery': cpu / settled.delivered,
      'cpu µs/event': cpu / said.events,
      'deliveries/s': (settled.delivered / said.micros) * 1e6,
      ...latencies(settled.latency),
      ...audited(settled),
    };
  };
}

/** Whoever publishes waits until it has arrived, and only then says the next: what waits in the server is throughput lost. */
export const closedLoop: Scenario = {
  name: 'closed-loop',
  about:
    '64 events in flight, each until all its subscribers have it; --flag=--coalescing-budget-ms=0 beside it shows what waiting costs',
  cases: [
    closedLoopCase(
      '64 publishes in flight to one subscriber',
      'cpu µs/event',
      { connect: { sockets: 1, prefix: 'news-', per: 1, each: 1 }, publish: { channels: 1, bytes: 128 }, lanes: 64 },
      [{ figure: 'cpu µs/event', most: 1.8 }],
    ),
    closedLoopCase(
      '64 publishes in flight to 100 × 10',
      'cpu µs/event',
      {
        connect: { sockets: 1000, prefix: 'room-', per: 10, each: 1 },
        publish: { channels: 100, bytes: 128 },
        lanes: 64,
      },
      [{ figure: 'cpu µs/event', most: 1.2 }],
    ),
    closedLoopCase('16 publishes in flight to 1,000', 'cpu µs/delivery', {
      connect: { sockets: 1000, prefix: 'news-', per: 1000, each: 1 },
      publish: { channels: 1, bytes: 128 },
      lanes: 16,
    }),
    {
      name: '64 client events in flight on 100 × 11',
      main: 'cpu µs/event',
      targets: [{ figure: 'cpu µs/event', most: 1.15 }],
      open: openClientEvents,
    },
  ],
};
