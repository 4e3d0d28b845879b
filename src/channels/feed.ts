import type { Connection } from './connection.ts';
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
  /** In a room: each member's connections on this node. */
  members: Map<string, Set<Connection>> | undefined;
}

/** A connection whose join has not been answered yet; what happens meanwhile is held for it. */
export interface Newcomer {
  readonly connection: Connection;
  /** Who it will be on the channel. */
  readonly userId: string | undefined;
  readonly held: SerialEvent[];
}

export const createFeed = (appId: string, name: string): Feed => ({
  name,
  topic: `${appId}/${name}`,
  sockets: 0,
  newcomers: undefined,
  members: undefined,
});

export function arrive(feed: Feed, connection: Connection, userId?: string): Newcomer {
  const newcomer: Newcomer = { connection, userId, held: [] };
  feed.newcomers ??= new Set();
  feed.newcomers.add(newcomer);
  return newcomer;
}

export function giveUp(feed: Feed, newcomer: Newcomer): void {
  feed.newcomers?.delete(newcomer);
  if (feed.newcomers?.size === 0) feed.newcomers = undefined;
}

/**
 * The answer is out: sends what was held and is newer than the answer, then the live events follow by themselves.
 * True when one of them threw it out again.
 */
export function settle(feed: Feed, newcomer: Newcomer, serial: number): boolean {
  giveUp(feed, newcomer);
  const { connection, held, userId } = newcomer;
  const isFor = (one: SerialEvent): boolean =>
    one.serial > serial && one.except !== connection.id && (one.to === undefined || one.to === userId);
  const missed = held.filter(isFor);
  for (const { frame } of missed) connection.socket.send(frame);
  connection.socket.join(feed.topic);
  if (userId !== undefined) addMember(feed, userId, connection);
  feed.sockets += 1;
  return userId !== undefined && missed.some(({ kick }) => kick === userId);
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
  if (feed.newcomers !== undefined) for (const newcomer of feed.newcomers) newcomer.held.push(event);
}
