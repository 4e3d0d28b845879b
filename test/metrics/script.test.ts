import t, { type Test } from 'tap';
import type { RawClient } from '../support/clients/raw-client.ts';
import { call } from '../support/http/api.ts';
import { readNumbers, scrape } from '../support/nodes/scrape.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';
import { startReceiver } from '../support/webhooks/receiver.ts';

const app = `app="${credentials.id}"`;
const oneNode = 'metrics are of a node';

/** A client that adds up what it says. */
async function counted(
  server: TestServer,
  said: { messages: number; bytes: number },
  query: string,
): Promise<RawClient> {
  const client = await server.raw(`/app/${credentials.key}?protocol=7&${query}`);
  const { ws } = client;
  const send = ws.send.bind(ws) as (text: string) => void;
  Object.assign(ws, {
    send(text: string) {
      said.messages += 1;
      said.bytes += Buffer.byteLength(text);
      send(text);
    },
  });
  return client;
}

/** Of what is said of the app and the server: everything but times. */
function told(text: string): Record<string, number> {
  const own = [...readNumbers(text)].filter(([name]) => name.startsWith('carillon_') && !/_bucket|_seconds/.test(name));
  return Object.fromEntries(own.map(([name, value]) => [name.slice('carillon_'.length), value]));
}

async function play(t: Test) {
  const receiver = await startReceiver(t);
  let failed = false;
  receiver.answer((response) => {
    response.statusCode = failed ? 200 : 500;
    failed = true;
    response.end();
  });
  const server = await testServer(
    t,
    { clientEvents: true, webhooks: [{ url: receiver.url, events: ['member_added'] }] },
    {
      webhooks: { hold: 0.03, timeout: 5, firstPause: 0.01, retryFor: 60, privateAddresses: true },
      admin: { port: 0, token: 'x' },
    },
    { oneNode },
  );
  const said = { messages: 0, bytes: 0 };
  const a = await counted(server, said, 'client=js&version=8.6.0');
  const b = await counted(server, said, 'client=java-client&version=2.4.1');
  const c = await counted(server, said, 'client=mine&version=1.0.0');
  await (await server.raw('/app/nobody?protocol=7&client=js&version=7.0.0')).closed;

  await a.join('news');
  await b.join('news');
  await c.join('news');
  await a.join('presence-room', { user_id: 'u1' });
  await b.join('presence-room', { user_id: 'u2' });
  await a.join('private-chat');
  await b.join('private-chat');
  await a.signIn('u1');
  c.say('pusher:subscribe', { channel: 'private-chat', auth: 'nothing' });
  c.say('pusher:subscribe', { channel: 'a name' });
  c.say('pusher:subscribe', { channel: 'news' });
  c.sayRaw('no JSON');
  await c.barrier();

  a.say('client-typing', { é: 1 }, { channel: 'private-chat' });
  a.say('client-typing', {}, { channel: 'news' });
  c.say('client-typing', {}, { channel: 'private-chat' });
  await a.barrier();
  await b.next('client-typing');
  await c.barrier();

  const { sdk } = server;
  await sdk.trigger('news', 'all', 'é');
  await sdk.trigger(['news', 'presence-room', 'empty'], 'but-a', {}, { socket_id: a.socketId });
  await sdk.trigger('private-chat', 'but-who-is-not-there', {}, { socket_id: c.socketId });
  await sdk.triggerBatch([
    { channel: 'news', name: 'one', data: '1' },
    { channel: 'private-chat', name: 'two', data: '2', socket_id: b.socketId },
  ] as Parameters<typeof sdk.triggerBatch>[0]);
  await sdk.sendToUser('u1', 'hello', {});
  const events = `/apps/${credentials.id}/events`;
  await call(server.port, 'POST', events, { body: { name: 'pusher:x', channel: 'news', data: '' } });
  await call(server.port, 'POST', events, { secret: 'another', body: { name: 'x', channel: 'news', data: '' } });
  const at = `http://127.0.0.1:${server.port}`;
  for (const path of ['/health', '/nothing', '/apps/nobody/events'])
    await (await fetch(`${at}${path}`, { method: path.includes('apps') ? 'POST' : 'GET' })).text();
  for (const client of [a, b, c]) await client.barrier();
  return { server, receiver, said, clients: [a, b, c] as const };
}

