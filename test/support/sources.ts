import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Source files by their path from the top of the repository, comments taken out. */
export type Sources = ReadonlyMap<string, string>;

const top = new URL('../../', import.meta.url);

export function readSources(...folders: string[]): Sources {
  const found = new Map<string, string>();
  for (const folder of folders) {
    const start = fileURLToPath(new URL(folder, top));
    if (!existsSync(start)) continue;
    for (const entry of readdirSync(start, { recursive: true, withFileTypes: true })) {
      const path = `${entry.parentPath}/${entry.name}`;
      if (!entry.isFile() || !/\.(ts|js|mjs)$/.test(path)) continue;
      found.set(path.slice(fileURLToPath(top).length), withoutComments(readFileSync(path, 'utf8')));
    }
  }
  return found;
}

/** Lines keep their numbers. `//` right behind a colon is an address in a text. */
export const withoutComments = (text: string): string =>
  text.replace(/^\s*\/\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*$/gm, '$1');

export interface Import {
  readonly from: string;
  /** A path from the top of the repository, or a package's name. */
  readonly to: string;
}

const specifier = /(?:\bfrom|\bimport|\bimport\(|\brequire\(|\(import\.meta\.url\)\()\s*'([^']+)'/g;

/** What each file asks for: types, values, packages and required files alike. */
export function readImports(sources: Sources): Import[] {
  return [...sources].flatMap(([from, text]) =>
    [...text.matchAll(specifier)].map(([, name = '']) => ({
      from,
      to: name.startsWith('.') ? posix.join(posix.dirname(from), name) : name,
    })),
  );
}

/** Each line that matches, as `file:line`. */
export function findLines(sources: Sources, pattern: RegExp): { file: string; at: string }[] {
  return [...sources].flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [{ file, at: `${file}:${index + 1}` }] : [])),
  );
}
