import type { Cluster } from '../channels/ports/cluster.ts';
import type { OnError } from '../channels/ports/errors.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../protocol/types/config.ts';
import { memoryCluster } from './memory/memory.ts';

/** The cluster that the settings ask for. Seconds become milliseconds here. */
export async function createCluster(
  { cluster, webhooks }: Pick<Config, 'cluster' | 'webhooks'>,
  clock: Clock,
  onError: OnError,
): Promise<Cluster> {
  const graceMs = webhooks.hold * 1000;
  if (cluster.redis === null) return memoryCluster(clock, { graceMs });
  const { redisCluster } = await import('./redis/redis.ts'); // a node by itself does not pay for it
  return redisCluster({
    clock,
    onError,
    settings: {
      url: cluster.redis,
      prefix: cluster.prefix,
      lease: cluster.lease * 1000,
      renew: Math.min(cluster.renew, cluster.lease / 3) * 1000,
      linger: cluster.topicLinger * 1000,
      hold: graceMs,
      drainHold: cluster.drainHold * 1000,
      timeout: cluster.timeout * 1000,
      stalledAfter: cluster.stalledAfter * 1000,
      backlog: { window: cluster.backlogTime * 1000, frames: cluster.backlogFrames, bytes: cluster.backlogBytes },
      whenAlone: cluster.whenAlone,
    },
  });
}
