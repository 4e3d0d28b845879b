import { createRequire } from 'node:module';

/** The part of JSON Schema that protocol/config.schema.json uses. */
export interface SchemaNode {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  allOf?: { $ref: string }[];
  $ref?: string;
  $defs?: Record<string, SchemaNode>;
  additionalProperties?: boolean;
  /** Ours: only a start reads it, or what is in it. */
  restart?: boolean;
}

/** One setting: where it stands in the file, and its other names. */
export interface Key {
  path: string[];
  env: string;
  flag: string;
  schema: SchemaNode;
  /** Only a start reads it. */
  restart: boolean;
}

export const configSchema = createRequire(import.meta.url)('../../protocol/config.schema.json') as SchemaNode;

/** What a reference into `$defs` stands for; the reference's own description and default win. */
export function resolve({ $ref, allOf, ...own }: SchemaNode): SchemaNode {
  const name = ($ref ?? allOf?.[0]?.$ref)?.replace('#/$defs/', '') ?? '';
  return { ...configSchema.$defs?.[name], ...own };
}

// AppEntry stands open in the schema, because draft 7 cannot close an object that takes its properties from two places.
const settings = resolve({ $ref: '#/$defs/AppSettings' });
const entry = resolve({ $ref: '#/$defs/AppEntry' });
const closedEntry: SchemaNode = { ...entry, properties: { ...entry.properties, ...settings.properties } };
/** What a configuration is checked by; the check is printed from it. */
export const closedSchema: SchemaNode = {
  ...configSchema,
  $defs: { ...configSchema.$defs, AppEntry: { ...closedEntry, additionalProperties: false } },
};

const words = (name: string): string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());

/** Every setting of the schema, in its order. Arrays are one setting each. */
export function listKeys(node: SchemaNode = configSchema, path: string[] = [], wholly = false): Key[] {
  const found: Key[] = [];
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    if (name === '$schema') continue;
    const schema = resolve(child);
    const here = [...path, name];
    const restart = wholly || schema.restart === true;
    if (schema.properties !== undefined && schema.type === 'object') {
      found.push(...listKeys(schema, here, restart));
      continue;
    }
    const all = here.flatMap(words);
    const env = `CARILLON_${all.join('_').toUpperCase()}`;
    found.push({ path: here, env, flag: all.join('-'), schema, restart });
  }
  return found;
}

/** What the schema says when nobody says anything. */
export function defaults(node: SchemaNode = configSchema): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const schema = resolve(child);
    if (schema.type === 'object' && schema.properties !== undefined) result[name] = defaults(schema);
    else if (schema.default !== undefined) result[name] = structuredClone(schema.default);
  }
  return result;
}

/** The words after "expected" in what is said of a wrong value. */
export function expected(schema: SchemaNode): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`;
  const types = ([] as string[]).concat(schema.type ?? 'object');
  const range =
    schema.minimum !== undefined && schema.maximum !== undefined
      ? ` from ${schema.minimum} to ${schema.maximum}`
      : schema.minimum !== undefined
        ? ` of at least ${schema.minimum}`
        : '';
  const names: Record<string, string> = {
    integer: `a whole number${range}`,
    number: `a number${range}`,
    boolean: 'true or false',
    string: schema.pattern === undefined ? 'a text' : `a text of the form ${schema.pattern}`,
    array: 'a list',
    object: 'an object',
    null: 'null',
  };
  return types.map((type) => names[type] ?? type).join(' or ');
}
