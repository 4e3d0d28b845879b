import type { App } from '../apps/app.ts';
import type { Cluster, OnTrouble } from '../channels/ports.ts';
import type { Claim, Rooms } from '../channels/room-ports.ts';
import type { Clock } from '../clock.ts';
import { check, publish } from './backend-events.ts';
import { match } from './claims.ts';
import { command } from './commands.ts';
import type { AnyDomain } from './domain.ts';
import { createHolding } from './holding.ts';
import { createInsistence } from './insist.ts';
import { departs, leave } from './leaving.ts';
import { join, returns } from './membership.ts';
import type { Place } from './place.ts';
import { RoomHost } from './room-host.ts';
import { createTally, type RoomCounters, type Tally } from './tally.ts';
import { givesUp, waitsNoMore } from './waiting.ts';

export interface RoomParts {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly onTrouble: OnTrouble;
  /** The domains that an app has on. */
  readonly domainsOf: (app: App) => readonly AnyDomain[];
}

export interface RunningRooms extends Rooms {
  /** Rooms that this node knows something of right now. */
  readonly size: number;
  counters(): RoomCounters[];
}

/** Runs the domains: the only place where their functions are called. */
export function createRooms({ cluster, clock, onTrouble, domainsOf }: RoomParts): RunningRooms {
  const hosts = new Map<string, RoomHost>();
  const tallies = new Map<string, Tally>();
  const holding = createHolding(cluster, onTrouble);
  const insistence = createInsistence(clock, onTrouble);

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

  function tallyOf(app: App, domain: string): Tally {
    const name = `${app.id}/${domain}`;
    const tally = tallies.get(name) ?? createTally(app.id, domain);
    tallies.set(name, tally);
    return tally;
  }

  return {
    counters: () => [...tallies.values()].map(({ counters }) => counters),
    get size() {
      return hosts.size + holding.size + insistence.size;
    },
    heard: (appId, feed, frame) => holding.heard(appId, feed, frame),
    claim(app, channel) {
      const domains = domainsOf(app);
      const found = domains.length === 0 ? undefined : match(domains, channel);
      if (found === undefined) return undefined;
      const place: Place = {
        app,
        channel,
        match: found,
        cluster,
        clock,
        onTrouble,
        holding,
        tally: tallyOf(app, found.domain.name),
        host: () => hostOf(app, found.key),
        surely: (what, work) => insistence.surely(`${app.id}/${channel} ${what}`, work),
      };
      return claimOf(place);
    },
    close: () => insistence.close(),
  };
}

/** What the core can ask of a claimed channel. */
const claimOf = (place: Place): Claim => ({
  domain: place.match.domain,
  history: place.match.histories[0],
  pingsPerMinute: place.match.domain.pingsPerMinute,
  join: (member, socket, held) => join(place, { member, socket, held }),
  hold: (userId, held) => place.holding.hold(place.app, place.match.key, userId, held),
  release(userId, held) {
    place.holding.release(place.app, place.match.key, userId, held);
    waitsNoMore(place, userId).catch((error: unknown) => place.onTrouble('rooms', 'release', error));
  },
  dropped(userId) {
    place.tally.went(place.match.key, userId);
    place.host().exit();
  },
  leave: (userId) => leave(place, userId),
  orphaned(userId, dead, waits) {
    if (place.match.id === undefined) return undefined;
    const whose = { dead: dead.holder };
    return waits ? givesUp(place, userId, whose) : departs(place, userId, whose, dead.gone);
  },
  waitsAgain: (userId) => place.holding.ask(place.app, place.match.key, userId),
  restored(member) {
    if (place.match.id !== undefined) place.surely(`return ${member.userId}`, () => returns(place, member));
  },
  command: (userId, name, data, socket) => command(place, userId, name, data, socket),
  check: (name, data) => check(place, name, data),
  publish: (name, data, event, channels) => publish(place, name, data, event, channels),
});
