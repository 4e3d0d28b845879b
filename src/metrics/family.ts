import type { AppNumbers } from '../channels/app-numbers.ts';
import type { Histogram } from '../histogram.ts';
import type { MetricsState } from './state.ts';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Where it is another than the family's. */
  readonly metricName?: string;
}

/** Numbers of one name, and how they are read. */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly read: (state: MetricsState) => Sample[];
}

export type Read = (state: MetricsState) => number;

const named =
  (type: Family['type']) =>
  (name: string, help: string, read: Family['read']): Family => ({
    name: `carillon_${name}`,
    type,
    help,
    read,
  });

export const counters = named('counter');
export const gauges = named('gauge');

export const counter = (name: string, help: string, read: Read): Family => counters(name, help, one(read));
export const gauge = (name: string, help: string, read: Read): Family => gauges(name, help, one(read));

const one =
  (read: Read): Family['read'] =>
  (state) => [{ labels: {}, value: read(state) }];

/** One sample an app. */
export const perApp =
  (read: (app: AppNumbers) => number): Family['read'] =>
  ({ apps }) =>
    apps().map((app) => ({ labels: { app: app.id }, value: read(app) }));

/** One sample for each kind of an app that was counted. */
export const perKind =
  (read: (app: AppNumbers) => ReadonlyMap<string, number>, ...names: string[]): Family['read'] =>
  ({ apps }) =>
    apps().flatMap((app) => kinds(read(app), names, { app: app.id }));

/** The words of a kind are the values of the labels. */
export const kinds = (
  tally: ReadonlyMap<string, number>,
  names: readonly string[],
  more: Sample['labels'] = {},
): Sample[] =>
  Array.from(tally, ([kind, value]) => {
    const words = kind.split(' ');
    const own = names.map((name, index): [string, string] => [name, words[index] ?? 'other']);
    return { labels: { ...more, ...Object.fromEntries(own) }, value };
  });

/** One sample for each of these, told apart by the label. */
export const labelled =
  (label: string, reads: Readonly<Record<string, Read>>): Family['read'] =>
  (state) =>
    Object.entries(reads).map(([value, read]) => ({ labels: { [label]: value }, value: read(state) }));

/** Kept in ms, told in seconds. */
export function histogram(name: string, help: string, read: (state: MetricsState) => Histogram | undefined): Family {
  const family = named('histogram');
  return family(name, help, (state) => {
    const found = read(state);
    return found === undefined ? [] : samplesOf(`carillon_${name}`, found);
  });
}

function samplesOf(name: string, { bounds, counts, sum }: Histogram): Sample[] {
  let count = 0;
  const buckets = counts.map((more, group): Sample => {
    count += more;
    const bound = bounds[group];
    const le = bound === undefined ? '+Inf' : String(bound / 1000);
    return { metricName: `${name}_bucket`, labels: { le }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, value: sum / 1000 },
    { metricName: `${name}_count`, labels: {}, value: count },
  ];
}