t.test('[M4] [M5] after a script every number is what was done', async (t) => {
  const { server, said, clients } = await play(t);
  const [a, b, c] = clients;
  let now = told(await scrape(server));
  // The webhook's answer is on its way.
  while (now['webhook_queue_events'] !== 0) now = told(await scrape(server));
  const heard = clients.flatMap(({ texts }) => texts);
  const expected: Record<string, number> = {
    [`connections{${app}}`]: 3,
    [`connections_opened_total{${app}}`]: 3,
    'handshakes_total{outcome="accepted"}': 3,
    'handshakes_total{outcome="4001"}': 1,
    'handshakes_by_library_total{library="js",version="8"}': 1,
    'handshakes_by_library_total{library="js",version="7"}': 1,
    'handshakes_by_library_total{library="java-client",version="2"}': 1,
    'handshakes_by_library_total{library="other",version="other"}': 1,
    addresses_refused_total: 0,
    'cutoffs_total{cause="slow_reader"}': 0,
    'cutoffs_total{cause="waiting"}': 0,
    'cutoffs_total{cause="flood"}': 0,
    'cutoffs_total{cause="message_too_large"}': 0,
    'cutoffs_total{cause="silent"}': 0,
    [`messages_received_total{${app}}`]: said.messages,
    [`received_bytes_total{${app}}`]: said.bytes,
    [`messages_sent_total{${app}}`]: heard.length,
    [`sent_bytes_total{${app}}`]: heard.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    // news; news, presence-room and empty; private-chat; a batch of two; a user
    [`events_published_total{${app}}`]: 1 + 3 + 1 + 2 + 1,
    // member_added to a; the client event to b; 3; news to b and c, the room to b; 2; 3 and a alone; the user
    [`deliveries_total{${app}}`]: 1 + 1 + 3 + 2 + 1 + 2 + 3 + 1 + 1,
    [`client_events_total{${app}}`]: 1,
    [`client_events_refused_total{${app}}`]: 2,
    // two refused subscribes, one twice, no JSON, two client events
    [`errors_sent_total{${app},code="none"}`]: 2 + 1 + 1 + 2,
    bad_messages_total: 1,
    [`channels{${app}}`]: 3,
    [`users{${app}}`]: 1,
    [`members{${app}}`]: 2,
    [`subscribes_total{${app}}`]: 7,
    [`subscribes_refused_total{${app},type="AuthError"}`]: 1,
    [`subscribes_refused_total{${app},type="InvalidChannel"}`]: 1,
    subscribes_delayed_total: 0,
    'forgotten_total{what="events"}': 0,
    'forgotten_total{what="rooms"}': 0,
    room_pings_above_rate_total: 0,
    'http_requests_total{endpoint="/apps/:app/events",status="200"}': 4,
    'http_requests_total{endpoint="/apps/:app/events",status="400"}': 1,
    'http_requests_total{endpoint="/apps/:app/events",status="401"}': 1,
    'http_requests_total{endpoint="/apps/:app/events",status="404"}': 1,
    'http_requests_total{endpoint="/apps/:app/batch_events",status="200"}': 1,
    'http_requests_total{endpoint="/health",status="200"}': 1,
    'http_requests_total{endpoint="none",status="404"}': 1,
    webhook_events_total: 2,
    'webhook_events_done_total{result="delivered"}': 2,
    'webhook_events_done_total{result="dropped"}': 0,
    'webhook_events_done_total{result="cancelled"}': 0,
    'webhook_events_done_total{result="given_up"}': 0,
    webhook_requests_total: 3,
    webhook_failures_total: 1,
    webhook_queue_events: 0,
    faults_total: 0,
    coalesced_frames_total: 0,
  };
  t.same(now, expected);
  const times = readNumbers(await scrape(server));
  const requests = Object.entries(expected).filter(([name]) => name.startsWith('http_requests_total'));
  const answered = requests.reduce((sum, [, count]) => sum + count, 0);
  t.equal(times.get('carillon_http_request_duration_seconds_count'), answered, 'as many as requests');
  t.equal(times.get('carillon_webhook_request_duration_seconds_count'), 3);
  t.equal(times.get('carillon_webhook_queue_age_seconds'), 0);

  await b.close();
  c.destroy();
  await c.closed;
  await a.next('pusher_internal:member_removed');
  await server.sdk.terminateUserConnections('u1');
  t.equal((await a.closed).code, 4009);
  const after = told(await scrape(server));
  t.match(after, {
    ...expected,
    ...Object.fromEntries(
      [`connections{${app}}`, `channels{${app}}`, `users{${app}}`, `members{${app}}`].map((name) => [name, 0]),
    ),
    [`closes_total{${app},code="1005",by="client"}`]: 1,
    [`closes_total{${app},code="1006",by="client"}`]: 1,
    [`closes_total{${app},code="4009",by="server"}`]: 1,
    [`deliveries_total{${app}}`]: (expected[`deliveries_total{${app}}`] ?? 0) + 1,
    [`messages_sent_total{${app}}`]: heard.length + 1,
    [`sent_bytes_total{${app}}`]: clients
      .flatMap(({ texts }) => texts)
      .reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    [`messages_received_total{${app}}`]: said.messages,
    'http_requests_total{endpoint="/apps/:app/users/:user/terminate_connections",status="200"}': 1,
  });
});
