import { createRequire } from 'node:module';
import { expected, listKeys } from '../config/keys.ts';
import { type CommandName, type Described, described, ownOptions } from './described.ts';

export function version(): string {
  return (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
}

export function help(): string {
  const settings = listKeys().map(({ flag, schema }) => `  --${flag.padEnd(46)} ${expected(schema)}`);
  const commands = Object.values<Described>(described)
    .filter(({ usage }) => usage !== 'help' && usage !== 'version')
    .map(({ usage, about }) => `  carillon ${usage.padEnd(32)} ${about}`);
  return `carillon ${version()}: a broker that speaks the Pusher Channels protocol

Usage
${commands.join('\n')}
  carillon --help, carillon --version

Those that list and close ask the operator's port (admin.host, admin.port, admin.token), and have a --help of their own.

Settings come from defaults, then --config FILE (or CARILLON_CONFIG), then the environment, then flags.
A secret is best put into a file that a variable ending in _FILE names: CARILLON_ADMIN_TOKEN_FILE=/run/secrets/token.
docs/config.md says what each means and how it is called in a file and in the environment.
  --config FILE
${settings.join('\n')}

Status: 0 done, 1 refused by the server or ended by a second signal, 64 wrong command line,
  69 port taken or server not reached, 77 wrong token, 72 no engine for this Node or system, 78 wrong configuration`;
}

/** Of one command that has something to say beside the settings. */
export function helpOf(name: CommandName): string {
  const { usage, about, options, example, operator }: Described = described[name];
  if (example === undefined) return help();
  const own = options.map((option) => `  --${option.padEnd(8)} ${ownOptions[option]}\n`).join('');
  const where = operator
    ? "\nIt asks the operator's port: --admin-host, --admin-port, --admin-token or CARILLON_ADMIN_TOKEN.\n"
    : '';
  return `carillon ${usage}: ${about}\n\n${own}${where}\nExample\n  carillon ${example}`;
}
