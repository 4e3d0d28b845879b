import t from 'tap';
import { RawClient } from '../support/clients/raw-client.ts';
import { readNumbers, scrape } from '../support/nodes/scrape.ts';
import { credentials, testServer } from '../support/nodes/server.ts';

const admin = { admin: { port: 0, token: 'x' } };
const oneNode = 'metrics are of a node';
const app = `app="${credentials.id}"`;

t.test('[M4] rooms: who is in them, what was done there and what was refused', async (t) => {
  const server = await testServer(t, { domains: ['chat-room'] }, admin, { oneNode });
  const [a, b] = [await server.raw(), await server.raw()];
  await a.join('presence-room-1', { user_id: 'u1', user_info: { name: 'A' } });
  await b.join('presence-room-1', { user_id: 'u2', user_info: { name: 'B' } });
  for (const emoji of ['🎉', '👍']) a.say('client-reaction', { message_id: 5, emoji }, { channel: 'presence-room-1' });
  b.say('client-nothing', {}, { channel: 'presence-room-1' });
  await a.barrier();
  await b.barrier();
  const numbers = readNumbers(await scrape(server));
  const labels = `{${app},domain="chat-room"}`;
  t.equal(numbers.get(`carillon_room_participants${labels}`), 2);
  t.equal(numbers.get(`carillon_room_commands_total${labels}`), 2);
  t.equal(numbers.get(`carillon_room_refusals_total${labels}`), 1);
  b.destroy();
  await a.next('pusher_internal:member_removed');
  t.equal(readNumbers(await scrape(server)).get(`carillon_room_participants${labels}`), 1);
});

t.test('[M4] who is refused, cut off or silent is counted by why', async (t) => {
  const limits = { connections: 3, messagesPerSecond: 50 };
  const server = await testServer(t, { limits, activityTimeout: 0.05, pongTimeout: 0.05 }, admin, { oneNode });
  const [flood, large] = [await server.raw(), await server.raw()];
  const at = `ws://127.0.0.1:${server.port}/app/${credentials.key}?protocol=7`;
  const silent = new RawClient(at, {}, { autoPong: false });
  await silent.opened;
  t.equal((await (await server.raw()).closed).code, 4004);
  for (let index = 0; index < 60; index += 1) flood.sayRaw('{"event":"pusher:ping","data":{}}');
  t.equal((await flood.closed).code, 4100);
  large.sayRaw('x'.repeat(300_000));
  await large.closed;
  const numbersOf = async () => readNumbers(await scrape(server));
  t.equal((await silent.closed).code, 4201);
  const numbers = await numbersOf();
  t.equal(numbers.get('carillon_handshakes_total{outcome="4004"}'), 1);
  t.equal(numbers.get('carillon_cutoffs_total{cause="flood"}'), 1);
  t.equal(numbers.get('carillon_cutoffs_total{cause="message_too_large"}'), 1);
  t.equal(numbers.get('carillon_cutoffs_total{cause="silent"}'), 1);
  t.equal(numbers.get(`carillon_closes_total{${app},code="4100",by="server"}`), 1);
  t.equal(numbers.get(`carillon_closes_total{${app},code="4201",by="server"}`), 1);
  t.equal(numbers.get(`carillon_connections{${app}}`), 0);
});

t.test('[M4] the answer to a ping of the server is a round trip', async (t) => {
  const server = await testServer(t, { activityTimeout: 0.05 }, admin, { oneNode });
  const client = await server.raw();
  await client.next('pusher:ping');
  await client.barrier();
  const numbers = readNumbers(await scrape(server));
  t.equal(numbers.get('carillon_client_round_trip_seconds_count'), 1);
  t.ok((numbers.get('carillon_client_round_trip_seconds_sum') ?? 30) < 30);
});
