import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { always } from '../../../channels/ports/rooms.ts';
import { countsPerSecond, crowd } from '../../subscription-count.ts';
import { controlFeed, keyEnd } from './keys.ts';
import { readHead } from './script-head.ts';
import type { RedisSettings } from './settings.ts';

const names = [
  'acquire-lease',
  'renew',
  'fence-node',
  'forget-node',
  'drain-holder',
  'release-lease',
  'due-facts',
  'set-counts',
  'set-many',
  'publish',
  'commit',
  'sign',
  'watch',
  'connections',
  'missed',
  'last-serials',
  'holdings',
  'channels',
  'counts',
  'read',
] as const;

export type ScriptName = (typeof names)[number];

/** By the names in the script's head; of the last there may be any number. */
export type ScriptArgs = Readonly<Record<string, string | readonly string[]>>;

export interface Script {
  readonly sha: string;
  readonly lua: string;
  /** It takes what lib/lease.lua does. */
  readonly isFenced: boolean;
  /** In the order that the script has them; `speaker` has what lib/lease.lua takes. */
  order(args: ScriptArgs, speaker: ScriptArgs): string[];
}

export type Scripts = Readonly<Record<ScriptName, Script>>;

/** A busy process is so late by itself, and was not away for it. */
const latenessMs = 250;

/** How long Redis knows of a holder that it is over, so that who was it can tell this from being unheard of. */
const remembered = 7 * 24 * 3600 * 1000;

const read = (name: string): string => readFileSync(new URL(`../lua/${name}.lua`, import.meta.url), 'utf8');
const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];

/** The scripts as Redis gets them: the settings, keys and arguments by name, the libraries that they use, the script. */
export function readScripts({ lease, hold, timeout, renew, backlog }: RedisSettings): Scripts {
  const overdue = Math.max(renew / 5, 50);
  const countSpacing = 1000 / countsPerSecond;
  const away = Math.min(lease, renew + Math.max(renew / 2, latenessMs));
  const own = { always, lease, hold, done: timeout * 4, overdue, away, remembered, crowd, countSpacing };
  const numbers = Object.entries({ ...own, ...backlog });
  const fields = [
    ...numbers.map(([name, value]) => `${name} = ${Math.round(value)}`),
    `controlFeed = '${controlFeed}'`,
  ];
  const settings = `local settings = { ${fields.join(', ')} }`;
  return Object.fromEntries(names.map((name) => [name, readScript(name, settings)])) as Record<ScriptName, Script>;
}

function readScript(name: ScriptName, settings: string): Script {
  const sources = [...libraries([name]), name].map((one) => read(one));
  const heads = sources.map(readHead);
  const keys = unique(heads.flatMap((head) => head.keys));
  const args = heads.flatMap((head) => head.args);
  const rest = heads.at(-1)?.rest;
  const lua = [
    settings,
    // Handed over once, with the script: a call carries the tag alone, which costs a node a quarter less.
    table('keys', keys, (key) => `KEYS[1] .. '${keyEnd(key)}'`),
    table('arg', args, (_, index) => `ARGV[${index + 1}]`),
  ];
  if (rest !== undefined) lua.push(`local rest = ${args.length + 1}`);
  const text = [...lua, ...sources].join('\n');
  return {
    sha: createHash('sha1').update(text).digest('hex'),
    lua: text,
    isFenced: args.includes('number'),
    order: (given, speaker) => orderArgs(name, args, rest, given, speaker),
  };
}

/** What the script uses, and what that uses, each once and behind what it needs. */
function libraries(of: readonly string[]): string[] {
  const own = of.flatMap((name) => readHead(read(name)).uses.map((library) => `lib/${library}`));
  return unique(['lib/base', ...own.flatMap((library) => [...libraries([library]), library])]);
}

const table = (name: string, fields: readonly string[], value: (field: string, index: number) => string): string =>
  `local ${name} = { ${fields.map((field, index) => `${field} = ${value(field, index)}`).join(', ')} }`;

/** Hot path: once a command. */
function orderArgs(
  script: string,
  names: readonly string[],
  rest: string | undefined,
  given: ScriptArgs,
  speaker: ScriptArgs,
): string[] {
  const args: string[] = [];
  for (const name of names) {
    const value = given[name] ?? speaker[name];
    if (typeof value !== 'string') throw new Error(`${script}.lua: expected ${name}, got none`);
    args.push(value);
  }
  const more = rest === undefined ? undefined : given[rest];
  return Array.isArray(more) ? args.concat(more) : args;
}
