import type { Test } from 'tap';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import type { Clock } from '../../src/clock.ts';
import { type Settings, type TestCore, testCore } from '../support/core/core.ts';
import { cache } from './suite/cache.ts';
import { clientEvents } from './suite/client-events.ts';
import { presence } from './suite/presence.ts';
import { races } from './suite/races.ts';
import { subscribing } from './suite/subscribing.ts';
import { userChannel } from './suite/user-channel.ts';
import { users } from './suite/users.ts';

/** A core of its own for a test. */
export type Start = (settings?: Settings) => Promise<TestCore>;

/** What the core promises, whatever the cluster it is given: how soon and in which order that answers must not show. */
export function coreSuite(t: Test, name: string, makeCluster: (clock: Clock) => Cluster): void {
  t.test(name, async (t) => {
    const start: Start = (settings) => testCore(settings, makeCluster);
    for (const part of [subscribing, presence, clientEvents, users, userChannel, cache, races]) part(t, start);
  });
}
