import { kindOfFeed } from '../../../channels/internal-feeds.ts';
import type { Joined, Member } from '../../../channels/ports/presence.ts';
import type { ChannelKind, ChannelName } from '../../../protocol/channel-name.ts';
import { isCounted } from '../../subscription-count.ts';
import type { Reply } from '../io/command.ts';
import type { AppContext } from './app-context.ts';
import { greetingOf, readJoined } from './joined.ts';
import type { LocalChannel, LocalMember } from './local-state.ts';
import { type Change, type Counted, reconcile, report } from './reconcile.ts';
import type { Visit } from './rosters.ts';
import { type SetCountsArgs, type SocketCounts, setCounts } from './script-args.ts';

/** A join as Redis answered it; `joined` undefined: it did not happen. */
export interface Placed {
  readonly reply: Reply;
  readonly joined: Joined | undefined;
}

/** How Redis is told of a join: by itself, or with a step of a room. */
export type TellJoin = (counted: Counted, change: Change, args: () => SetCountsArgs) => Promise<Reply>;

/** The sockets of this node in a channel, and those of one member there. */
export function countedSockets(context: AppContext, channel: LocalChannel, member: LocalMember | undefined): Counted {
  return {
    script: 'set-counts',
    counts: member === undefined ? [channel.count] : [channel.count, member.count],
    args: () => socketArgs(context, channel, member),
    tidy: () => context.local.tidy(channel, member),
  };
}

export function socketArgs(
  { app }: AppContext,
  { name, count }: LocalChannel,
  member: LocalMember | undefined,
  how: Pick<SocketCounts, 'mode' | 'quiet' | 'ask' | 'rosterEra'> = {},
): SetCountsArgs {
  const its = member && { member: member.member, sockets: member.count.desired };
  return setCounts(app, { name, sockets: count.desired, member: its, ...how });
}

export async function joinChannel(
  context: AppContext,
  name: ChannelName,
  member: Member | undefined,
): Promise<Joined | 'full'> {
  if (isQuick(context, name)) return joinQuickly(context, name);
  const { joined } = await join(context, name, member, false, (counted, change, args) =>
    report(context.run, counted, change, { script: 'set-counts', args, early: isEachTold(context, kindOfFeed(name)) }),
  );
  return joined ?? 'full';
}

/** [S24] Who comes or goes is told as one more or one less, also when several do in one flight. */
const isEachTold = ({ app }: AppContext, kind: ChannelKind): boolean => isCounted(app, kind);

/** Nothing has to be asked: this node is in the channel, and nobody is told of one more. */
function isQuick({ app, local, feeds }: AppContext, name: ChannelName): boolean {
  const count = local.channels.get(name)?.count;
  const kind = kindOfFeed(name);
  const isIn = count !== undefined && count.applied > 0 && count.desired > 0;
  return isIn && !kind.presence && !kind.cache && !isCounted(app, kind) && feeds.last(name) !== undefined;
}

function joinQuickly({ local, feeds, reportSoon }: AppContext, name: ChannelName): Joined {
  const channel = local.channel(name);
  channel.count.desired += 1;
  void feeds.subscribe(name);
  reportSoon(channel);
  return { serial: feeds.last(name) ?? 0, roster: undefined, last: undefined, count: undefined };
}

/** Has the channel heard, tells Redis of one socket more, and waits for what came before that. */
export async function join(
  context: AppContext,
  name: ChannelName,
  newcomer: Member | undefined,
  quiet: boolean,
  tell: TellJoin,
): Promise<Placed> {
  await subscribed(context, name);
  if (newcomer === undefined || !kindOfFeed(name).presence) return enterChannel(context, name, undefined, quiet, tell);
  const visit = await context.rosters.visit(name).catch((error: unknown) => {
    context.feeds.unsubscribe(name);
    throw error;
  });
  try {
    const placed = await enterChannel(context, name, { newcomer, visit }, quiet, tell);
    visit.end();
    return placed;
  } catch (error) {
    visit.end(error);
    throw error;
  }
}

