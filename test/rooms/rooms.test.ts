import t from 'tap';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import { lateCluster } from '../support/core/late-cluster.ts';
import { roomsSuite } from './rooms-suite.ts';

roomsSuite(t, 'a cluster that answers at once', memoryCluster);
for (let seed = 1; seed <= 3; seed += 1)
  roomsSuite(t, `a cluster that answers late and in random order, seed ${seed}`, (clock) =>
    lateCluster(memoryCluster(clock), seed),
  );
