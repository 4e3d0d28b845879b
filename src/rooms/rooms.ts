import type { App } from '../apps/app.ts';
import type { Cluster, OnTrouble, Rooms } from '../channels/ports.ts';
import type { Clock } from '../clock.ts';
import { match } from './claims.ts';
import type { AnyDomain } from './domain.ts';
import { RoomClaim } from './room-claim.ts';
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

  function hostOf(app: App, key: string): RoomHost {
    const name = `${app.id}/${key}`;
    let host = hosts.get(name);
    if (host === undefined) {
      host = new RoomHost(cluster, app, key, () => hosts.delete(name));
      hosts.set(name, host);
    }
    return host;
  }

  return {
    get size() {
      return hosts.size;
    },
    claim(app, channel) {
      const domains = domainsOf(app);
      const found = domains.length === 0 ? undefined : match(domains, channel);
      if (found === undefined) return undefined;
      return new RoomClaim({ app, channel, cluster, clock, onTrouble, host: () => hostOf(app, found.key) }, found);
    },
  };
}
