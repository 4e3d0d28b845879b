import { createRequire } from 'node:module';
import { expected, listKeys } from '../config/keys.ts';

export function version(): string {
  return (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
}

export function help(): string {
  const settings = listKeys().map(({ flag, schema }) => `  --${flag.padEnd(46)} ${expected(schema)}`);
  return `carillon ${version()}: a broker that speaks the Pusher Channels protocol

Usage
  carillon start                            serve; with no app configured, a development app on loopback
  carillon status                           does it run, and does it take clients
  carillon check-config                     print the settings in force, secrets masked
  carillon trigger <channel> <event> <json> publish an event to a running server
  carillon --help, carillon --version

Settings come from defaults, then --config FILE (or CARILLON_CONFIG), then the environment, then flags.
A secret is best put into a file that a variable ending in _FILE names: CARILLON_ADMIN_TOKEN_FILE=/run/secrets/token.
docs/config.md says what each means and how it is called in a file and in the environment.
  --config FILE
${settings.join('\n')}

Status: 0 done, 1 refused by the server or ended by a second signal, 64 wrong command line,
  69 port taken or server not reached, 72 no engine for this Node or system, 78 wrong configuration`;
}
