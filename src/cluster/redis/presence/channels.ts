import type { Joined, Member } from '../../../channels/ports.ts';
import { type ChannelName, kindOf } from '../../../protocol/channel-name.ts';
import { isCounted } from '../../subscription-count.ts';
import type { Reply } from '../io/command-queue.ts';
import type { AppNode } from '../node/app-node.ts';
import type { LocalChannel, LocalMember } from './local-state.ts';
import { arrival, askOf, type Change, departure, greetingOf, readWelcome } from './members.ts';
import { reconcile, report, resync } from './reconcile.ts';

/** A join as Redis answered it; `joined` undefined: it did not happen. */
export interface Placed {
  readonly reply: Reply;
  readonly joined: Joined | undefined;
}

type Ask = (change: Change, ask: string) => Promise<Reply>;

/** Nothing has to be asked: this node is in the channel, and nobody is told of one more. */
function isQuick(node: AppNode, name: ChannelName): boolean {
  const count = node.local.channels.get(name)?.count;
  const kind = kindOf(name);
  const known = count !== undefined && count.applied > 0 && count.stated > 0;
  return known && !kind.presence && !kind.cache && !isCounted(node.app, kind) && node.feed(name)?.last !== undefined;
}

export async function joinChannel(
  node: AppNode,
  name: ChannelName,
  member: Member | undefined,
): Promise<Joined | 'full'> {
  if (isQuick(node, name)) return joinQuickly(node, name);
  const { reply, joined } = await join(node, name, member, false, (change, ask) => report(node, change, ask));
  return joined ?? (reply[0] as 'full');
}

function joinQuickly(node: AppNode, name: ChannelName): Joined {
  const held = node.local.channel(name);
  held.count.desired += 1;
  void node.subscribe(name);
  node.report(held);
  return { serial: node.feed(name)?.last ?? 0, roster: undefined, last: undefined, count: undefined };
}

/** Has the channel heard, says that one socket more is in it, and waits for what came before that. */
export async function join(
  node: AppNode,
  name: ChannelName,
  member: Member | undefined,
  quiet: boolean,
  ask: Ask,
): Promise<Placed> {
  try {
    await node.subscribe(name);
    const change = arrival(node.app, node.local, name, member, quiet);
    const reply = await ask(change, askOf(change.held));
    if (reply[0] === 'ok') return await welcome(node, change, reply);
    node.unsubscribe(name);
    return { reply, joined: undefined };
  } catch (error) {
    node.unsubscribe(name);
    throw error;
  }
}

async function welcome(node: AppNode, { held, user }: Change, reply: Reply): Promise<Placed> {
  const { joined, last } = readWelcome(node.app, held, greetingOf(reply));
  const feed = node.feed(held.name);
  user?.joinedAt.push(joined.serial);
  if (feed === undefined) return { reply, joined };
  const { order } = node.parts;
  order.joined(feed, joined.serial);
  try {
    await order.reach(feed, last);
  } catch (error) {
    await leaveHeld(node, held, user); // it is in, and cannot be told so
    throw error;
  }
  if (user !== undefined && user.thrownOutAt > joined.serial && user.joinedAt.includes(joined.serial)) {
    // Thrown out before it was answered: its node tells it, and it leaves nothing to leave.
    forgetSocket(user, joined.serial);
    user.count.desired -= 1;
    held.count.desired -= 1;
    node.unsubscribe(held.name);
    resync(node, held, user);
  } else if (user !== undefined) reconcile(node, held, user);
  return { reply, joined };
}

function forgetSocket(user: LocalMember, serial?: number): void {
  const index = serial === undefined ? user.joinedAt.length - 1 : user.joinedAt.indexOf(serial);
  user.joinedAt.splice(index, 1);
}

export async function leaveChannel(node: AppNode, name: ChannelName, userId: string | undefined): Promise<void> {
  const held = node.local.channels.get(name);
  if (held === undefined || held.count.desired === 0) return;
  const user = userId === undefined ? undefined : held.users.get(userId);
  node.unsubscribe(name);
  await leaveHeld(node, held, user);
}

async function leaveHeld(node: AppNode, held: LocalChannel, user: LocalMember | undefined): Promise<void> {
  if (user !== undefined) forgetSocket(user);
  if (user === undefined && held.count.desired > 1 && !isCounted(node.app, held.kind)) {
    held.count.desired -= 1;
    return node.report(held);
  }
  if (node.leaving && user !== undefined) await node.drainGrace.keep(held, user);
  // What Redis cannot be told now it is told later.
  await report(node, departure(node.app, node.local, held, user)).catch(() => {});
}
