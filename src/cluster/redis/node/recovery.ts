import type { App } from '../../../apps/app.ts';
import type { Command, Reply } from '../io/command.ts';
import type { Send } from '../io/command-queue.ts';
import type { Count, LocalChannel, LocalMember, LocalState } from '../presence/local-state.ts';
import { setCounts, signs, watches } from '../presence/script-args.ts';

export interface RecoveryParts {
  readonly local: LocalState;
  readonly app: () => App;
  /** Tells how many connections there are, where there are any. */
  readonly connectionsCommand: () => Command | undefined;
  readonly onReply: (reply: Reply) => void;
}

/** A lease of this node in an app, and what was found with it. */
export interface Acquired {
  readonly connections: readonly string[];
  /** Redis had all of this node before, and has it again. */
  readonly isRestored: boolean;
  /** It had come back empty: nobody was told that anybody left, so nobody was told of a return. */
  readonly wasEmpty: boolean;
}

/** Takes a new lease, and restores under it all that Redis had of this node. */
export function createRecovery({ local, app, connectionsCommand, onReply }: RecoveryParts) {
  let had: string | undefined;

  function restoration(silent: boolean): Command[] {
    const connections = connectionsCommand();
    const commands = [
      ...[...local.channels.values()].flatMap((channel) => socketCommands(app(), channel, silent)),
      ...known(local.signedIn).map(([userId, { applied }]): Command => {
        return { script: 'sign', args: () => signs(userId, applied, silent) };
      }),
      ...known(local.watched).map(([userId, { applied }]): Command => {
        return { script: 'watch', args: () => watches([[userId, applied]]) };
      }),
      ...(connections === undefined ? [] : [connections]),
    ];
    return commands.map((command) => ({ ...command, after: onReply }));
  }

  /** Undefined: the connection broke, or Redis refused. */
  return async (send: Send, holder: string): Promise<Acquired | undefined> => {
    let reply: Reply = [];
    const after = (answer: Reply): void => {
      reply = answer;
    };
    // The first holder's name is as good a name as any for this life of the app's keys.
    if (!(await send([{ script: 'acquire-lease', args: () => ({ holder, epoch: holder }), after }]))) return undefined;
    const epoch = String(reply[2]);
    const isRestored = had !== undefined;
    const wasEmpty = isRestored && epoch !== had;
    if (!(await send(restoration(wasEmpty)))) return undefined;
    had = epoch;
    return { connections: reply[3] as string[], isRestored, wasEmpty };
  };
}

/** What Redis had of the channel, and nothing that still waits. */
function socketCommands(app: App, channel: LocalChannel, silent: boolean): Command[] {
  const { name, count, members } = channel;
  if (count.applied <= 0) return [];
  const present = [...members.values()].filter((member) => member.count.applied > 0);
  return (present.length === 0 ? [undefined] : present).map((member: LocalMember | undefined) => {
    const its = member && { member: member.member, sockets: member.count.applied };
    const how = { mode: silent ? 'silent' : '', quiet: member?.quiet ?? false } as const;
    const args = setCounts(app, { name, sockets: count.applied, member: its, ...how });
    return { script: 'set-counts', args: () => args };
  });
}

const known = (users: ReadonlyMap<string, Count>): [string, Count][] =>
  [...users].filter(([, { applied }]) => applied > 0);
