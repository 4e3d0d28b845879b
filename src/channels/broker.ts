import { randomInt } from 'node:crypto';
import type { App } from '../apps/app.ts';
import type { Clock } from '../clock.ts';
import { type ChannelName, waitedFor } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import { type Closing, closings, complaints } from '../protocol/refusals.ts';
import { type Bounds, createCapacity, noBounds } from './capacity.ts';
import { type Connection, closeWith, complain, counted, createConnection, reportConnections } from './connection.ts';
import { type Core, type Counters, createCounters, inBackground } from './core.ts';
import { heard, receive } from './dispatch.ts';
import { endOverTime, shuffled } from './drain.ts';
import { deliver, type Feed, letGo } from './feed.ts';
import { controlCost, costOf } from './flood.ts';
import { createHeartbeat } from './heartbeat.ts';
import { releaseHeld } from './held-join.ts';
import { createLiveApp, type LiveApp } from './live-app.ts';
import { markOutdated } from './outdated.ts';
import type { Cluster, ClusterListener, Fact, Fanout, OnTrouble, Socket, Turns } from './ports.ts';
import { type AppEvent, countChannels, publish, wrongForRooms } from './publish.ts';
import { closingAfterReload, replaceApp } from './revoke.ts';
import type { Rooms } from './room-ports.ts';
import { signOut } from './sign-in.ts';
import { terminate } from './terminate.ts';
import { throwOut } from './throw-out.ts';
import { leave } from './unsubscribe.ts';
import { unwatch } from './watchlist.ts';

/** The world, as the core is handed it. */
export interface Parts {
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly fanout: Fanout;
  readonly onTrouble: OnTrouble;
  readonly onFact?: (appId: string, fact: Fact) => void;
  /** Where it counts; its own, when nobody else wants to. */
  readonly counters?: Counters;
  readonly bounds?: () => Bounds;
  /** Nobody goes first, where there are none. */
  readonly turns?: Turns;
  readonly rooms?: Rooms;
  /** A new unpredictable `123.456`: it is the only thing that makes a channel's signature good for one socket. */
  readonly socketId?: () => string;
}

export type Broker = Awaited<ReturnType<typeof createBroker>>;

// Joined, and not added up: that would be kept as its parts, in more than twice the memory.
const randomSocketId = (): string => [randomInt(1, 10 ** 10), randomInt(1, 10 ** 10)].join('.');

