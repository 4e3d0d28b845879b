import t from 'tap';
import { readNumbers, scrape } from '../support/nodes/scrape.ts';
import { credentials, testServer } from '../support/nodes/server.ts';
import { testRedis } from '../support/redis/redis.ts';

const redis = await testRedis(t);
const app = `{app="${credentials.id}"}`;

t.test('[M4] [M5] the numbers of two nodes add up', async (t) => {
  const start = () =>
    testServer(t, {}, { cluster: { redis: redis.url, prefix: 'metrics' }, admin: { port: 0, token: 'x' } });
  const [a, b] = [await start(), await start()];
  const [one, two, three] = [await a.raw(), await b.raw(), await b.raw()];
  await one.join('presence-room', { user_id: 'u1' });
  await two.join('presence-room', { user_id: 'u2' });
  await one.next('pusher_internal:member_added');
  await three.join('presence-room', { user_id: 'u2' });
  await a.sdk.trigger('presence-room', 'x', {}, { socket_id: two.socketId });
  await Promise.all([one.next('x'), three.next('x')]);
  const [ofA, ofB] = [readNumbers(await scrape(a)), readNumbers(await scrape(b))];
  const both = (name: string): number[] => [ofA, ofB].map((numbers) => numbers.get(`carillon_${name}`) ?? Number.NaN);
  t.same(both(`connections${app}`), [1, 2]);
  t.same(both(`members${app}`), [1, 1], 'distinct users of each node');
  t.same(both(`channels${app}`), [1, 1]);
  t.same(both(`events_published_total${app}`), [1, 0], 'by the node that was asked');
  t.same(both(`deliveries_total${app}`), [1 + 1, 1], 'member_added and the event; the event to who was not left out');
  t.ok(both('redis_round_trip_seconds_count').every((count) => count > 0));
  t.same(both('redis_lost_total'), [0, 0]);
  t.ok(both('redis_messages_total').every((count) => count >= 2));
});
