import { type ChannelName, kindOf, parseChannelName, userChannel } from '../protocol/channel-name.ts';
import { closeCodes } from '../protocol/close-codes.ts';
import * as encode from '../protocol/encode.ts';
import { errors } from '../protocol/errors.ts';
import { type SubscriptionError, subscriptionErrors } from '../protocol/subscription-errors.ts';
import type { Subscribe } from '../protocol/types/client-frame.ts';
import { tally } from './app-counters.ts';
import { dropIfUnused, openFeed } from './app-runtime.ts';
import { authorize } from './authorize.ts';
import { addSubscription, sendError } from './connection.ts';
import { aboutOf, type Core, inBackground } from './core.ts';
import { abortJoin, beginJoin, completeJoin } from './feed.ts';
import type { Joined, Member } from './ports/presence.ts';
import { markAuthorized } from './quota.ts';
import { record } from './record.ts';
import { kickConnection } from './rooms/kick.ts';
import { isReloaded } from './rooms/reload.ts';
import type { Claim, UserNews, WaitingJoin } from './rooms/room-port.ts';
import { roomSocket } from './rooms/room-socket.ts';
import { enterWaitingRoom, leaveWaitingRoom } from './rooms/waiting-room.ts';
import type { Connection } from './state.ts';
import { subscriptionOf } from './subscriptions.ts';
import { leaveCluster } from './unsubscribe.ts';

/** Answers at once what can be refused without asking; else asks the cluster. */
export function subscribe(core: Core, connection: Connection, { data }: Subscribe): Promise<void> | undefined {
  const { limits } = connection.runtime.app.settings;
  const channel = parseChannelName(data.channel, limits.channelNameLength);
  if (channel === undefined) return refuse(connection, data.channel, subscriptionErrors.badName);
  if (connection.subscriptions.has(channel)) return void sendError(connection, errors.subscribed(channel));
  if (connection.waitingRooms?.has(channel) === true) return tellWaiting(connection, channel);
  const over = overLimits(connection, channel);
  if (over !== undefined) return refuse(connection, channel, over);
  const kind = kindOf(channel);
  const answer = authorize(connection, channel, kind, data);
  if ('refusal' in answer) return refuse(connection, channel, answer.refusal);
  return kind.user ? confirm(connection, channel) : join(core, connection, channel, answer.member);
}

/** [S17] [S28] Those that it waits to be let into count like those that it is in. */
function overLimits(
  { runtime, subscriptions, waitingRooms }: Connection,
  channel: ChannelName,
): SubscriptionError | undefined {
  const { channelsPerConnection: most, channelNameBytesPerConnection: maxBytes } = runtime.app.settings.limits;
  if (subscriptions.size + (waitingRooms?.size ?? 0) >= most) return subscriptionErrors.tooManyChannels(most);
  let bytes = subscriptions.nameBytes + channel.length; // a legal name is ASCII
  for (const name of waitingRooms?.keys() ?? []) bytes += name.length;
  return bytes > maxBytes ? subscriptionErrors.tooManyNameBytes(maxBytes) : undefined;
}

/** [U15] It is in the channel of its user since it signed in. */
function confirm(connection: Connection, channel: ChannelName): undefined {
  connection.runtime.counters.subscribes += 1;
  addSubscription(connection, channel, subscriptionOf(undefined, undefined));
  record(connection, 'subscribed', { channel });
  connection.socket.send(encode.subscriptionSucceeded(channel));
}

/** A field has the wrong type. [S2] An illegal name is said first, as ever. */
export function refuseMalformed(connection: Connection, channel: string, why: string): undefined {
  const { channelNameLength } = connection.runtime.app.settings.limits;
  const legal = parseChannelName(channel, channelNameLength) !== undefined;
  return refuse(connection, channel, legal ? subscriptionErrors.malformed(why) : subscriptionErrors.badName);
}

/** [S5] Both frames: the one channel bindings see, and the one Pusher's own service sends. The connection stays. */
export function refuse(connection: Connection, channel: string, refusal: SubscriptionError): undefined {
  tally(connection.runtime.counters.subscribesRefused, refusal.type);
  record(connection, 'subscribe-refused', { channel, code: refusal.status, why: refusal.error });
  connection.socket.send(encode.subscriptionError(channel.slice(0, 1024), refusal));
  sendError(connection, { code: null, message: refusal.error });
}

