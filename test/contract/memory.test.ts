import { systemClock } from '../../src/clock.ts';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import { benchNode } from '../support/nodes/cluster-bench.ts';
import { clusterContract } from './cluster.ts';

clusterContract('single', async (t) => {
  const node = await benchNode(t, memoryCluster(systemClock));
  return [node, node];
});
