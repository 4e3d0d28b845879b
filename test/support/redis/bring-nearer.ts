import type { Redis } from 'ioredis';

/**
 * Redis' own time cannot be turned, so what waits there for its time is brought nearer. Real time passes besides: a step
 * that stops a millisecond short (…999) leaves a second, and the millisecond that follows it makes up for that.
 */
export async function bringNearer(client: Redis, tag: string, passed: number): Promise<void> {
  const ms = passed % 1000 === 999 ? passed - 1000 : passed < 100 ? passed + 1000 : passed;
  for (const waiting of await client.zrange(`${tag}:due`, '0', '-1'))
    await client.zincrby(`${tag}:due`, -ms * 1000, waiting);
  await Promise.all([`${tag}:counted-at`, `${tag}:paced-until`].map((times) => bringTimes(client, times, ms)));
  for (const rate of await client.keys(`${tag}:rate:*`))
    for (const one of await client.zrange(rate, '0', '-1')) await client.zincrby(rate, -ms * 1000, one);
  const families = ['cached', 'history', 'room'].map((family) => client.keys(`${tag}:${family}:*`));
  for (const one of (await Promise.all(families)).flat()) {
    const left = (await client.pttl(one)) - ms;
    if (left > 0) await client.pexpire(one, left);
    else await client.del(one);
  }
}

async function bringTimes(client: Redis, times: string, ms: number): Promise<void> {
  for (const channel of await client.hkeys(times)) await client.hincrby(times, channel, -ms);
}
