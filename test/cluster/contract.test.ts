import t from 'tap';
import { clusterContract, type MakeNodes } from '../contract/cluster.ts';
import { rememberedContract } from '../contract/remembered.ts';
import { redisNode } from '../support/nodes/cluster-bench.ts';
import { testRedis } from '../support/redis/redis.ts';

const redis = await testRedis(t);
let made = 0;

const make: MakeNodes = async (t) => {
  made += 1;
  const prefix = `contract-${made}`;
  return [await redisNode(t, redis.url, { prefix }), await redisNode(t, redis.url, { prefix })];
};
clusterContract('redis', make);
rememberedContract('redis', make);
