import type { Connection } from './connection.ts';
import type { Fanout } from './ports.ts';

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
  readonly held: Held[];
}

interface Held {
  readonly serial: number;
  readonly frame: string;
  readonly except: string | undefined;
}

const none: Newcomer[] = [];

export const createFeed = (appId: string, name: string): Feed => ({
  name,
  topic: `${appId}/${name}`,
  sockets: 0,
  newcomers: none,
});

export function arrive(feed: Feed, connection: Connection): Newcomer {
  const newcomer: Newcomer = { connection, held: [] };
  feed.newcomers = [...feed.newcomers, newcomer];
  return newcomer;
}

export function giveUp(feed: Feed, newcomer: Newcomer): void {
  feed.newcomers = feed.newcomers.length === 1 ? none : feed.newcomers.filter((one) => one !== newcomer);
}

/** The answer is out: sends what was held and is newer than the answer, then the live events follow by themselves. */
export function settle(feed: Feed, newcomer: Newcomer, serial: number): void {
  giveUp(feed, newcomer);
  const { connection, held } = newcomer;
  for (const one of held) {
    if (one.serial > serial && one.except !== connection.id) connection.socket.send(one.frame);
  }
  connection.socket.join(feed.topic);
  feed.sockets += 1;
}

export function depart(feed: Feed, connection: Connection): void {
  connection.socket.leave(feed.topic);
  feed.sockets -= 1;
}

/** Hot path: one native publish, whatever the number of sockets. */
export function deliver(
  fanout: Fanout,
  feed: Feed,
  serial: number,
  frame: string,
  except: Connection | undefined,
  exceptId: string | undefined,
): void {
  if (feed.sockets > 0) fanout.publish(feed.topic, frame, except?.socket);
  for (const newcomer of feed.newcomers) newcomer.held.push({ serial, frame, except: exceptId });
}
