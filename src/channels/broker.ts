import { randomInt } from 'node:crypto';
import type { App } from '../apps/app.ts';
import type { Clock } from '../clock.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import { type CloseCode, closeCodes } from '../protocol/close-codes.ts';
import * as encode from '../protocol/encode.ts';
import { errors } from '../protocol/errors.ts';
import { numbersOf, statsOf } from './app-numbers.ts';
import { createAppRuntime } from './app-runtime.ts';
import { type Bounds, noBounds } from './bounds.ts';
import { createAdmission, type OnAddressRefused } from './connecting/admission.ts';
import { endOverTime, shuffled } from './connecting/drain.ts';
import { createHeartbeat } from './connecting/heartbeat.ts';
import { closeWith, createConnection, sendError } from './connection.ts';
import { aboutOf, type Core, inBackground } from './core.ts';
import { type Counters, createCounters } from './counters.ts';
import { heard, receive } from './dispatch.ts';
import { fromCluster } from './from-cluster.ts';
import type { Cluster } from './ports/cluster.ts';
import type { OnError } from './ports/errors.ts';
import type { Fact } from './ports/facts.ts';
import type { Recorder } from './ports/recorder.ts';
import type { Fanout, Socket } from './ports/socket.ts';
import type { Turns } from './ports/turns.ts';
import { type AppEvent, countChannels, describeRoomError, publish } from './publish.ts';
import { counted, reportConnections } from './quota.ts';
import { controlCost, costOf } from './rates/flood.ts';
import { closingAfterReload, replaceApp } from './revoke.ts';
import { markReloaded } from './rooms/reload.ts';
import type { Rooms } from './rooms/room-port.ts';
import { leaveWaitingRooms } from './rooms/waiting-room.ts';
import { signOut } from './sign-in.ts';
import type { AppRuntime, Connection } from './state.ts';
import { leaveAll } from './unsubscribe.ts';
import { unwatch } from './watchlist.ts';

/** The world, as the core is handed it. */
export interface Parts {
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly fanout: Fanout;
  readonly onError: OnError;
  readonly onFact?: (appId: string, fact: Fact) => void;
  readonly onAddressRefused?: OnAddressRefused;
  /** Where it counts; its own, when nobody else wants to. */
  readonly counters?: Counters;
  readonly bounds?: () => Bounds;
  /** Nobody goes first, where there are none. */
  readonly turns?: Turns;
  readonly rooms?: Rooms;
  readonly recorder?: Recorder | undefined;
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
    onError,
    onFact = () => {},
    onAddressRefused = () => {},
    counters = createCounters(),
    bounds = () => noBounds,
    turns = { next: () => Promise.resolve(), hear: () => true, crowded: false },
    rooms,
    recorder,

