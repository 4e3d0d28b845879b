import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from './check.ts';
import type { Tell } from './environment.ts';
import { holdsSecrets } from './shown.ts';

export type Tree = Record<string, unknown>;

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function readConfigFile(file: string, tell: Tell): Tree {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); expected a JSON file.`);
  }
  if (mistake(text) !== undefined)
    throw new ConfigError(
      `${file}: got something that is not JSON in line ${brokenLine(text)}, expected a JSON object.`,
    );
  const value: unknown = JSON.parse(text);
  if (!isTree(value)) throw new ConfigError(`${file}: got JSON that is no object, expected a JSON object.`);
  if ((statSync(file).mode & readableByAll) !== 0 && holdsSecrets(value))
    tell(
      'warn',
      `${file} holds secrets and may be read by everybody on this machine: chmod 640 or 600, or 0440 as a Kubernetes secret.`,
    );
  return value;
}

const readableByAll = 0o004;

interface Mistake {
  /** The parser does not always say where. */
  position: number | undefined;
  /** What there is so far may be right. */
  atEnd: boolean;
}

/** The parser's own message repeats the text around a mistake, and that may be a secret: only the place is kept. */
function mistake(text: string): Mistake | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const digits = /at position (\d+)/.exec(message)?.[1];
    const position = digits === undefined ? undefined : Number(digits);
    return { position, atEnd: position === text.length || /^(Unexpected end|Unterminated)/.test(message) };
  }
}

/** The line where what stood before it can no longer become JSON. */
function brokenLine(text: string): number {
  const lines = text.split('\n');
  for (const [index] of lines.entries()) {
    const start = lines.slice(0, index + 1).join('\n');
    const found = mistake(start);
    if (found === undefined || found.atEnd) continue;
    return found.position === undefined ? index + 1 : start.slice(0, found.position).split('\n').length;
  }
  return lines.length;
}
