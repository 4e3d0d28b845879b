import type { Connection } from './connection.ts';
import type { Fanout, SerialEvent } from './ports.ts';

/** Frames with serials that sockets join at a known serial: a channel, or a watched user. */
export interface Feed {
  readonly name: string;
  /** The native topic. It carries the app: names of two apps must not meet. */
  readonly topic: string;
  /** Sockets of this node that joined. */
  sockets: number;
  newcomers: Newcomer[];
}

/** A connection whose join has not been answered yet; what happens meanwhile is held for it. */
export interface Newcomer {
  readonly connection: Connection;
  /** Who it will be on the channel. */
  readonly userId: string | undefined;
  readonly held: SerialEvent[];
}

const none: Newcomer[] = [];

export const createFeed = (appId: string, name: string): Feed => ({
  name,
  topic: `${appId}/${name}`,
  sockets: 0,
  newcomers: none,
});

export function arrive(feed: Feed, connection: Connection, userId?: string): Newcomer {
  const newcomer: Newcomer = { connection, userId, held: [] };
  feed.newcomers = [...feed.newcomers, newcomer];
  return newcomer;
}

export function giveUp(feed: Feed, newcomer: Newcomer): void {
  feed.newcomers = feed.newcomers.length === 1 ? none : feed.newcomers.filter((one) => one !== newcomer);
}

/** The answer is out: sends what was held and is newer than the answer, then the live events follow by themselves. */
export function settle(feed: Feed, newcomer: Newcomer, serial: number): void {
  giveUp(feed, newcomer);
  const { connection, held, userId } = newcomer;
  for (const one of held) {
    const isFor = one.except !== connection.id && (one.to === undefined || one.to === userId);
    if (isFor && one.serial > serial) connection.socket.send(one.frame);
  }
  connection.socket.join(feed.topic);
  if (userId !== undefined) connection.socket.join(memberTopic(feed, userId));
  feed.sockets += 1;
}

export function depart(feed: Feed, connection: Connection, userId?: string): void {
  connection.socket.leave(feed.topic);
  if (userId !== undefined) connection.socket.leave(memberTopic(feed, userId));
  feed.sockets -= 1;
}

/** The topic of one member's sockets. `#` after the name keeps it apart from every channel. */
export const memberTopic = (feed: Feed, userId: string): string => `${feed.topic}#${userId}`;

/** Hot path: one native publish, whatever the number of sockets. */
export function deliver(fanout: Fanout, feed: Feed, event: SerialEvent, except: Connection | undefined): void {
  const { frame, to } = event;
  if (feed.sockets > 0) fanout.publish(to === undefined ? feed.topic : memberTopic(feed, to), frame, except?.socket);
  for (const newcomer of feed.newcomers) newcomer.held.push(event);
}
