import t from 'tap';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';
import { testRedis } from '../support/redis/redis.ts';

const redis = await testRedis(t);

const start = (t: Parameters<typeof testServer>[0]) =>
  testServer(t, { clientEvents: true }, { cluster: { redis: redis.url }, admin: { port: 0, token: 'x' } });

async function why({ adminPort }: TestServer, socket: string, channel: string, event: string) {
  const query = new URLSearchParams({ app: credentials.id, socket, channel, event });
  const response = await fetch(`http://127.0.0.1:${adminPort}/explain?${query}`, {
    headers: { Authorization: 'Bearer x' },
  });
  return (await response.json()) as { cause: string; sentence: string };
}

t.test('[M34] what was published through another node is known where it is delivered', async (t) => {
  const [a, b] = [await start(t), await start(t)];
  const [one, two] = [await b.raw(), await b.raw()];
  for (const client of [one, two]) await client.join('private-a');
  await a.sdk.trigger('private-a', 'e', 'x', { socket_id: one.socketId });
  await two.next('e');
  t.match(await why(b, two.socketId, 'private-a', 'e'), { cause: 'arrived', sentence: /for 1 socket of private-a/ });
  t.equal((await why(b, one.socketId, 'private-a', 'e')).cause, 'excluded');
  const delivered = b.recorded().find(({ kind, event }) => kind === 'delivered' && event === 'e');
  t.match(delivered, { app: credentials.id, channel: 'private-a', sockets: 1, except: one.socketId });
  t.ok(
    a.recorded().some(({ kind, event }) => kind === 'published' && event === 'e'),
    'the other knows who published',
  );
  t.match(await why(a, two.socketId, 'private-a', 'e'), { cause: 'unknown-connection' });
});

t.test('[M34] what was published here comes back from the cluster', async (t) => {
  const server = await start(t);
  const [one, two] = [await server.raw(), await server.raw()];
  for (const client of [one, two]) await client.join('private-a');
  await server.sdk.trigger('private-a', 'e', 'x');
  await two.next('e');
  await one.next('e');
  t.match(await why(server, one.socketId, 'private-a', 'e'), { cause: 'arrived', sentence: /for 2 sockets/ });
  one.say('client-e', 'x', { channel: 'private-a' });
  await two.next('client-e');
  t.equal((await why(server, two.socketId, 'private-a', 'client-e')).cause, 'arrived');
  t.equal((await why(server, one.socketId, 'private-a', 'client-e')).cause, 'own-event');
});
