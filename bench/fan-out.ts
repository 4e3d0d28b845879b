import type { Arena, Case, Figures, Target } from './case.ts';
import { percentile } from './load/histogram.ts';
import type { Published, PublishPlan } from './load/publish.ts';
import type { ConnectPlan, Settled } from './load/session.ts';

export interface FanOut {
  readonly connect: ConnectPlan;
  readonly publish: Omit<PublishPlan, 'ms' | 'prefix'>;
  readonly lanes: number;
}

/** Publishes over HTTP to subscribers; the base of most scenarios. */
export const fanOutCase = (name: string, main: string, plan: FanOut, targets: readonly Target[] = []): Case => ({
  name,
  main,
  targets,
  async open(arena) {
    const publish = await openFanOut(arena, plan);
    return () => publish();
  },
});

/** As many publishes in flight as lanes, each until all its subscribers have it: what waits anywhere slows the next ones. */
export const closedLoopCase = (name: string, main: string, plan: FanOut, targets: readonly Target[] = []): Case => ({
  name,
  main,
  targets,
  async open({ subject, ms, loader }) {
    const load = loader();
    const session = await load.call('session', subject.server, plan.lanes);
    await load.call('connect', session, plan.connect);
    const publisher = await load.call('publisher', subject.server, plan.lanes);
    const { prefix, per } = plan.connect;
    return async () => {
      const before = subject.cpu();
      const wanted = { ...plan.publish, prefix, ms, deliveries: per };
      const published = await load.call('publishDelivered', session, publisher, wanted);
      const settled = await load.call('settle', session, published.last, false);
      return figuresOf(published, settled, subject.cpu() - before);
    };
  },
});

/** What it answers publishes for a window, at the plan's rate or at another one. */
export async function openFanOut(arena: Arena, plan: FanOut): Promise<(rate?: number) => Promise<Figures>> {
  const { subject, ms } = arena;
  const [subscribers, publishers] = [arena.loader(), arena.loader()];
  const session = await subscribers.call('session', subject.server, plan.lanes);
  await subscribers.call('connect', session, plan.connect);
  const publisher = await publishers.call('publisher', subject.server, plan.lanes);
  return async (rate = plan.publish.rate) => {
    const before = subject.cpu();
    const published = await publishers.call('publish', publisher, {
      ...plan.publish,
      rate,
      prefix: plan.connect.prefix,
      ms,
    });
    const settled = await subscribers.call('settle', session, published.last, false);
    return figuresOf(published, settled, subject.cpu() - before);
  };
}

export const audited = ({ delivered, lost, duplicates, reordered, closed }: Settled): Figures => ({
  delivered,
  lost,
  duplicates,
  reordered,
  closed,
});

export const latencies = (counts: readonly number[]): Figures => ({
  'p50 ms': percentile([...counts], 0.5) / 1000,
  'p90 ms': percentile([...counts], 0.9) / 1000,
  'p99 ms': percentile([...counts], 0.99) / 1000,
  'p99.9 ms': percentile([...counts], 0.999) / 1000,
});

function figuresOf({ requests, events, micros }: Published, settled: Settled, cpu: number): Figures {
  return {
    'cpu µs/delivery': cpu / settled.delivered,
    'cpu µs/event': cpu / events,
    'cpu µs/request': cpu / requests,
    'requests/s': (requests / micros) * 1e6,
    'deliveries/s': (settled.delivered / micros) * 1e6,
    'frames/read': settled.delivered / settled.reads,
    'cpu share': cpu / micros,
    ...latencies(settled.latency),
    ...audited(settled),
  };
}
