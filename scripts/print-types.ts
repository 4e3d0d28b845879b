import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';

interface Schema {
  [key: string]: unknown;
  title?: string;
  properties?: unknown;
  required?: string[];
}

const folder = new URL('../protocol/', import.meta.url);
const target = new URL('../src/protocol/types/', import.meta.url);

/** Which file has a name: one name, one type, whichever schema it stands in. */
const taken = new Map<string, string>();

/** A schema's root and its definitions, by title. */
function readDefinitions(file: string): Record<string, Schema> {
  const { $defs, ...root } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  const found: Record<string, Schema> = {};
  for (const [key, schema] of Object.entries<Schema>({ [root.title]: root, ...$defs })) {
    if (schema.title !== key) throw new Error(`${file}: $defs/${key} expects the title "${key}"`);
    if (taken.has(key)) throw new Error(`${file}: ${key} is defined in ${taken.get(key)} too`);
    taken.set(key, file);
    found[key] = reduce(schema) as Schema;
  }
  return found;
}

/** Leaves of a schema what a type can say well; the rest is for ajv alone. */
function reduce(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reduce);
  if (!isSchema(value)) return value;
  if (Object.keys(value).every((key) => key === 'description')) return { ...value, tsType: 'unknown' };
  const kept = Object.entries(value).filter(([key, child]) => !isKeyChoice(key, child) && !unprinted.has(key));
  const reduced: Schema = Object.fromEntries(kept.map(([key, child]) => [key, reduce(child)]));
  const properties = value.properties;
  if (!isSchema(properties)) return reduced;
  const reducedProperties = Object.entries(properties).map(([name, property]) => [name, reduce(property)]);
  return { ...reduced, properties: Object.fromEntries(reducedProperties), required: alwaysThere(value, properties) };
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unprinted = new Set(['$schema', '$id', 'contentMediaType', 'contentSchema', 'minItems']);

/** "This key or that one" has no readable form in TypeScript. */
const isKeyChoice = (key: string, value: unknown): boolean =>
  key === 'anyOf' && Array.isArray(value) && value.every((branch) => isSchema(branch) && 'required' in branch);

/** The types describe what has passed the check: there, a key with a default has a value. */
function alwaysThere(schema: Schema, properties: Schema): string[] {
  const withDefault = Object.keys(properties).filter((key) => 'default' in (properties[key] as Schema));
  return [...new Set([...(schema.required ?? []), ...withDefault])];
}

/** The printer's own lines start at the margin. */
function indent(text: string): string {
  let depth = 0;
  const lines = text.split('\n').map((line) => {
    if (line.startsWith('}')) depth -= 1;
    const indented = line === '' ? '' : '  '.repeat(depth) + line;
    if (line.endsWith('{')) depth += 1;
    return indented;
  });
  return lines.join('\n');
}

/** The types of one schema file: its root and its definitions. */
async function print(file: string): Promise<string> {
  const definitions = readDefinitions(file);
  const names = Object.keys(definitions);
  // One schema that mentions them all makes the printer reach each of them once; its own type is cut out again.
  const everything = {
    title: 'Everything',
    type: 'object' as const,
    properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }])),
    $defs: definitions,
  };
  const printed = await compile(everything, 'Everything', {
    additionalProperties: false,
    bannerComment: '',
    format: false,
  });
  const text = printed
    .replace(/^export interface Everything \{[^}]*\}\n/m, '')
    .replace(/^(\}|export type .*)\n(?=\/\*\*)/gm, '$1\n\n')
    .trim();
  const exported = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map((match) => match[1]);
  if (exported.sort().join() !== names.sort().join())
    throw new Error(`${file}: wanted ${names.join()}, printed ${exported.join()}`);
  return `// Printed from protocol/${file} by \`npm run print\`. Edits here are lost.\n\n${indent(text)}\n`;
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.schema.json'))
  .map((name) => name.replaceAll('\\', '/'));
if (files.length === 0) throw new Error('protocol/ has no *.schema.json');
for (const file of files.sort()) {
  const name = file.replace('.schema.json', '.ts');
  const into = new URL(name, target);
  const text = await print(file);
  if (!process.argv.includes('--check')) {
    mkdirSync(new URL('.', into), { recursive: true });
    writeFileSync(into, text);
  } else if (!existsSync(into) || readFileSync(into, 'utf8') !== text) {
    console.error(`src/protocol/types/${name} is stale: run npm run print`);
    process.exitCode = 1;
  }
}
