import type { App } from '../../../apps/app.ts';
import type { Joined, Member } from '../../../channels/ports.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import * as encode from '../../../protocol/encode.ts';
import { isCounted } from '../../subscription-count.ts';
import type { Order, Reply } from '../io/command-queue.ts';
import { unquoted } from '../io/keys.ts';
import type { HeldChannel, HeldUser, Local, Tally } from './local-state.ts';
import { holds } from './script-args.ts';

type Greeting = readonly [serial: string, last: string, roster: string[], subscribers: number, kept: string | null];

/** A join that Redis has taken. */
export interface Welcome {
  readonly joined: Joined;
  /** What has to be handed over before it is answered. */
  readonly last: number;
}

export function readWelcome(app: App, held: HeldChannel, greeting: Greeting): Welcome {
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
export const askOf = ({ kind }: HeldChannel): string => (kind.cache ? 'cache' : 'greet');

/** A change of what this node holds of a channel: made here at once, said to Redis by its order. */
export interface Change {
  readonly held: HeldChannel;
  readonly user: HeldUser | undefined;
  readonly args: readonly string[];
  /** Redis has taken it. */
  readonly done: () => void;
  /** It did not happen. */
  readonly undo: () => void;
}

/** One socket more. */
export function arrival(app: App, local: Local, name: ChannelName, member: Member | undefined, quiet = false): Change {
  const held = local.channel(name);
  const user = member === undefined || !held.kind.presence ? undefined : local.user(held, member);
  const unsay = [held, user].map((one) => one && mark(one.tally));
  step(local, 1, held, user);
  if (user !== undefined) user.quiet = quiet;
  const change = say(app, local, held, user, { quiet });
  const takeBack = unsay.map((taken) => taken?.());
  return {
    ...change,
    undo() {
      held.tally.wanted -= 1;
      if (user !== undefined) user.tally.wanted -= 1;
      // As if it had never been said.
      for (const back of takeBack) back?.();
      local.tidy(held, user);
    },
  };
}

/** One socket less. */
export function departure(
  app: App,
  local: Local,
  held: HeldChannel,
  user: HeldUser | undefined,
  quiet = false,
): Change {
  step(local, -1, held, user);
  return say(app, local, held, user, { mode: user === undefined ? '' : 'leave', quiet });
}

function step(local: Local, by: 1 | -1, held: HeldChannel, user: HeldUser | undefined): void {
  local.lined += 1;
  for (const one of [held, user]) {
    if (one === undefined) continue;
    one.tally.wanted += by;
    one.tally.linedAt = local.lined;
  }
}

/** What stands behind it in the line keeps the last word. */
function state(tally: Tally, since: number): void {
  if (tally.linedAt <= since) tally.stated = tally.wanted;
  tally.says += 1;
}

/** Remembers what was said; called after something more was, it makes what takes that back, unless others spoke since. */
export function mark(tally: Tally): () => () => void {
  const before = tally.stated;
  return () => {
    const { says } = tally;
    return () => {
      if (tally.says === says) tally.stated = before;
    };
  };
}

/** What is true here now, to be said. `since`: what was put in the line after that stands behind it. */
export function say(
  app: App,
  local: Local,
  held: HeldChannel,
  user: HeldUser | undefined,
  how: { readonly mode?: 'leave' | ''; readonly quiet?: boolean; readonly since?: number } = {},
): Change {
  const { since = local.lined, ...rest } = how;
  state(held.tally, since);
  if (user !== undefined) state(user.tally, since);
  const sockets = held.tally.wanted;
  const its = user?.tally.wanted ?? 0;
  const member = user && { member: user.member, sockets: its };
  return {
    held,
    user,
    args: holds(app, { name: held.name, sockets, member, ...rest }),
    done() {
      held.tally.confirmed = sockets;
      if (user !== undefined) user.tally.confirmed = its;
      local.tidy(held, user);
    },
    undo() {},
  };
}

/** Everything that Redis knew of this node, to be said under a new lease. */
export function restoration(app: App, local: Local, silent: boolean): Order[] {
  const mode = silent ? 'silent' : '';
  const orders: Order[] = [];
  const add = (held: HeldChannel, user?: HeldUser): void => {
    const member = user && { member: user.member, sockets: user.tally.confirmed };
    const args = holds(app, {
      name: held.name,
      sockets: held.tally.confirmed,
      member,
      mode,
      quiet: user?.quiet ?? false,
    });
    orders.push({ script: 'set-counts', args: () => [...args, ''] });
  };
  for (const held of local.channels.values()) {
    if (held.tally.confirmed <= 0) continue;
    const users = [...held.users.values()].filter(({ tally }) => tally.confirmed > 0);
    if (users.length === 0) add(held);
    for (const user of users) add(held, user);
  }
  return orders;
}

/** A step of a room has its version in front of it. */
export const greetingOf = (reply: Reply): Greeting => (Array.isArray(reply[3]) ? reply[3] : reply[4]) as Greeting;
