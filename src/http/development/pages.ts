import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The example pages as they were built, by path below /examples/. */
export type Pages = ReadonlyMap<string, { readonly type: string; readonly body: string }>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Read once, at start, and in the development default alone. */
export function readPages(): Pages {
  const folder = fileURLToPath(new URL('../../../dist/examples/', import.meta.url));
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => extname(file) in types);
  return new Map(
    files.map((file) => {
      const page = { type: types[extname(file)] ?? '', body: readFileSync(`${folder}/${file}`, 'utf8') };
      return [file.replaceAll('\\', '/'), page];
    }),
  );
}
