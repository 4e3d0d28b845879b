import type { App } from '../apps/app.ts';
import type { Cluster } from '../channels/ports/cluster.ts';
import type { OnError } from '../channels/ports/errors.ts';
import type { Claim, Rooms } from '../channels/rooms/room-port.ts';
import type { Clock } from '../clock.ts';
import { check, publish } from './backend-events.ts';
import { match } from './channel-matching.ts';
import { command } from './commands.ts';
import type { AnyDomain } from './domain.ts';
import { departs, leave } from './leaving.ts';
import { join, returns } from './membership.ts';
import { createRetrier } from './retrier.ts';
import type { RoomContext } from './room-context.ts';
import { type CountedRooms, createRoomCounters, type RoomCounters } from './room-counters.ts';
import { RoomHost } from './room-host.ts';
import { givesUp, waitsNoMore } from './waiting.ts';
import { createWaitingRoom } from './waiting-room.ts';

export interface RoomParts {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly onError: OnError;
  /** The domains that an app has on. */
  readonly domainsOf: (app: App) => readonly AnyDomain[];
}

export interface RunningRooms extends Rooms {
  /** Rooms that this node knows something of right now. */
  readonly size: number;
  counters(): RoomCounters[];
}

/** Runs the domains: the only context where their functions are called. */
export function createRooms({ cluster, clock, onError, domainsOf }: RoomParts): RunningRooms {
  const hosts = new Map<string, RoomHost>();
  const countersOfRooms = new Map<string, CountedRooms>();
  const waitingRoom = createWaitingRoom(cluster, onError);
  const retrier = createRetrier(clock, onError);

  function hostOf(app: App, key: string): RoomHost {
    const name = `${app.id}/${key}`;
    let host = hosts.get(name);
    if (host === undefined) {
      const made = new RoomHost(cluster, app, key, () => hosts.get(name) === made && hosts.delete(name));
      host = made;
      hosts.set(name, made);
    }
    return host;
  }

  function countersOf(app: App, domain: string): CountedRooms {
    const name = `${app.id}/${domain}`;
    const roomCounters = countersOfRooms.get(name) ?? createRoomCounters(app.id, domain);
    countersOfRooms.set(name, roomCounters);
    return roomCounters;
  }

  return {
    counters: () => [...countersOfRooms.values()].map(({ counters }) => counters),
    get size() {
      return hosts.size + waitingRoom.size + retrier.size;
    },
    heard: (appId, feed, frame) => waitingRoom.heard(appId, feed, frame),
    claim(app, channel) {
      const domains = domainsOf(app);
      const found = domains.length === 0 ? undefined : match(domains, channel);
      if (found === undefined) return undefined;
      const context: RoomContext = {
        app,
        channel,
        match: found,
        cluster,
        clock,
        onError,
        waitingRoom,
        roomCounters: countersOf(app, found.domain.name),
        host: () => hostOf(app, found.key),
        untilDone: (what, work) => retrier.untilDone(`${app.id}/${channel} ${what}`, work),
      };
      return claimOf(context);
    },
    close: () => retrier.close(),
  };
}

/** What the core can ask of a claimed channel. */
const claimOf = (context: RoomContext): Claim => ({
  domain: context.match.domain,
  history: context.match.histories[0],
  pingsPerMinute: context.match.domain.pingsPerMinute,
  join: (member, socket, waited) => join(context, { member, socket, waited }),
  enterWaitingRoom: (userId, waiting) => context.waitingRoom.enter(context.app, context.match.key, userId, waiting),
  leaveWaitingRoom(userId, waiting) {
    context.waitingRoom.leave(context.app, context.match.key, userId, waiting);
    waitsNoMore(context, userId).catch((error: unknown) => context.onError('rooms', 'leave the waiting room', error));
  },
  dropped(userId) {
    context.roomCounters.went(context.match.key, userId);
    context.host().exit();
  },
  leave: (userId) => leave(context, userId),
  orphaned(userId, dead, waits) {
    if (context.match.id === undefined) return undefined;
    const whose = { dead: dead.holder };
    return waits ? givesUp(context, userId, whose) : departs(context, userId, whose, dead.gone);
  },
  waitsAgain: (userId) => context.waitingRoom.ask(context.app, context.match.key, userId),
  restored(member) {
    if (context.match.id !== undefined) context.untilDone(`return ${member.userId}`, () => returns(context, member));
  },
  command: (userId, name, data, socket) => command(context, userId, name, data, socket),
  check: (name, data) => check(context, name, data),
  publish: (name, data, event, channels) => publish(context, name, data, event, channels),
});
