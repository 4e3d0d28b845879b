import { isDeepStrictEqual } from 'node:util';
import type { CheckedConfig } from './check.ts';
import { listKeys } from './keys.ts';

/** [L22] The keys that differ and that only a start reads, by their dotted names. */
export const keysForRestart = (before: CheckedConfig, after: CheckedConfig): string[] =>
  listKeys()
    .filter(({ restart, path }) => restart && !isDeepStrictEqual(valueAt(before, path), valueAt(after, path)))
    .map(({ path }) => path.join('.'));

const valueAt = (config: CheckedConfig, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], config);
