import type { Cluster } from '../../../src/channels/ports/cluster.ts';
import type { ClusterListener } from '../../../src/channels/ports/listener.ts';
import type { Clock } from '../../../src/clock.ts';
import { memoryCluster } from '../../../src/cluster/memory/memory.ts';

export interface SharedCluster {
  /** The cluster as one more node sees it. */
  node(): Cluster;
  /** Commits so far, and how many of them came too late. */
  readonly commits: { all: number; conflicts: number };
}

/** Several nodes over one truth: every node hears every event, as in a cluster, and what one commits the others find. */
export function sharedCluster(clock: Clock): SharedCluster {
  const inner = memoryCluster(clock);
  const listeners: ClusterListener[] = [];
  const commits = { all: 0, conflicts: 0 };
  const started = inner.start({
    event: (...event) => {
      for (const listener of listeners) listener.event(...event);
    },
    terminate: (...user) => {
      for (const listener of listeners) listener.terminate(...user);
    },
    fact: (...fact) => listeners[0]?.fact(...fact),
    elsewhere() {},
    forgot: (...what) => listeners[0]?.forgot(...what),
  });
  return {
    commits,
    node: () => ({
      ...inner,
      async start(listener) {
        listeners.push(listener);
        await started;
      },
      async commit(...step) {
        const answer = await inner.commit(...step);
        commits.all += 1;
        if ('conflict' in answer) commits.conflicts += 1;
        return answer;
      },
    }),
  };
}
