import { systemClock } from '../../src/clock.ts';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import { benchNode } from '../support/nodes/cluster-bench.ts';
import { clusterContract, type MakeNodes } from './cluster.ts';
import { rememberedContract } from './remembered.ts';

const make: MakeNodes = async (t) => {
  const node = await benchNode(t, memoryCluster(systemClock));
  return [node, node];
};
clusterContract('single', make);
rememberedContract('single', make);
