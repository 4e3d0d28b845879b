import type { Metric, Registry } from 'prom-client';
import { families } from './families.ts';
import type { Family } from './family.ts';
import type { MetricsState } from './state.ts';

export interface MetricsText {
  readonly type: string;
  readonly text: string;
}

/** Gauges, whose names promise counters. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Answers all numbers as they are right now. Who never asks does not even load what writes them. */
export function createMetrics(state: MetricsState): () => Promise<MetricsText> {
  let registry: Promise<Registry> | undefined;
  return async () => {
    registry ??= register(state);
    const all = await registry;
    return { type: all.contentType, text: await all.metrics() };
  };
}

async function register(state: MetricsState): Promise<Registry> {
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const registry = new Registry();
  for (const family of families) registry.registerMetric(asMetric(family, state));
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  return registry;
}

/** Its own metrics keep numbers; ours are elsewhere, so this is only what the registry asks of one. */
function asMetric({ name, help, type, read }: Family, state: MetricsState): Metric {
  const metric = { name, help, type, get: async () => ({ name, help, type, values: read(state), aggregator: 'sum' }) };
  return metric as unknown as Metric;
}
