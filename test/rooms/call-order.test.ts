import t from 'tap';
import { lateCluster } from '../support/core/late-cluster.ts';
import { sharedCluster } from '../support/nodes/shared-cluster.ts';
import { callStorm } from '../support/rooms/call-storm.ts';

t.test(
  '[D18] [D40] [D45] 200 steps at a time on two nodes: one host at any commit, and everybody knows which',
  async (t) => {
    const runs = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const makeNodes = (clock: Parameters<typeof sharedCluster>[0]) => {
        const shared = sharedCluster(clock);
        return [1, 2].map((node) => lateCluster(shared.node(), seed * 10 + node));
      };
      runs.push(await callStorm(t, seed, makeNodes));
    }
    for (const what of ['kicked', 'conflicts', 'hosts'] as const)
      t.ok(runs.reduce((sum, one) => sum + one[what], 0) > 40, `${what}: there were many`);
  },
);
