import { ConfigError } from '../config/check.ts';
import { NoEngine } from '../transport/no-engine.ts';
import { PortTaken } from '../transport/port-taken.ts';
import { channel, channels } from './channels.ts';
import { type Command, readCommand, UsageError } from './command.ts';
import { close, connections, terminate } from './connections.ts';
import { type CommandName, isCommand } from './described.ts';
import { explain } from './explain.ts';
import { help, helpOf, version } from './help.ts';
import { NoPermission, NotReached, Refused } from './operator.ts';
import { status } from './status.ts';
import { tail } from './tail.ts';
import { trigger } from './trigger.ts';
import { webhooks } from './webhooks.ts';

// sysexits: 64 the command line, 69 cannot do it now, 72 a file of ours does not fit the system, 77 not allowed, 78 the configuration.
const exits: [kind: new (...args: never[]) => Error, status: number][] = [
  [UsageError, 64],
  [PortTaken, 69],
  [NotReached, 69],
  [Refused, 1],
  [NoPermission, 77],
  [NoEngine, 72],
  [ConfigError, 78],
];

/** Does what the command line says, and answers the status to end with. Rejects when we are wrong, not the operator. */
export async function run(args: string[]): Promise<number> {
  try {
    return await obey(readCommand(args));
  } catch (error) {
    const [, exit] = exits.find(([kind]) => error instanceof kind) ?? [];
    if (exit === undefined) throw error;
    console.error(`carillon: ${(error as Error).message}`);
    return exit;
  }
}

/** [L24] Only what serves loads the engine. */
async function obey(command: Command): Promise<number> {
  switch (command.name) {
    case 'start':
      return (await import('./start.ts')).start(command);
    case 'status':
      return status(command);
    case 'check-config':
      return (await import('./check-config.ts')).checkConfig(command);
    case 'trigger':
      return trigger(command);
    case 'channels':
      return channels(command);
    case 'channel':
      return channel(command);
    case 'connections':
      return connections(command);
    case 'terminate':
      return terminate(command);
    case 'close':
      return close(command);
    case 'webhooks':
      return webhooks(command);
    case 'tail':
      return tail(command);
    case 'explain':
      return explain(command);
    case 'version':
      console.log(version());
      return 0;
    case 'help':
      console.log(isCommand(command.args[0] ?? '') ? helpOf(command.args[0] as CommandName) : help());
      return 0;
    default:
      return command.name satisfies never;
  }
}
