#!/usr/bin/env node
import { ConfigError } from '../config/check.ts';
import { PortTaken } from '../transport/listen.ts';
import { checkConfig } from './check-config.ts';
import { readCommand, UsageError } from './command.ts';
import { help, version } from './help.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { trigger } from './trigger.ts';

// sysexits: 64 the command line, 69 cannot do it now, 78 the configuration.
const exits = { usage: 64, unavailable: 69, config: 78 } as const;

async function run(args: string[]): Promise<number> {
  const command = readCommand(args);
  switch (command.name) {
    case 'start':
      return start(command);
    case 'status':
      return status(command);
    case 'check-config':
      return checkConfig(command);
    case 'trigger':
      return trigger(command);
    case 'version':
      console.log(version());
      return 0;
    case 'help':
      console.log(help());
      return 0;
    default:
      return command.name satisfies never;
  }
}

try {
  // Not by itself: what a leaving server still waits for must not keep the process.
  process.exit(await run(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const known =
    error instanceof ConfigError
      ? exits.config
      : error instanceof UsageError
        ? exits.usage
        : error instanceof PortTaken
          ? exits.unavailable
          : undefined;
  if (known === undefined) throw error;
  console.error(`carillon: ${error.message}`);
  process.exitCode = known;
}
