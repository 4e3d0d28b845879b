import t from 'tap';
import { clusterContract } from '../contract/cluster.ts';
import { redisNode } from '../support/nodes/cluster-bench.ts';
import { testRedis } from '../support/redis/redis.ts';

const redis = await testRedis(t);
let made = 0;

clusterContract('redis', async (t) => {
  made += 1;
  const prefix = `contract-${made}`;
  return [await redisNode(t, redis.url, { prefix }), await redisNode(t, redis.url, { prefix })];
});
