import t, { type Test } from 'tap';
import { call } from '../support/http/api.ts';
import { credentials, testServer } from '../support/nodes/server.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const redis = await testRedis(t);
let made = 0;

/** A whole server, and how to start another one of its cluster. */
async function server(t: Test, settings = {}) {
  made += 1;
  const cluster = { redis: redis.url, prefix: `server-${made}`, timeout: 0.3 };
  const start = () => testServer(t, settings, { cluster, webhooks: { hold: 0.1 } });
  return [await start(), start] as const;
}

/** Two of them. */
async function servers(t: Test, settings = {}) {
  const [a, start] = await server(t, settings);
  return [a, await start()] as const;
}

const publish = (port: number, data = '{}') =>
  call(port, 'POST', `/apps/${credentials.id}/events`, { body: { name: 'x', channel: 'news', data } });

t.test('[N10] [N6] the API of one server answers for both', async (t) => {
  const [a, b] = await servers(t, { subscriptionCount: true });
  await (await a.raw()).join('news');
  await (await b.raw()).join('news');
  await (await b.raw()).join('cache-c');
  await (await a.raw()).join('presence-p', { user_id: 1 });
  await a.sdk.trigger('cache-c', 'x', { a: 1 });
  const path = `/apps/${credentials.id}/channels`;
  for (const { port } of [a, b]) {
    t.same((await call(port, 'GET', path)).body, { channels: { 'cache-c': {}, news: {}, 'presence-p': {} } });
    const one = await call(port, 'GET', `${path}/news`, { query: [['info', 'subscription_count']] });
    t.same(one.body, { occupied: true, subscription_count: 2 });
    t.same((await call(port, 'GET', `${path}/presence-p/users`)).body, { users: [{ id: '1' }] });
    t.match((await call(port, 'GET', `${path}/cache-c`, { query: [['info', 'cache']] })).body, {
      cache: { data: '{"a":1}' },
    });
  }
});

t.test('[N17] one connection more than the quota of both is refused', async (t) => {
  const [a, b] = await servers(t, { limits: { connections: 3 } });
  const first = await a.raw();
  for (const server of [a, b]) await server.raw();
  for (const one of [a, b]) {
    await until(async () => {
      const refused = await one.raw();
      const { code } = await Promise.race([refused.closed, refused.barrier().then(() => ({ code: 0 }))]);
      if (code === 0) refused.destroy();
      return code === 4004;
    });
  }
  first.destroy();
  await until(async () => {
    const taken = await b.raw();
    return taken.socketId !== '';
  });
  t.pass('its place is free again');
});

t.test('[N17] a node that nobody has come to yet knows of the quota', async (t) => {
  const [a, start] = await server(t, { limits: { connections: 2 } });
  for (const one of [await a.raw(), await a.raw()]) await one.barrier();
  await call(a.port, 'GET', `/apps/${credentials.id}/channels`); // has it report first
  const b = await start();
  await until(async () => (await redis.client.zcard(`{server-${made}:${credentials.id}}:leases`)) === 2);
  t.equal((await (await b.raw()).closed).code, 4004);
});

t.test('[N14] without Redis a server goes on, and says what it cannot do', async (t) => {
  const [a, b] = await servers(t);
  const client = await a.raw();
  await client.join('news');
  await redis.kill();
  await until(async () => (await fetch(`http://127.0.0.1:${a.port}/ready`)).status === 503);
  const ready = await fetch(`http://127.0.0.1:${a.port}/ready`);
  t.match(await ready.text(), /Redis cannot be reached/);
  t.equal((await fetch(`http://127.0.0.1:${a.port}/health`)).status, 200);
  const refused = await publish(a.port);
  t.equal(refused.status, 503);
  t.equal(refused.headers.get('retry-after'), '1');
  t.match(refused.body, { error: String, code: 503 });
  const newcomer = await a.raw();
  newcomer.subscribe('presence-p', { user_id: 1 });
  t.match((await newcomer.next('pusher:subscription_error')).data, { type: 'ServiceUnavailable', status: 503 });
  await newcomer.join('news');
  t.pass('who is one more is taken');
  await client.barrier();
  await redis.start();
  for (const { port } of [a, b])
    await until(async () => (await fetch(`http://127.0.0.1:${port}/ready`)).status === 200);
  await until(async () => (await publish(b.port, '"again"')).status === 200);
  for (const one of [client, newcomer]) await one.next(({ event, data }) => event === 'x' && data === '"again"');
  await newcomer.join('presence-p', { user_id: 1 });
});
