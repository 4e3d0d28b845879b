import type { ErrorObject, ValidateFunction } from 'ajv';
import type { AppEntry, AppSettings, Config } from '../protocol/types/config.ts';
import { describeEndpointError } from './endpoint.ts';
import { expected, type SchemaNode } from './keys.ts';
import { describeRedisError } from './redis-url.ts';
import { shown } from './shown.ts';
import * as validators from './validator.ts';

/** A configuration nobody can start with. Its message is one sentence for the operator. */
export class ConfigError extends Error {}

/** An app with every setting filled in. */
export type AppConfig = Pick<AppEntry, 'id' | 'key' | 'secret' | 'tokens'> & AppSettings;
export type CheckedConfig = Omit<Config, 'apps'> & { apps: AppConfig[] };

const isConfig = validators.isConfig as unknown as ValidateFunction<Config>;

/** Where a value came from, by its dotted key: shown in complaints. */
export type Sources = ReadonlyMap<string, string>;

/** The one door for configuration: complains in a sentence, or answers a complete configuration. */
export function check(value: unknown, sources: Sources = new Map()): CheckedConfig {
  if (!isConfig(value)) throw new ConfigError(describeError(isConfig.errors?.[0], sources));
  const apps = value.apps.map((app) => withDefaults(app, value.appDefaults));
  const config: CheckedConfig = { ...value, apps };
  checkRedis(config.cluster);
  checkApps(config.apps);
  checkEndpoints('appDefaults', config.appDefaults);
  config.apps.forEach((app, index) => void checkEndpoints(`apps.${index}`, app));
  return config;
}

function withDefaults(app: AppEntry & Partial<AppSettings>, base: AppSettings): AppConfig {
  return { ...base, ...app, limits: { ...base.limits, ...app.limits } };
}

function checkRedis({ redis }: Config['cluster']): void {
  const wrong = redis === null ? undefined : describeRedisError(redis);
  if (wrong !== undefined) throw new ConfigError(`cluster.redis: ${wrong}`);
}

/** Ids and keys name one app each. */
function checkApps(apps: AppConfig[]): void {
  const ids = new Map<string, number>();
  const keys = new Map<string, number>();
  apps.forEach((app, index) => {
    const first = ids.get(app.id);
    if (first !== undefined)
      throw new ConfigError(`apps.${index}.id: "${app.id}" is the id of apps.${first} too; give each app its own.`);
    ids.set(app.id, index);
    for (const { key } of [app, ...(app.tokens ?? [])]) {
      const owner = keys.get(key);
      if (owner !== undefined)
        throw new ConfigError(`apps.${index}.key: "${key}" is a key of apps.${owner} too; give each app its own.`);
      keys.set(key, index);
    }
  });
}

function checkEndpoints(path: string, { webhooks }: AppSettings): void {
  webhooks.forEach((endpoint, index) => {
    const wrong = describeEndpointError(endpoint);
    if (wrong !== undefined) throw new ConfigError(`${path}.webhooks.${index}.${wrong}`);
  });
}

function describeError(error: ErrorObject | undefined, sources: Sources): string {
  if (error === undefined) return 'The configuration is not valid.';
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const params = error.params as Record<string, string>;
  const inside = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys((error.parentSchema as SchemaNode).properties ?? {}).join(', ');
    return `${inside(params['additionalProperty'] ?? '')}: there is no such key; expected one of ${known}.`;
  }
  if (error.keyword === 'required') return `${inside(params['missingProperty'] ?? '')}: got nothing, expected a text.`;
  const from = sources.get(path);
  const nested = isNested(error.parentSchema as SchemaNode);
  const got = `${shown(path, error.data, nested)}${from === undefined ? '' : ` (from ${from})`}`;
  const asJson = nested && from !== undefined && /^(CARILLON_|--)/.test(from) ? ' as JSON' : '';
  return `${path || 'The configuration'}: got ${got}, expected ${expectedAt(error)}${asJson}.`;
}

const isNested = ({ type }: SchemaNode): boolean => type === 'array' || type === 'object';

function expectedAt(error: ErrorObject): string {
  const schema = error.parentSchema as SchemaNode;
  if (error.keyword === 'minLength') return `at least ${schema.minLength} characters`;
  if (error.keyword === 'maxLength') return `at most ${schema.maxLength} characters`;
  const quoted =
    error.keyword === 'type' && schema.type === 'string' && typeof error.data === 'number' ? ' (put it in quotes)' : '';
  return `${expected(schema)}${quoted}`;
}
