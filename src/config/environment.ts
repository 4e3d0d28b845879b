import { readFileSync } from 'node:fs';
import { ConfigError } from './check.ts';
import { isOfKubernetes } from './kubernetes.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What an operator should know and that is no reason to refuse. */
export type Tell = (level: 'debug' | 'warn', text: string) => void;

/** A variable's text, and the name of what says it. */
export interface Said {
  readonly text: string;
  readonly source: string;
}

const fileEnd = '_FILE';

/** [L23] The variables that are settings: said themselves, or as the file that NAME_FILE names. */
export function readVariables(env: Environment, names: ReadonlySet<string>, tell: Tell): Map<string, Said> {
  const said = new Map<string, Said>();
  for (const [name, text] of Object.entries(env)) {
    if (text === undefined) continue;
    const meant = name.endsWith(fileEnd) ? name.slice(0, -fileEnd.length) : '';
    if (isOfKubernetes(name, text)) tell('debug', `${name} is what Kubernetes says of a service, and was passed over`);
    else if (names.has(name)) said.set(name, { text, source: name });
    else if (names.has(meant)) addFile(said, env, meant, text);
    else refuseUnknown(name);
  }
  return said;
}

function refuseUnknown(name: string): void {
  if (name.startsWith('CARILLON_') && name !== 'CARILLON_CONFIG')
    throw new ConfigError(`${name}: there is no such setting; docs/config.md lists the names.`);
}

function addFile(said: Map<string, Said>, env: Environment, name: string, file: string): void {
  const source = name + fileEnd;
  if (file === '') return;
  if (env[name]) throw new ConfigError(`${source}: got a file while ${name} is set too, expected one of the two.`);
  try {
    said.set(name, { text: readFileSync(file, 'utf8').replace(/\r?\n$/, ''), source });
  } catch (error) {
    throw new ConfigError(`${source}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