async function join(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  member: Member | undefined,
  again?: WaitingJoin,
): Promise<void> {
  const { runtime } = connection;
  const { app } = runtime;
  const userId = member?.userId;
  const claim = core.rooms?.claim(app, channel);
  const feed = openFeed(runtime, channel);
  const newcomer = beginJoin(feed, connection, claim && userId);
  const answer = await ask(core, connection, channel, member, claim, again);
  // Before it holds anything: this may be one too many for the quota, and then it closes.
  if ('joined' in answer && connection.open && kindOf(channel).private) markAuthorized(core, connection);
  if (!('joined' in answer)) {
    abortJoin(feed, newcomer);
    dropIfUnused(runtime, feed);
    return 'waits' in answer
      ? wait(core, connection, channel, member, claim, again)
      : refuseJoin(connection, channel, answer.refusal, again);
  }
  if (newcomer.from === undefined || !isWanted(connection, channel, again)) {
    abortJoin(feed, newcomer);
    dropIfUnused(runtime, feed);
    return leaveCluster(core, connection, channel, { userId, claim });
  }
  // Under the feed's own text: each frame brought a copy of the name.
  addSubscription(connection, feed.name as ChannelName, subscriptionOf(userId, claim));
  leaveWaitingRoom(connection, channel);
  runtime.counters.subscribes += 1;
  greet(connection, channel, answer);
  record(connection, 'subscribed', { channel: feed.name, user: userId, serial: answer.joined.serial });
  const out = completeJoin(feed, newcomer, answer.joined.serial);
  if (out && userId !== undefined) kickConnection(core, runtime, feed, userId, connection);
  // A reload came between, and did not see it.
  if (runtime.app !== app && isReloaded(core, connection, channel, claim)) core.end(connection, closeCodes.goingAway);
}

/** A client may go away, or no longer want to wait, while its join is worked out. */
const isWanted = (connection: Connection, channel: ChannelName, again: WaitingJoin | undefined): boolean =>
  connection.open && (again === undefined || connection.waitingRooms?.get(channel)?.join === again);

function refuseJoin(
  connection: Connection,
  channel: ChannelName,
  refusal: SubscriptionError,
  again: WaitingJoin | undefined,
): void {
  if (!isWanted(connection, channel, again)) return;
  leaveWaitingRoom(connection, channel); // it may have been admitted, and found the room full
  refuse(connection, channel, refusal);
}

/** A room lets it wait: it is told so, and asked for again when somebody decides. */
async function wait(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  member: Member | undefined,
  claim: Claim | undefined,
  again: WaitingJoin | undefined,
): Promise<void> {
  if (claim === undefined || member === undefined || again !== undefined) return;
  let tries: Promise<void> = Promise.resolve();
  // One at a time: two that come in together would count the socket twice.
  const complete = (): Promise<void> => {
    tries = tries.then(() => joinAgain(core, connection, channel, member, next));
    return tries;
  };
  const next: WaitingJoin = {
    admitted: () => inBackground(core, 'admit', complete(), connection),
    denied() {
      if (leaveWaitingRoom(connection, channel)) refuse(connection, channel, subscriptionErrors.denied);
    },
  };
  if (!connection.open) {
    // It closed before it was told, and is on the room's list.
    await claim.enterWaitingRoom(member.userId, next);
    return claim.leaveWaitingRoom(member.userId, next);
  }
  enterWaitingRoom(connection, channel, { claim, userId: member.userId, join: next });
  record(connection, 'waiting', { channel, user: member.userId });
  tellWaiting(connection, channel);
  try {
    await claim.enterWaitingRoom(member.userId, next);
  } catch (error) {
    core.onError('cluster', 'wait', error, aboutOf(connection));
    return refuseJoin(connection, channel, subscriptionErrors.unavailable, next);
  }
  // Who decided before we listened is heard by asking once more.
  await complete();
}

const tellWaiting = ({ socket }: Connection, channel: ChannelName): undefined =>
  void socket.send(encode.subscriptionError(channel, subscriptionErrors.waiting));

async function joinAgain(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  member: Member,
  again: WaitingJoin,
): Promise<void> {
  if (connection.waitingRooms?.get(channel)?.join !== again || connection.subscriptions.has(channel)) return;
  await join(core, connection, channel, member, again);
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
  again: WaitingJoin | undefined,
): Promise<Welcome | { refusal: SubscriptionError } | { waits: true }> {
  const { app } = connection.runtime;
  try {
    if (claim !== undefined) return await claim.join(member, roomSocket(core, connection), again);
    const joined = await core.cluster.join(app, channel, member);
    if (joined !== 'full') return { joined };
    return { refusal: subscriptionErrors.tooManyMembers(app.settings.limits.presenceMembers) };
  } catch (error) {
    core.onError('cluster', 'join', error, aboutOf(connection));
    return { refusal: subscriptionErrors.unavailable };
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
