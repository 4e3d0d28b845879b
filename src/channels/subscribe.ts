import { type ChannelName, kindOf, parseChannelName, userChannel } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import { closings, complaints, type SubscriptionRefusal, subscriptionRefusals } from '../protocol/refusals.ts';
import type { Subscribe } from '../protocol/types/client-frame.ts';
import { authorize } from './authorize.ts';
import { authorized, type Connection, complain, hold } from './connection.ts';
import { type Core, inBackground } from './core.ts';
import { arrive, giveUp, settle } from './feed.ts';
import { holdJoin, releaseJoin } from './held-join.ts';
import { dropIfUnused, openFeed } from './live-app.ts';
import { isOutdated } from './outdated.ts';
import type { Joined, Member } from './ports.ts';
import type { Claim, HeldJoin, UserNews } from './room-ports.ts';
import { roomSocket } from './room-socket.ts';
import { subscriptionOf } from './subscriptions.ts';
import { throwOutOne } from './throw-out.ts';
import { leaveCluster } from './unsubscribe.ts';

/** Answers at once what can be refused without asking; else asks the cluster. */
export function subscribe(core: Core, connection: Connection, { data }: Subscribe): Promise<void> | undefined {
  const { limits } = connection.home.app.settings;
  const channel = parseChannelName(data.channel, limits.channelNameLength);
  if (channel === undefined) return refuse(core, connection, data.channel, subscriptionRefusals.badName);
  if (connection.subscriptions.has(channel)) return void complain(connection, complaints.subscribed(channel));
  if (connection.held?.has(channel) === true) return tellWaiting(connection, channel);
  const over = overLimits(connection, channel);
  if (over !== undefined) return refuse(core, connection, channel, over);
  const kind = kindOf(channel);
  const answer = authorize(connection, channel, kind, data);
  if ('refusal' in answer) return refuse(core, connection, channel, answer.refusal);
  return kind.user ? confirm(connection, channel) : join(core, connection, channel, answer.member);
}

/** [S17] [S28] Those that it waits to be let into count like those that it is in. */
function overLimits({ home, subscriptions, held }: Connection, channel: ChannelName): SubscriptionRefusal | undefined {
  const { channelsPerConnection: most, channelNameBytesPerConnection: mostBytes } = home.app.settings.limits;
  if (subscriptions.size + (held?.size ?? 0) >= most) return subscriptionRefusals.tooManyChannels(most);
  let bytes = subscriptions.nameBytes + channel.length; // a legal name is ASCII
  for (const name of held?.keys() ?? []) bytes += name.length;
  return bytes > mostBytes ? subscriptionRefusals.tooManyNameBytes(mostBytes) : undefined;
}

/** [U15] It is in the channel of its user since it signed in. */
function confirm(connection: Connection, channel: ChannelName): undefined {
  hold(connection, channel, subscriptionOf(undefined, undefined));
  connection.socket.send(encode.subscriptionSucceeded(channel));
}

/** A field has the wrong type. [S2] An illegal name is said first, as ever. */
export function refuseMalformed(core: Core, connection: Connection, channel: string, why: string): undefined {
  const { channelNameLength } = connection.home.app.settings.limits;
  const legal = parseChannelName(channel, channelNameLength) !== undefined;
  return refuse(core, connection, channel, legal ? subscriptionRefusals.malformed(why) : subscriptionRefusals.badName);
}

/** [S5] Both frames: the one channel bindings see, and the one Pusher's own service sends. The connection stays. */
export function refuse(core: Core, connection: Connection, channel: string, refusal: SubscriptionRefusal): undefined {
  core.counters.subscriptionsRefused += 1;
  connection.socket.send(encode.subscriptionError(channel.slice(0, 1024), refusal));
  complain(connection, { code: null, message: refusal.error });
}