export async function createBroker(parts: Parts) {
  const {
    clock,
    cluster,
    fanout,
    onTrouble,
    onFact = () => {},
    counters = createCounters(),
    bounds = () => noBounds,
    turns = { next: () => Promise.resolve(), hear: () => true },
    rooms,
    socketId = randomSocketId,
  } = parts;
  const homes = new Map<string, LiveApp>();
  const heartbeat = createHeartbeat(clock, end);
  const core: Core = { clock, heartbeat, cluster, fanout, counters, bounds, turns, rooms, end, onTrouble, onFact };
  const capacity = createCapacity(counters, bounds);

  let draining = false;

  function homeOf(app: App): LiveApp {
    let home = homes.get(app.id);
    if (home === undefined) {
      home = createLiveApp(app);
      homes.set(app.id, home);
    }
    return home;
  }

  function end(connection: Connection, closing: Closing): void {
    if (closing === closings.pongLate || closing === closings.inactive) core.counters.pongsMissed += 1;
    closeWith(connection.socket, connection.protocol, closing);
  }

  /** [C28] In random order and evenly over this time, so that they do not all come back at once. */
  const sendAway = (
    connections: Connection[],
    ms: number,
    why: (one: Connection) => Closing | undefined,
  ): Promise<void> =>
    endOverTime(clock, shuffled(connections), ms, {
      isOpen: (connection) => connection.open,
      end(connection) {
        try {
          const closing = why(connection);
          if (closing !== undefined) end(connection, closing);
        } catch (error) {
          onTrouble('channels', 'send away', error); // the others are told all the same
        }
      },
    });

  function endThoseBehind(feed: Feed): void {
    for (const { connection } of letGo(feed, bounds().waitingBytes)) {
      if (!connection.open) continue;
      counters.waitingCut += 1;
      end(connection, closings.overCapacity);
    }
  }

  const listener: ClusterListener = {
    event(appId, name, event) {
      const home = homes.get(appId);
      if (rooms?.heard(appId, name, event.frame) === true) return;
      const feed = home?.feeds.get(name);
      if (home === undefined || feed === undefined) return;
      deliver(fanout, feed, event, event.except === undefined ? undefined : home.connections.get(event.except));
      if (feed.held !== undefined) endThoseBehind(feed);
      if (event.kick !== undefined) throwOut(core, home, feed, event.kick);
    },
    terminate(appId, userId) {
      const home = homes.get(appId);
      if (home !== undefined) inBackground(core, 'terminate', terminate(core, home, userId));
    },
    fact: onFact,
    forgot(what, howMany) {
      counters[what === 'events' ? 'eventsForgotten' : 'roomsForgotten'] += howMany;
    },
    orphaned(app, channel, userId, dead) {
      const room = waitedFor(channel);
      return rooms?.claim(app, room ?? channel)?.orphaned(userId, dead, room !== undefined);
    },
    restored(app, channel, member) {
      const room = waitedFor(channel);
      if (room === undefined) rooms?.claim(app, channel)?.restored(member);
      else rooms?.claim(app, room)?.waitsAgain(member.userId);
    },
    elsewhere(appId, connections) {
      const home = homes.get(appId);
      if (home !== undefined) home.elsewhere = connections;
    },
  };
  await cluster.start(listener);

  return {
    counters,

    /** [C36] Whether somebody from this address may still ask what needs no signature; it is counted. */
    mayAsk: (place: string | undefined): boolean => capacity.mayAsk(place, clock.now()),

    /** A client whose handshake was admitted. Refused: it was told why, and there is nothing to remember. */
    connect(socket: Socket, app: App, protocol: number, place?: string, key = app.key): Connection | undefined {
      const home = homeOf(app);
      const refused = capacity.refuse(home, place, clock.now(), draining);
      if (refused !== undefined) {
        closeWith(socket, protocol, refused);
        return undefined;
      }
      let id = socketId();
      while (home.connections.has(id)) id = socketId();
      const connection = createConnection({ id, home, socket, protocol, key, place });
      home.connections.set(id, connection);
      core.counters.connectionsOpened += 1;
      reportConnections(core, home);
      socket.send(encode.connectionEstablished(id, home.app.settings.activityTimeout));
      heartbeat.watch(connection);
      return connection;
    },

    receive: (connection: Connection, text: string): void => receive(core, connection, text),

    /** A frame that is no text. */
    receiveBinary(connection: Connection, bytes: number): void {
      if (!heard(core, connection, costOf(bytes))) return;
      core.counters.badMessages += 1;
      complain(connection, complaints.notJson);
    },

    /** A ping or pong control frame. */
    alive(connection: Connection): void {
      heard(core, connection, controlCost);
    },

    /** Costs what the connection held, not what the app holds. */
    closed(connection: Connection): void {
      if (!connection.open) return;
      connection.open = false;
      core.counters.connectionsClosed += 1;
      const { home, user } = connection;
      home.connections.delete(connection.id);
      if (connection.authorized) home.authorized -= 1;
      reportConnections(core, home);
      heartbeat.forget(connection);
      capacity.leave(connection.place);
      releaseHeld(connection);
      for (const channel of [...connection.subscriptions.keys()])
        inBackground(core, 'leave', leave(core, connection, channel));
      if (user === undefined) return;
      if (user.watching.length > 0) inBackground(core, 'unwatch', unwatch(core, connection, user.watching));
      inBackground(core, 'sign-out', signOut(core, connection, user.member.userId));
    },

    /** [L14] [L31] How long to wait, in ms, before the app may publish these; 0: they may come, and are counted. */
    waitForEvents(app: App, events: readonly AppEvent[]): number {
      const { eventsPerSecond } = app.settings.limits;
      return eventsPerSecond > 0 ? homeOf(app).events.take(eventsPerSecond, clock.now(), countChannels(events)) : 0;
    },

    waitForRead(app: App): number {
      const { readsPerSecond } = app.settings.limits;
      return readsPerSecond > 0 ? homeOf(app).reads.take(readsPerSecond, clock.now(), 1) : 0;
    },

    /** [H43] On all nodes, those that count for the quota. */
    async connections(app: App): Promise<number> {
      const home = homes.get(app.id);
      return (await cluster.connectionsElsewhere(app)) + (home === undefined ? 0 : counted(home));
    },

    publish: (app: App, events: readonly AppEvent[]): Promise<void> | undefined => publish(core, app, events),

    /** What a room has against an event of the backend; undefined: nothing. */
    wrongForRooms: (app: App, events: readonly AppEvent[]): string | undefined => wrongForRooms(core, app, events),

    /** Where a channel's events are remembered. */
    historyName: (app: App, channel: ChannelName): string => core.rooms?.claim(app, channel)?.history ?? channel,

    terminate: (app: App, userId: string): Promise<void> => cluster.terminate(app, userId),

    /** The apps there are, with their settings; connections stay until `renew`. [C19] One with a quota wants to know of the other nodes from the start. */
    update(apps: Iterable<App>): void {
      const served = new Map([...apps].map((app) => [app.id, app]));
      for (const app of served.values()) if (app.settings.limits.connections > 0) homeOf(app);
      for (const [id, home] of homes) {
        replaceApp(home, served.get(id));
        if (home.app.settings.limits.connections > 0) reportConnections(core, home);
      }
    },

    /** [C34] [C35] [D63] After an update: whose app or key is gone leaves, who is in a channel that is no longer what it was comes again, evenly over this time. */
    renew(ms: number): Promise<void> {
      const all = [...homes.values()].flatMap((home) => [...home.connections.values()]);
      return sendAway(
        all.filter((connection) => markOutdated(core, connection) || closingAfterReload(connection) !== undefined),
        ms,
        closingAfterReload, // by then: another reload may have brought the app back
      );
    },

    /** What is held right now, for tests and metrics: entries, not bytes. */
    census() {
      const sum = (count: (home: LiveApp) => number): number =>
        [...homes.values()].reduce((all, home) => all + count(home), 0);
      return {
        connections: sum((home) => home.connections.size),
        feeds: sum((home) => home.feeds.size),
        users: sum((home) => home.users.size),
        places: capacity.places,
      };
    },

    /** Ends every connection. */
    drain(ms: number): Promise<void> {
      draining = true;
      cluster.leaving();
      const open = [...homes.values()].flatMap((home) => [...home.connections.values()]);
      return sendAway(open, ms, () => closings.goingAway);
    },

    async close(): Promise<void> {
      heartbeat.close();
      rooms?.close();
      await cluster.close();
    },
  };
}
