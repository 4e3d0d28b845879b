import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { countsPerSecond, crowd } from '../../subscription-count.ts';
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
  'publish',
  'commit',
  'sign',
  'watch',
  'connections',
  'missed',
  'holdings',
  'channels',
  'counts',
  'read',
] as const;

export type ScriptName = (typeof names)[number];

export interface Script {
  readonly sha: string;
  readonly lua: string;
}

export type Scripts = ReadonlyMap<ScriptName, Script>;

const read = (name: string): string => readFileSync(new URL(`../lua/${name}.lua`, import.meta.url), 'utf8');

/** The scripts as Redis gets them: the settings, what they share, the script. */
export function readScripts({ lease, hold, timeout, renew, backlog }: RedisSettings): Scripts {
  const overdue = Math.max(renew / 5, 50);
  const settings = { lease, hold, done: timeout * 4, overdue, crowd, countSpacing: 1000 / countsPerSecond, ...backlog };
  const pairs = Object.entries(settings).map(([name, value]) => `${name} = ${Math.round(value)}`);
  const prelude = `local settings = { ${pairs.join(', ')} }\n${read('lib')}`;
  return new Map(
    names.map((name): [ScriptName, Script] => {
      const lua = `${prelude}\n${read(name)}`;
      return [name, { lua, sha: createHash('sha1').update(lua).digest('hex') }];
    }),
  );
}
