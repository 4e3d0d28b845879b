import type { AppList } from './apps/app-list.ts';
import type { Broker } from './channels/broker.ts';
import type { Cluster } from './channels/ports/cluster.ts';
import { activeMs, type Clock } from './clock.ts';
import { maskAddress } from './config/shown.ts';
import { createConsole } from './http/admin/console-stream.ts';
import type { Operator } from './http/admin/operator.ts';
import type { AnswerCounters } from './http/answer-counters.ts';
import type { LagMeter } from './lag.ts';
import { createMetrics } from './metrics/metrics.ts';
import type { MetricsState } from './metrics/state.ts';
import { explain } from './recorder/explain.ts';
import { presentOf } from './recorder/present.ts';
import type { Ring } from './recorder/ring.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

/** The parts that the operator looks at. */
export interface OperatorParts {
  readonly token: string | undefined;
  readonly clock: Clock;
  readonly apps: AppList;
  readonly broker: Broker;
  readonly cluster: Cluster;
  readonly webhooks: Webhooks;
  readonly lag: LagMeter;
  readonly requests: AnswerCounters;
  readonly recorder: Ring | undefined;
  readonly rooms: MetricsState['rooms'];
  readonly coalescing: MetricsState['coalescing'];
  readonly notReady: () => string | undefined;
}

/** What the operator can see and do, put together. */
export function createOperator(parts: OperatorParts): Operator {
  const { token, clock, apps, broker, cluster, webhooks, lag, requests, recorder, rooms, coalescing, notReady } = parts;
  const metrics = createMetrics({
    now: clock.now,
    counters: broker.counters,
    apps: broker.numbers,
    rooms,
    requests,
    webhooks,
    cluster: cluster.counters,
    loop: { lagMs: lag.lag, activeMs },
    coalescing,
  });
  const present = presentOf((appId) => {
    const app = apps.byId(appId);
    return app && broker.runtimeOf(app);
  });
  return {
    token,
    watch: recorder && createConsole(recorder, clock),
    explain: recorder && ((question) => explain(recorder, present, question)),
    apps,
    broker,
    cluster,
    metrics,
    notReady,
    lagMs: lag.lag,
    deadLetters: webhooks.deadLetters,
    sendAgain: webhooks.sendAgain,
    endpoints: (appId) =>
      webhooks.endpoints(appId).map(({ url, waiting, oldestAt, deadLetters }) => {
        const age = Number.isFinite(oldestAt) ? (clock.now() - oldestAt) / 1000 : null;
        return { url: maskAddress(url), waiting, age, dead_letters: deadLetters };
      }),
  };
}
