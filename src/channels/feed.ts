import { type ChannelName, userChannel } from '../protocol/channel-name.ts';
import type { AppCounters } from './app-counters.ts';
import { createJoinBuffer, forgetBefore, keep, positionIn, since } from './join-buffer.ts';
import type { SerialEvent } from './ports/pubsub.ts';
import type { Fanout } from './ports/socket.ts';
import type { Connection, Feed, Newcomer } from './state.ts';

export const createFeed = (appId: string, name: string): Feed => ({
  name,
  topic: `${appId}/${name}`,
  sockets: 0,
  deaf: undefined,
  newcomers: undefined,
  buffer: undefined,
  members: undefined,
});

export function beginJoin(feed: Feed, connection: Connection, userId?: string): Newcomer {
  feed.newcomers ??= new Set();
  feed.buffer ??= createJoinBuffer();
  const newcomer: Newcomer = { connection, userId, from: positionIn(feed.buffer) };
  feed.newcomers.add(newcomer);
  return newcomer;
}

export function abortJoin(feed: Feed, newcomer: Newcomer): void {
  feed.newcomers?.delete(newcomer);
  // A set keeps its order, so the first came before all the others.
  const [first] = feed.newcomers ?? [];
  if (first?.from !== undefined && feed.buffer !== undefined) forgetBefore(feed.buffer, first.from);
  if (first !== undefined) return;
  feed.newcomers = undefined;
  feed.buffer = undefined;
}

/** [L12] More is buffered than these bytes: who waits for it, and cannot be served any more. */
export function dropPending(feed: Feed, maxBytes: number): Newcomer[] {
  if (feed.buffer === undefined || feed.buffer.bytes <= maxBytes) return [];
  const waiting = [...(feed.newcomers ?? [])].filter(({ from }) => from !== undefined);
  for (const newcomer of waiting) newcomer.from = undefined;
  feed.buffer = createJoinBuffer();
  return waiting;
}

/**
 * The answer is out: sends what was buffered and is newer than the answer, then the live events follow by themselves.
 * True when one of them kicked it out again.
 */
export function completeJoin(feed: Feed, newcomer: Newcomer, serial: number): boolean {
  const { connection, from, userId } = newcomer;
  const buffered = feed.buffer === undefined || from === undefined ? [] : since(feed.buffer, from);
  abortJoin(feed, newcomer);
  const isFor = (one: SerialEvent): boolean =>
    one.serial > serial && one.except !== connection.id && (one.to === undefined || one.to === userId);
  const missed = buffered.filter(isFor);
  for (const { frame } of missed) connection.socket.send(frame);
  connection.runtime.counters.deliveries += missed.length;
  connection.socket.join(feed.topic);
  if (userId !== undefined) addMember(feed, userId, connection);
  feed.sockets += 1;
  return userId !== undefined && missed.some(({ kick }) => kick === userId);
}

/** Nothing more of its channels reaches the socket, which is to end soon or has, and is counted until it has left them. */
export function stopHearingAll(connection: Connection): void {
  for (const channel of connection.subscriptions.keys()) {
    const feed = connection.runtime.feeds.get(channel);
    if (feed !== undefined) stopHearing(feed, connection, connection.subscriptions.get(channel)?.userId);
  }
}

function stopHearing(feed: Feed, connection: Connection, userId: string | undefined): void {
  feed.deaf = (feed.deaf ?? new Set()).add(connection);
  connection.socket.leave(feed.topic);
  if (userId !== undefined) connection.socket.leave(memberTopic(feed, userId));
}

export function leaveFeed(feed: Feed, connection: Connection, userId?: string): void {
  connection.socket.leave(feed.topic);
  if (userId !== undefined) removeMember(feed, userId, connection);
  feed.sockets -= 1;
  feed.deaf?.delete(connection);
}

function addMember(feed: Feed, userId: string, connection: Connection): void {
  connection.socket.join(memberTopic(feed, userId));
  feed.members ??= new Map();
  feed.members.set(userId, (feed.members.get(userId) ?? new Set()).add(connection));
}

function removeMember(feed: Feed, userId: string, connection: Connection): void {
  connection.socket.leave(memberTopic(feed, userId));
  const present = feed.members?.get(userId);
  present?.delete(connection);
  if (present?.size === 0) feed.members?.delete(userId);
}

/** The topic of one member's sockets. `#` after the name keeps it apart from every channel. */
export const memberTopic = (feed: Feed, userId: string): string => `${feed.topic}#${userId}`;

/** Hot path: one native publish, whatever the number of sockets, which it answers. */
export function deliver(
  fanout: Fanout,
  counters: AppCounters,
  feed: Feed,
  event: SerialEvent,
  except: Connection | undefined,
): number {
  const { frame, to } = event;
  let sockets = 0;
  if (feed.sockets > 0) {
    sockets = to === undefined ? countHearing(feed, except) : countMember(feed, to, except);
    counters.deliveries += sockets;
    counters.messagesOut += sockets;
    counters.bytesOut += sockets * Buffer.byteLength(frame);
    fanout.publish(to === undefined ? feed.topic : memberTopic(feed, to), frame, except?.socket);
  }
  if (feed.buffer !== undefined) keep(feed.buffer, event);
  return sockets;
}

/** [M5] Whom the engine sends it to. */
function countHearing(feed: Feed, except: Connection | undefined): number {
  const { sockets, deaf } = feed;
  const left = except !== undefined && isIn(feed, except) && deaf?.has(except) !== true ? 1 : 0;
  return sockets - (deaf?.size ?? 0) - left;
}

const isIn = ({ name }: Feed, { subscriptions, user }: Connection): boolean =>
  subscriptions.has(name as ChannelName) || (user !== undefined && userChannel(user.member.userId) === name);

function countMember({ members, deaf }: Feed, userId: string, except: Connection | undefined): number {
  let count = 0;
  for (const one of members?.get(userId) ?? []) if (one !== except && deaf?.has(one) !== true) count += 1;
  return count;
}