async function join(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  member: Member | undefined,
  again?: HeldJoin,
): Promise<void> {
  const { home } = connection;
  const { app } = home;
  const userId = member?.userId;
  const claim = core.rooms?.claim(app, channel);
  const feed = openFeed(home, channel);
  const newcomer = arrive(feed, connection, claim && userId);
  const answer = await ask(core, connection, channel, member, claim, again);
  // Before it holds anything: this may be one too many for the quota, and then it closes.
  if ('joined' in answer && connection.open && kindOf(channel).private) authorized(core, connection);
  if (!('joined' in answer)) {
    giveUp(feed, newcomer);
    dropIfUnused(home, feed);
    return 'held' in answer
      ? wait(core, connection, channel, member, claim, again)
      : refuseJoin(core, connection, channel, answer.refusal, again);
  }
  if (newcomer.from === undefined || !isWanted(connection, channel, again)) {
    giveUp(feed, newcomer);
    dropIfUnused(home, feed);
    return leaveCluster(core, connection, channel, { userId, claim });
  }
  // Under the feed's own text: each frame brought a copy of the name.
  hold(connection, feed.name as ChannelName, subscriptionOf(userId, claim));
  releaseJoin(connection, channel);
  greet(connection, channel, answer);
  const out = settle(feed, newcomer, answer.joined.serial);
  if (out && userId !== undefined) throwOutOne(core, home, feed, userId, connection);
  // A reload came between, and did not see it.
  if (home.app !== app && isOutdated(core, connection, channel, claim)) core.end(connection, closings.goingAway);
}

/** A client may go away, or no longer want to wait, while its join is worked out. */
const isWanted = (connection: Connection, channel: ChannelName, again: HeldJoin | undefined): boolean =>
  connection.open && (again === undefined || connection.held?.get(channel)?.join === again);

function refuseJoin(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  refusal: SubscriptionRefusal,
  again: HeldJoin | undefined,
): void {
  if (!isWanted(connection, channel, again)) return;
  releaseJoin(connection, channel); // it may have been admitted, and found the room full
  refuse(core, connection, channel, refusal);
}

/** A room lets it wait: it is told so, and asked for again when somebody decides. */
async function wait(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  member: Member | undefined,
  claim: Claim | undefined,
  again: HeldJoin | undefined,
): Promise<void> {
  if (claim === undefined || member === undefined || again !== undefined) return;
  let tries: Promise<void> = Promise.resolve();
  // One at a time: two that come in together would count the socket twice.
  const complete = (): Promise<void> => {
    tries = tries.then(() => completeJoin(core, connection, channel, member, next));
    return tries;
  };
  const next: HeldJoin = {
    admitted: () => inBackground(core, 'admit', complete()),
    denied() {
      if (releaseJoin(connection, channel)) refuse(core, connection, channel, subscriptionRefusals.denied);
    },
  };
  if (!connection.open) {
    // It closed before it was told, and is on the room's list.
    await claim.hold(member.userId, next);
    return claim.release(member.userId, next);
  }
  holdJoin(connection, channel, { claim, userId: member.userId, join: next });
  tellWaiting(connection, channel);
  await claim.hold(member.userId, next);
  // Who decided before we listened is heard by asking once more.
  await complete();
}

const tellWaiting = ({ socket }: Connection, channel: ChannelName): undefined =>
  void socket.send(encode.subscriptionError(channel, subscriptionRefusals.waiting));

async function completeJoin(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  member: Member,
  held: HeldJoin,
): Promise<void> {
  if (connection.held?.get(channel)?.join !== held || connection.subscriptions.has(channel)) return;
  await join(core, connection, channel, member, held);
}

interface Welcome {
  readonly joined: Joined;
  /** What a room says to its newcomer, and to its user before that. */
  readonly greetings?: readonly string[];
  readonly forUser?: UserNews | undefined;
}

/** Asks the room if the channel is one, else the cluster. */
async function ask(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  member: Member | undefined,
  claim: Claim | undefined,
  again: HeldJoin | undefined,
): Promise<Welcome | { refusal: SubscriptionRefusal } | { held: true }> {
  const { app } = connection.home;
  try {
    if (claim !== undefined) return await claim.join(member, roomSocket(core, connection), again);
    const joined = await core.cluster.join(app, channel, member);
    if (joined !== 'full') return { joined };
    return { refusal: subscriptionRefusals.tooManyMembers(app.settings.limits.presenceMembers) };
  } catch (error) {
    core.onTrouble('cluster', 'join', error);
    return { refusal: subscriptionRefusals.unavailable };
  }
}

/** [S12] succeeded, then cache, then count; live events come after them. */
function greet(
  { socket, user }: Connection,
  channel: ChannelName,
  { joined: { roster, last, count }, greetings = [], forUser }: Welcome,
): void {
  if (forUser !== undefined && user !== undefined) {
    socket.send(encode.event(forUser.event, userChannel(user.member.userId), forUser.data));
  }
  socket.send(roster === undefined ? encode.subscriptionSucceeded(channel) : encode.presenceSucceeded(channel, roster));
  for (const frame of greetings) socket.send(frame);
  if (last !== undefined) socket.send(last ?? encode.cacheMiss(channel));
  if (count !== undefined) socket.send(encode.subscriptionCount(channel, count));
}