    socketId = randomSocketId,
  } = parts;
  const runtimes = new Map<string, AppRuntime>();
  const heartbeat = createHeartbeat(clock, end, counters.roundTrips);
  const core: Core = { clock, heartbeat, cluster, fanout, counters, bounds, turns, rooms, end, onError, onFact };
  const admission = createAdmission(counters, bounds, onAddressRefused);

  let draining = false;

  function runtimeOf(app: App): AppRuntime {
    let runtime = runtimes.get(app.id);
    if (runtime === undefined) {
      runtime = createAppRuntime(app, recorder);
      runtimes.set(app.id, runtime);
    }
    return runtime;
  }

  function end(connection: Connection, closeCode: CloseCode): void {
    if (closeCode === closeCodes.pongLate || closeCode === closeCodes.inactive) core.counters.pongsMissed += 1;
    closeWith(connection.socket, connection.protocol, closeCode);
  }

  /** [C28] In random order and evenly over this time, so that they do not all come back at once. */
  const sendAway = (
    connections: Connection[],
    ms: number,
    why: (one: Connection) => CloseCode | undefined,
  ): Promise<void> =>
    endOverTime(clock, shuffled(connections), ms, {
      isOpen: (connection) => connection.open,
      end(connection) {
        try {
          const closeCode = why(connection);
          if (closeCode !== undefined) end(connection, closeCode);
        } catch (error) {
          onError('channels', 'send away', error, aboutOf(connection)); // the others are told all the same
        }
      },
    });

  await cluster.start(fromCluster(core, runtimes));

  return {
    counters,
    recorder,

    /** [C36] Whether somebody from this address may still ask what needs no signature; it is counted. */
    mayAsk: (addressKey: string | undefined): boolean => admission.mayAsk(addressKey, clock.now()),

    /** A client whose handshake was admitted. Refused: it was told why, and there is nothing to remember. */
    connect(socket: Socket, app: App, protocol: number, addressKey?: string, key = app.key): Connection | undefined {
      const runtime = runtimeOf(app);
      const refused = admission.refuse(runtime, addressKey, clock.now(), draining);
      if (refused !== undefined) {
        closeWith(socket, protocol, refused);
        return undefined;
      }
      let id = socketId();
      while (runtime.connections.has(id)) id = socketId();
      const connection = createConnection({ id, runtime, socket, protocol, key, addressKey });
      runtime.connections.set(id, connection);
      core.counters.connectionsOpened += 1;
      runtime.counters.connections += 1;
      reportConnections(core, runtime);
      socket.send(encode.connectionEstablished(id, runtime.app.settings.activityTimeout));
      heartbeat.watch(connection);
      return connection;
    },

    receive: (connection: Connection, text: string): void => receive(core, connection, text),

    /** A frame that is no text. */
    receiveBinary(connection: Connection, bytes: number): void {
      if (!heard(core, connection, costOf(bytes))) return;
      core.counters.badMessages += 1;
      sendError(connection, errors.notJson);
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
      const { runtime, user } = connection;
      runtime.connections.delete(connection.id);
      if (connection.authorized) runtime.authorized -= 1;
      reportConnections(core, runtime);
      heartbeat.forget(connection);
      admission.leave(connection.addressKey);
      leaveWaitingRooms(connection);
      inBackground(core, 'leave', leaveAll(core, connection), connection);
      if (user === undefined) return;
      if (user.watching.length > 0) inBackground(core, 'unwatch', unwatch(core, connection, user.watching), connection);
      inBackground(core, 'sign-out', signOut(core, connection, user.member.userId), connection);
    },

    /** [L14] [L31] How long to wait, in ms, before the app may publish these; 0: they may come, and are counted. */
    waitForEvents(app: App, events: readonly AppEvent[]): number {
      const { eventsPerSecond } = app.settings.limits;
      return eventsPerSecond > 0 ? runtimeOf(app).events.take(eventsPerSecond, clock.now(), countChannels(events)) : 0;
    },

    waitForRead(app: App): number {
      const { readsPerSecond } = app.settings.limits;
      return readsPerSecond > 0 ? runtimeOf(app).reads.take(readsPerSecond, clock.now(), 1) : 0;
    },

    /** [H43] On all nodes, those that count for the quota. */
    async connections(app: App): Promise<number> {
      const runtime = runtimes.get(app.id);
      return (await cluster.connectionsElsewhere(app)) + (runtime === undefined ? 0 : counted(runtime));
    },

    publish: (app: App, events: readonly AppEvent[]): Promise<void> | undefined =>
      publish(core, runtimeOf(app), events),

    /** What a room has against an event of the backend; undefined: nothing. */
    wrongForRooms: (app: App, events: readonly AppEvent[]): string | undefined => describeRoomError(core, app, events),

    /** Where a channel's events are remembered. */
    historyName: (app: App, channel: ChannelName): string => core.rooms?.claim(app, channel)?.history ?? channel,

    terminate: (app: App, userId: string): Promise<void> => cluster.terminate(app, userId),

    /** The apps there are, with their settings; connections stay until `renew`. [C19] One with a quota wants to know of the other nodes from the start. */
    update(apps: Iterable<App>): void {
      const served = new Map([...apps].map((app) => [app.id, app]));
      cluster.serves(served.values());
      for (const app of served.values()) if (app.settings.limits.connections > 0) runtimeOf(app);
      for (const [id, runtime] of runtimes) {
        replaceApp(runtime, served.get(id));
        if (runtime.app.settings.limits.connections > 0) reportConnections(core, runtime);
      }
    },

    /** [C34] [C35] [D63] After an update: whose app or key is gone leaves, who is in a channel that is no longer what it was comes again, evenly over this time. */
    renew(ms: number): Promise<void> {
      const all = [...runtimes.values()].flatMap((runtime) => [...runtime.connections.values()]);
      return sendAway(
        all.filter((connection) => markReloaded(core, connection) || closingAfterReload(connection) !== undefined),
        ms,
        closingAfterReload, // by then: another reload may have brought the app back
      );
    },

    runtimeOf,
    end,
    numbers: () => Array.from(runtimes.values(), (runtime) => numbersOf(runtime, cluster)),

    /** What is held right now, for tests and metrics: entries, not bytes. */
    stats: () => statsOf(runtimes.values(), admission.addresses),

    /** Ends every connection. */
    drain(ms: number): Promise<void> {
      draining = true;
      cluster.leaving();
      const open = [...runtimes.values()].flatMap((runtime) => [...runtime.connections.values()]);
      return sendAway(open, ms, () => closeCodes.goingAway);
    },

    async close(): Promise<void> {
      heartbeat.close();
      rooms?.close();
      await cluster.close();
    },
  };
}
