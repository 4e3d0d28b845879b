import type { App } from '../apps/app.ts';
import type { Claim, Cluster, OnTrouble, Rooms } from '../channels/ports.ts';
import type { Clock } from '../clock.ts';
import { check, publish } from './backend-events.ts';
import { match } from './claims.ts';
import { command } from './commands.ts';
import type { AnyDomain } from './domain.ts';
import { createHolding } from './holding.ts';
import { giveUp, join, leave } from './membership.ts';
import type { Place } from './place.ts';
import { RoomHost } from './room-host.ts';

export interface RoomParts {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly onTrouble: OnTrouble;
  /** The domains that an app has on. */
  readonly domainsOf: (app: App) => readonly AnyDomain[];
}

/** Runs the domains: the only place where their functions are called. */
export function createRooms({ cluster, clock, onTrouble, domainsOf }: RoomParts): Rooms & { readonly size: number } {
  const hosts = new Map<string, RoomHost>();
  const holding = createHolding(cluster, onTrouble);

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

  return {
    get size() {
      return hosts.size + holding.size;
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
        host: () => hostOf(app, found.key),
      };
      return claimOf(place);
    },
  };
}

/** What the core can ask of a claimed channel. */
const claimOf = (place: Place): Claim => ({
  history: place.match.key,
  join: (member, socket, held) => join(place, { member, socket, held }),
  hold: (userId, held) => place.holding.hold(place.app, place.match.key, userId, held),
  release(userId, held, gone) {
    const last = place.holding.release(place.app, place.match.key, userId, held);
    if (last && gone) giveUp(place, userId).catch((error: unknown) => place.onTrouble('rooms', 'give up', error));
  },
  dropped: () => place.host().exit(),
  leave: (userId) => leave(place, userId),
  command: (userId, name, data, socket) => command(place, userId, name, data, socket),
  check: (name, data) => check(place, name, data),
  publish: (name, data, event) => publish(place, name, data, event),
});
