import { parseArgs } from 'node:util';
import { listKeys } from '../config/keys.ts';
import type { Given } from '../config/load.ts';
import { readEnvironment } from '../config/load.ts';
import { type CommandName, type Described, described, isCommand, type OwnOption } from './described.ts';

/** A command line that says nothing we know. */
export class UsageError extends Error {}

export interface Command {
  readonly name: CommandName;
  readonly args: readonly string[];
  readonly own: Own;
  readonly given: Given;
}

/** What stands in its own options. */
export interface Own {
  readonly app?: string;
  readonly user?: string;
  readonly json?: boolean;
  readonly resend?: boolean;
  readonly kind?: string;
  readonly channel?: string;
  readonly event?: string;
  readonly socket?: string;
  readonly at?: string;
}

const ownTypes = {
  app: 'string',
  user: 'string',
  json: 'boolean',
  resend: 'boolean',
  kind: 'string',
  channel: 'string',
  event: 'string',
  socket: 'string',
  at: 'string',
} as const;

/** Every setting is a flag too, so `--port 80` is the same as CARILLON_PORT=80. */
export function readCommand(argv: string[]): Command {
  const settings = listKeys().map(({ flag }) => [flag, { type: 'string' }] as const);
  const own = Object.entries(ownTypes).map(([name, type]) => [name, { type }] as const);
  const options = {
    ...Object.fromEntries([...settings, ...own]),
    config: { type: 'string', short: 'c' },
    domains: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' },
  } as const;
  const { values, positionals } = parse(argv, options);
  const { config, help, version, domains, ...rest } = values as Record<string, string | boolean | undefined>;
  const [first = 'help', ...args] = positionals;
  const given = { file: config as string | undefined, env: readEnvironment(), flags: flagsOf(rest, domains) };
  if (version === true) return { name: 'version', args: [], own: {}, given };
  if (help === true) return { name: 'help', args: isCommand(first) ? [first] : [], own: {}, given };
  if (!isCommand(first)) throw new UsageError(`there is no command "${first}"; see carillon --help.`);
  const found = Object.fromEntries(Object.entries(rest).filter(([name]) => name in ownTypes));
  checkOwn(first, args, Object.keys(found) as OwnOption[]);
  return { name: first, args, own: found, given };
}

/** What is left are settings, and the short name of the one that somebody wants at once. */
function flagsOf(rest: Record<string, unknown>, domains: unknown): Record<string, string> {
  const flags = Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in ownTypes)));
  return (domains === undefined ? flags : { ...flags, 'app-defaults-domains': domains }) as Record<string, string>;
}

function checkOwn(name: CommandName, args: readonly string[], own: readonly OwnOption[]): void {
  const { words, options }: Described = described[name];
  if (args.length > words) throw new UsageError(`${name} takes no "${args[words]}"; see carillon --help.`);
  const strange = own.find((option) => !options.includes(option));
  if (strange !== undefined) throw new UsageError(`${name} takes no --${strange}; see carillon ${name} --help.`);
}

function parse(args: string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args, allowPositionals: true, ...(options === undefined ? {} : { options }) });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]}; see carillon --help.`);
  }
}
