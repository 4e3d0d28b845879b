import { systemClock } from '../../src/clock.ts';
import { singleNode } from '../../src/cluster/memory/memory.ts';
import { benchNode } from '../support/cluster-bench.ts';
import { clusterContract } from './cluster.ts';

clusterContract('single', async (t) => {
  const node = await benchNode(t, singleNode(systemClock));
  return [node, node];
});