async function enterChannel(
  context: AppContext,
  name: ChannelName,
  its: { readonly newcomer: Member; readonly visit: Visit } | undefined,
  quiet: boolean,
  tell: TellJoin,
): Promise<Placed> {
  const { app, local, feeds } = context;
  const channel = local.channel(name);
  const member = its && local.member(channel, its.newcomer);
  add(channel, member, 1);
  if (member !== undefined) member.quiet = quiet;
  const drop = (): void => {
    add(channel, member, -1);
    feeds.unsubscribe(name);
  };
  const ask = channel.kind.cache ? 'cache' : 'greet';
  const reply = await tell(
    countedSockets(context, channel, member),
    { done: (taken) => enter(context, channel, member, feeds.serialOf(greetingOf(taken)[0]), drop), undo: drop },
    () => socketArgs(context, channel, member, { quiet, ask, rosterEra: its?.visit.era ?? '' }),
  );
  if (reply[0] !== 'ok') return { reply, joined: undefined };
  const greeting = greetingOf(reply);
  try {
    await feeds.reach(name, feeds.serialOf(greeting[1]));
    return { reply, joined: readJoined(app, channel, feeds, its?.visit, greeting) };
  } catch (error) {
    // It is in, and cannot be told so.
    if (forgetSocket(member, feeds.serialOf(greeting[0]))) {
      feeds.unsubscribe(name);
      await leave(context, channel, member);
    }
    throw error;
  }
}

async function subscribed({ feeds }: AppContext, name: ChannelName): Promise<void> {
  try {
    await feeds.subscribe(name);
  } catch (error) {
    feeds.unsubscribe(name);
    throw error;
  }
}

/** Who was kicked before the join was answered is told by its node, and leaves nothing to leave. */
function enter(
  { feeds }: AppContext,
  { name }: LocalChannel,
  member: LocalMember | undefined,
  serial: number,
  drop: () => void,
): void {
  feeds.joined(name, serial);
  if (member === undefined) return;
  if (member.kickedAt > serial) drop();
  else member.joinedAt.push(serial);
}

export function add(channel: LocalChannel, member: LocalMember | undefined, by: 1 | -1): void {
  channel.count.desired += by;
  if (member !== undefined) member.count.desired += by;
}

/** False: it was kicked meanwhile. */
function forgetSocket(member: LocalMember | undefined, serial: number): boolean {
  if (member === undefined) return true;
  const index = member.joinedAt.indexOf(serial);
  if (index >= 0) member.joinedAt.splice(index, 1);
  return index >= 0;
}

export async function leaveChannel(context: AppContext, name: ChannelName, userId: string | undefined): Promise<void> {
  const channel = context.local.channels.get(name);
  if (channel === undefined || channel.count.desired === 0) return;
  const member = userId === undefined ? undefined : channel.members.get(userId);
  context.feeds.unsubscribe(name);
  member?.joinedAt.pop();
  await leave(context, channel, member);
}

async function leave(context: AppContext, channel: LocalChannel, member: LocalMember | undefined): Promise<void> {
  const { app, run, drainGrace, reportSoon } = context;
  if (member === undefined && channel.count.desired > 1 && !isCounted(app, channel.kind)) {
    channel.count.desired -= 1;
    return reportSoon(channel);
  }
  if (member !== undefined && drainGrace !== undefined) await drainGrace.keep(channel.name, member.member);
  add(channel, member, -1);
  const args = (): SetCountsArgs => socketArgs(context, channel, member, { mode: member === undefined ? '' : 'leave' });
  // What Redis cannot be told now it is told later.
  const command = { script: 'set-counts', args, early: isEachTold(context, channel.kind) } as const;
  await report(run, countedSockets(context, channel, member), {}, command).catch(() => {});
}

/** All of a user's sockets are out of a channel since the serial; Redis knows already. */
export function kicked(context: AppContext, name: ChannelName, userId: string, serial: number): void {
  const channel = context.local.channels.get(name);
  const member = channel?.members.get(userId);
  if (channel === undefined || member === undefined) return;
  member.kickedAt = serial;
  const out = member.joinedAt.filter((at) => at < serial).length;
  member.joinedAt = member.joinedAt.filter((at) => at >= serial);
  for (let left = out; left > 0; left -= 1) {
    add(channel, member, -1);
    context.feeds.unsubscribe(name);
  }
  reconcile(context.run, countedSockets(context, channel, member));
}
