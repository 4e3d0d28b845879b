import t from 'tap';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import { lateCluster } from '../support/core/late-cluster.ts';
import { coreSuite } from './core-suite.ts';

coreSuite(t, 'a cluster that answers at once', memoryCluster);
for (let seed = 1; seed <= 3; seed += 1)
  coreSuite(t, `a cluster that answers late and in random order, seed ${seed}`, (clock) =>
    lateCluster(memoryCluster(clock), seed),
  );
