import type { Test } from 'tap';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import type { Clock } from '../../src/clock.ts';
import { type Settings, type TestCore, testCore } from '../support/core/core.ts';
import { lab } from '../support/rooms/fixture-domain.ts';
import { commanding } from './suite/commanding.ts';
import { containing } from './suite/containing.ts';
import { joining } from './suite/joining.ts';
import { publishing } from './suite/publishing.ts';
import { sharing } from './suite/sharing.ts';

/** A core of its own with the laboratory's rooms. */
export type StartRooms = (settings?: Settings) => Promise<TestCore>;

/** What every room promises, whatever the cluster. */
export function roomsSuite(t: Test, name: string, makeCluster: (clock: Clock) => Cluster): void {
  t.test(name, async (t) => {
    const start: StartRooms = (settings) => testCore(settings, makeCluster, { domains: [lab] });
    for (const part of [joining, commanding, publishing, sharing, containing]) part(t, start);
  });
}
