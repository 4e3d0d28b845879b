import { type CheckedConfig, ConfigError, check } from './check.ts';
import { type Environment, readVariables, type Said, type Tell } from './environment.ts';
import { isTree, readConfigFile, type Tree } from './file.ts';
import { defaults, type Key, listKeys, type SchemaNode } from './keys.ts';

export interface Given {
  /** `--config`; else CARILLON_CONFIG. */
  file?: string | undefined;
  env: Environment;
  /** By flag name without dashes in front, e.g. `log-level`. */
  flags?: Readonly<Record<string, string>>;
}

/** defaults ← file ← environment ← flags. Throws ConfigError with a sentence when they make no configuration. */
export function loadConfig(given: Given, tell: Tell = () => {}): CheckedConfig {
  const sources = new Map<string, string>();
  const keys = listKeys();
  const tree = defaults();
  const file = given.file ?? given.env['CARILLON_CONFIG'];
  if (file !== undefined && file !== '') merge(tree, readConfigFile(file, tell), [], sources, file);
  const said = readVariables(given.env, new Set([...keys.map(({ env }) => env), ...appVariables.flat()]), tell);
  for (const key of keys) {
    const { text, source } = said.get(key.env) ?? {};
    if (text !== undefined && source !== undefined) set(tree, key, text, source, sources);
  }
  addApps(tree, said, sources);
  for (const [flag, text] of Object.entries(given.flags ?? {})) {
    const key = keys.find((one) => one.flag === flag);
    if (key === undefined) throw new ConfigError(`--${flag}: there is no such flag; see carillon --help.`);
    set(tree, key, text, `--${flag}`, sources);
  }
  return check(tree, sources);
}

function merge(into: Tree, from: Tree, path: string[], sources: Map<string, string>, source: string): void {
  for (const [name, value] of Object.entries(from)) {
    const here = [...path, name];
    const old = Object.hasOwn(into, name) ? into[name] : undefined;
    if (isTree(old) && isTree(value)) merge(old, value, here, sources, source);
    else {
      Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
      sources.set(here.join('.'), source);
    }
  }
}

function set(tree: Tree, key: Key, text: string, source: string, sources: Map<string, string>): void {
  let node = tree;
  for (const name of key.path.slice(0, -1)) node = node[name] as Tree;
  node[key.path.at(-1) ?? ''] = read(text, key.schema);
  sources.set(key.path.join('.'), source);
}

/** Text becomes what the schema wants; what cannot stays text, and the check complains about it. */
function read(text: string, schema: SchemaNode): unknown {
  const types = ([] as string[]).concat(schema.type ?? 'object');
  if (types.includes('string')) return text === '' && types.includes('null') ? null : text;
  if (types.includes('array') && schema.items?.type === 'string' && !text.trimStart().startsWith('[')) {
    return text.split(',').map((one) => one.trim());
  }
  try {
    return JSON.parse(text);
  } catch {
    return text; // the schema check names the key and this text
  }
}

const appVariables = ['PUSHER_APP', 'REVERB_APP'].map((prefix) => [
  `${prefix}_ID`,
  `${prefix}_KEY`,
  `${prefix}_SECRET`,
]);

/** Laravel's own .env names its app; that one is added, or replaces the file's app of the same id. */
function addApps(tree: Tree, said: ReadonlyMap<string, Said>, sources: Map<string, string>): void {
  for (const names of appVariables) {
    const [id, key, secret] = names.map((name) => said.get(name)?.text || undefined);
    if (id === undefined && key === undefined && secret === undefined) continue;
    const missing = names.find((name) => !said.get(name)?.text);
    if (missing !== undefined)
      throw new ConfigError(
        `${missing}: got nothing, expected a text, as other ${missing.replace(/[A-Z]+$/, '')}… variables are set.`,
      );
    const others = Array.isArray(tree['apps']) ? tree['apps'] : [];
    const replaced = others.find((app) => isTree(app) && app['id'] === id) as Tree | undefined;
    const kept = others.filter((app) => app !== replaced);
    tree['apps'] = [...kept, { ...replaced, id, key, secret }];
    for (const name of names)
      sources.set(
        `apps.${kept.length}.${name.slice('PUSHER_APP_'.length).toLowerCase()}`,
        said.get(name)?.source ?? name,
      );
  }
}

/** The process's environment: nobody else reads it. */
export const readEnvironment = (): Given['env'] => process.env;
