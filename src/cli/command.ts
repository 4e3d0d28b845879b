import { parseArgs } from 'node:util';
import { listKeys } from '../config/keys.ts';
import type { Given } from '../config/load.ts';
import { readEnvironment } from '../config/load.ts';

/** A command line that says nothing we know. */
export class UsageError extends Error {}

const names = ['start', 'status', 'check-config', 'trigger', 'help', 'version'] as const;

export interface Command {
  readonly name: (typeof names)[number];
  readonly args: readonly string[];
  readonly given: Given;
}

/** Every setting is a flag too, so `--port 80` is the same as CARILLON_PORT=80. */
export function readCommand(argv: string[]): Command {
  const settings = listKeys().map(({ flag }) => [flag, { type: 'string' }] as const);
  const options = {
    ...Object.fromEntries(settings),
    config: { type: 'string', short: 'c' },
    domains: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' },
  } as const;
  const { values, positionals } = parse(argv, options);
  const { config, help, version, domains, ...rest } = values as Record<string, string | boolean | undefined>;
  // The short name of the setting one wants at once.
  const flags = domains === undefined ? rest : { ...rest, 'app-defaults-domains': domains };
  const [first = 'help', ...args] = positionals;
  const name = help === true ? 'help' : version === true ? 'version' : names.find((one) => one === first);
  if (name === undefined) throw new UsageError(`there is no command "${first}"; see carillon --help.`);
  if (name !== 'trigger' && args.length > 0)
    throw new UsageError(`${name} takes no "${args[0]}"; see carillon --help.`);
  return {
    name,
    args,
    given: { file: config as string | undefined, env: readEnvironment(), flags: flags as Record<string, string> },
  };
}

function parse(args: string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args, allowPositionals: true, ...(options === undefined ? {} : { options }) });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]}; see carillon --help.`);
  }
}
