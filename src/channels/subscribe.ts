import { type ChannelName, kindOf, parseChannelName } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import { complaints, type SubscriptionRefusal, subscriptionRefusals } from '../protocol/refusals.ts';
import type { Subscribe } from '../protocol/types.ts';
import { authorize } from './authorize.ts';
import { authorized, type Connection, complain, hold } from './connection.ts';
import type { Core } from './core.ts';
import { arrive, giveUp, settle } from './feed.ts';
import { dropIfUnused, openFeed } from './live-app.ts';
import type { Claim, Joined, Member } from './ports.ts';
import { roomSocket } from './room-socket.ts';
import { leaveCluster } from './unsubscribe.ts';

/** Answers at once what can be refused without asking; else asks the cluster. */
export function subscribe(core: Core, connection: Connection, { data }: Subscribe): Promise<void> | undefined {
  const { limits } = connection.home.app.settings;
  const channel = parseChannelName(data.channel, limits.channelNameLength);
  if (channel === undefined) return refuse(core, connection, data.channel, subscriptionRefusals.badName);
  if (connection.subscriptions.has(channel)) return void complain(connection, complaints.subscribed(channel));
  if (connection.subscriptions.size >= limits.channelsPerConnection) {
    return refuse(core, connection, channel, subscriptionRefusals.tooManyChannels(limits.channelsPerConnection));
  }
  const kind = kindOf(channel);
  const answer = authorize(connection, channel, kind, data);
  if ('refusal' in answer) return refuse(core, connection, channel, answer.refusal);
  return join(core, connection, channel, answer.member);
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
): Promise<void> {
  const { home } = connection;
  const userId = member?.userId;
  const claim = core.rooms?.claim(home.app, channel);
  const feed = openFeed(home, channel);
  const newcomer = arrive(feed, connection, claim && userId);
  const answer = await ask(core, connection, channel, member, claim);
  if ('refusal' in answer || !connection.open) {
    giveUp(feed, newcomer);
    dropIfUnused(home, feed);
    if ('refusal' in answer) return refuse(core, connection, channel, answer.refusal);
    return leaveCluster(core, connection, channel, { userId, claim }); // it closed while it waited
  }
  hold(connection, channel, { userId, claim });
  if (kindOf(channel).private) authorized(core, connection);
  greet(connection, channel, answer);
  settle(feed, newcomer, answer.joined.serial);
}

interface Welcome {
  readonly joined: Joined;
  /** What a room says to its newcomer. */
  readonly greeting?: string | undefined;
}

/** Asks the room if the channel is one, else the cluster. */
async function ask(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  member: Member | undefined,
  claim: Claim | undefined,
): Promise<Welcome | { refusal: SubscriptionRefusal }> {
  const { app } = connection.home;
  try {
    if (claim !== undefined) return await claim.join(member, roomSocket(core, connection));
    const joined = await core.cluster.join(app, channel, member);
    return joined === 'full'
      ? { refusal: subscriptionRefusals.tooManyMembers(app.settings.limits.presenceMembers) }
      : { joined };
  } catch (error) {
    core.onTrouble('cluster', 'join', error);
    return { refusal: subscriptionRefusals.unavailable };
  }
}

/** [S12] succeeded, then cache, then count; live events come after them. */
function greet(
  { socket }: Connection,
  channel: ChannelName,
  { joined: { roster, last, count }, greeting }: Welcome,
): void {
  socket.send(roster === undefined ? encode.subscriptionSucceeded(channel) : encode.presenceSucceeded(channel, roster));
  if (greeting !== undefined) socket.send(greeting);
  if (last !== undefined) socket.send(last ?? encode.cacheMiss(channel));
  if (count !== undefined) socket.send(encode.subscriptionCount(channel, count));
}
