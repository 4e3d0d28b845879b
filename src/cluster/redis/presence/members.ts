import type { App } from '../../../apps/app.ts';
import type { Joined, Member } from '../../../channels/ports.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import * as encode from '../../../protocol/encode.ts';
import { isCounted } from '../../subscription-count.ts';
import type { Command, Reply } from '../io/command-queue.ts';
import { unquoted } from '../io/keys.ts';
import type { Count, LocalChannel, LocalMember, LocalState } from './local-state.ts';
import { holds } from './script-args.ts';

type Greeting = readonly [serial: string, last: string, roster: string[], subscribers: number, kept: string | null];

/** A join that Redis has taken. */
export interface Welcome {
  readonly joined: Joined;
  /** What has to be handed over before it is answered. */
  readonly last: number;
}

export function readWelcome(app: App, held: LocalChannel, greeting: Greeting): Welcome {
  const [serial, last, flat, subscribers, kept] = greeting;
  const roster = [];
  for (let at = 0; at < flat.length; at += 2)
    roster.push({ id: encode.memberText(unquoted(flat[at] ?? '""'), undefined).id, entry: flat[at + 1] ?? '' });
  return {
    joined: {
      serial: Number(serial),
      roster: held.kind.presence ? roster : undefined,
      last: held.kind.cache ? kept : undefined,
      count: isCounted(app, held.kind) ? subscribers : undefined,
    },
    last: Number(last),
  };
}

/** What is asked back with a join. */
export const askOf = ({ kind }: LocalChannel): string => (kind.cache ? 'cache' : 'greet');

/** A change of what this node holds of a channel: made here at once, said to Redis by its order. */
export interface Change {
  readonly held: LocalChannel;
  readonly user: LocalMember | undefined;
  readonly args: readonly string[];
  /** Redis has taken it. */
  readonly done: () => void;
  /** It did not happen. */
  readonly undo: () => void;
}

/** One socket more. */
export function arrival(
  app: App,
  local: LocalState,
  name: ChannelName,
  member: Member | undefined,
  quiet = false,
): Change {
  const held = local.channel(name);
  const user = member === undefined || !held.kind.presence ? undefined : local.user(held, member);
  const unsay = [held, user].map((one) => one && mark(one.count));
  step(local, 1, held, user);
  if (user !== undefined) user.quiet = quiet;
  const change = say(app, local, held, user, { quiet });
  const takeBack = unsay.map((taken) => taken?.());
  return {
    ...change,
    undo() {
      held.count.desired -= 1;
      if (user !== undefined) user.count.desired -= 1;
      // As if it had never been said.
      for (const back of takeBack) back?.();
      local.tidy(held, user);
    },
  };
}

/** One socket less. */
export function departure(
  app: App,
  local: LocalState,
  held: LocalChannel,
  user: LocalMember | undefined,
  quiet = false,
): Change {
  step(local, -1, held, user);
  return say(app, local, held, user, { mode: user === undefined ? '' : 'leave', quiet });
}

function step(local: LocalState, by: 1 | -1, held: LocalChannel, user: LocalMember | undefined): void {
  local.lined += 1;
  for (const one of [held, user]) {
    if (one === undefined) continue;
    one.count.desired += by;
    one.count.linedAt = local.lined;
  }
}

/** What stands behind it in the line keeps the last word. */
function state(count: Count, since: number): void {
  if (count.linedAt <= since) count.stated = count.desired;
  count.says += 1;
}

/** Remembers what was said; called after something more was, it makes what takes that back, unless others spoke since. */
export function mark(count: Count): () => () => void {
  const before = count.stated;
  return () => {
    const { says } = count;
    return () => {
      if (count.says === says) count.stated = before;
    };
  };
}

/** What is true here now, to be said. `since`: what was put in the line after that stands behind it. */
export function say(
  app: App,
  local: LocalState,
  held: LocalChannel,
  user: LocalMember | undefined,
  how: { readonly mode?: 'leave' | ''; readonly quiet?: boolean; readonly since?: number } = {},
): Change {
  const { since = local.lined, ...rest } = how;
  state(held.count, since);
  if (user !== undefined) state(user.count, since);
  const sockets = held.count.desired;
  const its = user?.count.desired ?? 0;
  const member = user && { member: user.member, sockets: its };
  return {
    held,
    user,
    args: holds(app, { name: held.name, sockets, member, ...rest }),
    done() {
      held.count.applied = sockets;
      if (user !== undefined) user.count.applied = its;
      local.tidy(held, user);
    },
    undo() {},
  };
}

/** Everything that Redis knew of this node, to be said under a new lease. */
export function restoration(app: App, local: LocalState, silent: boolean): Command[] {
  const mode = silent ? 'silent' : '';
  const commands: Command[] = [];
  const add = (held: LocalChannel, user?: LocalMember): void => {
    const member = user && { member: user.member, sockets: user.count.applied };
    const args = holds(app, {
      name: held.name,
      sockets: held.count.applied,
      member,
      mode,
      quiet: user?.quiet ?? false,
    });
    commands.push({ script: 'set-counts', args: () => [...args, ''] });
  };
  for (const held of local.channels.values()) {
    if (held.count.applied <= 0) continue;
    const users = [...held.users.values()].filter(({ count }) => count.applied > 0);
    if (users.length === 0) add(held);
    for (const user of users) add(held, user);
  }
  return commands;
}

/** A step of a room has its version in front of it. */
export const greetingOf = (reply: Reply): Greeting => (Array.isArray(reply[3]) ? reply[3] : reply[4]) as Greeting;
