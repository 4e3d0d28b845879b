import type { Arena, Figures, Scenario } from '../case.ts';
import { type FanOut, openFanOut } from '../fan-out.ts';

const plan: FanOut = {
  connect: { sockets: 100, prefix: 'news-', per: 100, each: 1 },
  publish: { channels: 1, bytes: 128 },
  lanes: 8,
};

/** Saturation: as many publishes a second as would fill the first subject's core, one at a time. Found once, holds for all. */
async function open(arena: Arena): Promise<() => Promise<Figures>> {
  const publish = await openFanOut(arena, plan);
  if (!arena.shared.has('rate')) {
    await publish(100);
    const { 'cpu µs/event': micros = 1000 } = await publish(100);
    arena.shared.set('rate', Math.max(10, Math.round(1e6 / micros / 4)));
  }
  const rate = arena.shared.get('rate');
  return () => publish(rate);
}

export const latency: Scenario = {
  name: 'latency',
  about: 'from the call to the read, at a quarter of saturation',
  cases: [
    {
      name: '1 → 100, 128 B, a quarter of saturation',
      main: 'p99 ms',
      targets: [{ figure: 'p99 ms', most: 1.2 }],
      open,
    },
  ],
};
