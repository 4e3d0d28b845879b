import type { Connection } from './connection.ts';
import { forgetBefore, type HeldEvents, holdEvents, keep, placeIn, since } from './held-events.ts';
import type { Fanout, SerialEvent } from './ports.ts';

/** Frames with serials that sockets join at a known serial: a channel, or a watched user. */
export interface Feed {
  readonly name: string;
  /** The native topic. It carries the app: names of two apps must not meet. */
  readonly topic: string;
  /** Sockets of this node that joined. */
  sockets: number;
  /** A set, as thousands may wait at a time; none where nobody does. */
  newcomers: Set<Newcomer> | undefined;
  /** What happened since the first of them came. */
  held: HeldEvents | undefined;
  /** In a room: each member's connections on this node. */
  members: Map<string, Set<Connection>> | undefined;
}

/** A connection whose join has not been answered yet; what happens meanwhile is held for it. */
export interface Newcomer {
  /** Its place in what is held; undefined: that became too much, and it cannot be served any more. */
  from: number | undefined;
  readonly connection: Connection;
  /** Who it will be on the channel. */
  readonly userId: string | undefined;
}

export const createFeed = (appId: string, name: string): Feed => ({
  name,
  topic: `${appId}/${name}`,
  sockets: 0,
  newcomers: undefined,
  held: undefined,
  members: undefined,
});

export function arrive(feed: Feed, connection: Connection, userId?: string): Newcomer {
  feed.newcomers ??= new Set();
  feed.held ??= holdEvents();
  const newcomer: Newcomer = { connection, userId, from: placeIn(feed.held) };
  feed.newcomers.add(newcomer);
  return newcomer;
}

export function giveUp(feed: Feed, newcomer: Newcomer): void {
  feed.newcomers?.delete(newcomer);
  // A set keeps its order, so the first came before all the others.
  const [first] = feed.newcomers ?? [];
  if (first?.from !== undefined && feed.held !== undefined) forgetBefore(feed.held, first.from);
  if (first !== undefined) return;
  feed.newcomers = undefined;
  feed.held = undefined;
}

/** [L12] More is held than these bytes: who waits for it, and cannot be served any more. */
export function letGo(feed: Feed, mostBytes: number): Newcomer[] {
  if (feed.held === undefined || feed.held.bytes <= mostBytes) return [];
  const waiting = [...(feed.newcomers ?? [])].filter(({ from }) => from !== undefined);
  for (const newcomer of waiting) newcomer.from = undefined;
  feed.held = holdEvents();
  return waiting;
}

/**
 * The answer is out: sends what was held and is newer than the answer, then the live events follow by themselves.
 * True when one of them threw it out again.
 */
export function settle(feed: Feed, newcomer: Newcomer, serial: number): boolean {
  const { connection, from, userId } = newcomer;
  const held = feed.held === undefined || from === undefined ? [] : since(feed.held, from);
  giveUp(feed, newcomer);
  const isFor = (one: SerialEvent): boolean =>
    one.serial > serial && one.except !== connection.id && (one.to === undefined || one.to === userId);
  const missed = held.filter(isFor);
  for (const { frame } of missed) connection.socket.send(frame);
  connection.socket.join(feed.topic);
  if (userId !== undefined) addMember(feed, userId, connection);
  feed.sockets += 1;
  return userId !== undefined && missed.some(({ kick }) => kick === userId);
}

/** Nothing more of it reaches the socket, which is to end soon and is counted until then. */
export function stopHearing(feed: Feed, { socket }: Connection, userId?: string): void {
  socket.leave(feed.topic);
  if (userId !== undefined) socket.leave(memberTopic(feed, userId));
}

export function depart(feed: Feed, connection: Connection, userId?: string): void {
  connection.socket.leave(feed.topic);
  if (userId !== undefined) removeMember(feed, userId, connection);
  feed.sockets -= 1;
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

/** Hot path: one native publish, whatever the number of sockets. */
export function deliver(fanout: Fanout, feed: Feed, event: SerialEvent, except: Connection | undefined): void {
  const { frame, to } = event;
  if (feed.sockets > 0) fanout.publish(to === undefined ? feed.topic : memberTopic(feed, to), frame, except?.socket);
  if (feed.held !== undefined) keep(feed.held, event);
}
