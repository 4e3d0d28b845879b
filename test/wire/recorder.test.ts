import t from 'tap';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import { call } from '../support/http/api.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';
import { until } from '../support/until.ts';
import { startReceiver } from '../support/webhooks/receiver.ts';

const oneNode = 'what happened is remembered by a node';
const path = `/app/${credentials.key}?protocol=7&client=js&version=8.4.0`;

const words = (server: TestServer, ...fields: string[]) =>
  server.recorded().map((fact) => [fact.kind, ...fields.map((field) => fact[field as keyof typeof fact])]);
const last = (server: TestServer, kind: string) => server.recorded().findLast((fact) => fact.kind === kind);

t.test('[M20] a connection from its handshake to its end', async (t) => {
  const server = await testServer(t, { clientEvents: true }, {}, { oneNode });
  const client = await server.raw(path);
  await client.signIn('ada');
  await client.join('news');
  client.say('pusher:unsubscribe', { channel: 'news' });
  client.say('pusher:subscribe', { channel: 'private-x', auth: `${credentials.key}:0123abc` });
  client.say('client-typing', {}, { channel: 'news' });
  client.say('pusher:signin', { auth: 'no', user_data: '{}' });
  await client.barrier();
  await client.close();
  const refused = await server.raw('/app/nobody?protocol=7');
  await refused.closed;
  t.same(
    server.recorded().map(({ kind }) => kind),
    [
      'connected',
      'signed-in',
      'subscribed',
      'unsubscribed',
      'subscribe-refused',
      'client-event-refused',
      'sign-in-refused',
      'closed',
      'handshake-refused',
    ],
  );
  const facts = server.recorded();
  t.same(
    facts.map(({ number }) => number),
    facts.map((_, index) => index + 1),
  );
  for (const { app, socket } of facts.slice(0, 8)) t.same([app, socket], [credentials.id, client.socketId]);
  t.match(facts[0], { library: 'js 8' });
  t.match(facts[1], { user: 'ada' });
  t.match(facts[2], { channel: 'news', user: 'ada' });
  t.match(facts[4], { channel: 'private-x', code: 401, why: 'Invalid signature' });
  t.match(facts[5], { channel: 'news', event: 'client-typing', why: /only supported on private/ });
  t.match(facts[6], { code: 4009, why: /auth must have the format/ });
  t.match(facts[8], { app: '', code: 4001 });
  t.ok(facts.every(({ at }) => Math.abs(at - Date.now()) < 60_000));
});

t.test('[M22] who closed, with which code, and why it was cut off', async (t) => {
  const server = await testServer(
    t,
    { limits: { messagesPerSecond: 5 } },
    { limits: { frameBytes: 1024 } },
    { oneNode },
  );
  const leaving = await server.raw(path);
  leaving.ws.close(4321, 'bye');
  await leaving.closed;
  t.match(last(server, 'closed'), { by: 'client', code: 4321, why: 'bye' });
  const loud = await server.raw(path);
  for (let n = 0; n < 20; n += 1) loud.say('pusher:ping', {});
  await loud.closed;
  t.match(last(server, 'cut-off'), { socket: loud.socketId, why: 'it said more than it may' });
  t.match(last(server, 'closed'), { socket: loud.socketId, by: 'server', code: 4100 });
  const large = await server.raw(path);
  large.sayRaw('x'.repeat(2000));
  await large.closed;
  t.match(last(server, 'cut-off'), { socket: large.socketId, why: 'a message was larger than it may be' });
  t.match(last(server, 'closed'), { socket: large.socketId, by: 'server', code: 1006 });
  const user = await server.raw(path);
  await user.signIn('ada');
  await server.sdk.terminateUserConnections('ada');
  await user.closed;
  t.match(last(server, 'closed'), { socket: user.socketId, user: 'ada', by: 'server', code: 4009 });
});

t.test('[M23] an event with its sockets, and what was refused', async (t) => {
  const server = await testServer(t, { clientEvents: true, limits: { eventsPerSecond: 1 } }, {}, { oneNode });
  const [one, two] = [await server.raw(path), await server.raw(path)];
  for (const client of [one, two]) await client.join('private-a');
  await server.sdk.trigger(['private-a', 'empty'], 'news', { text: 'x' }, { socket_id: one.socketId });
  t.match(last(server, 'published'), { channel: 'empty', event: 'news', sockets: 0 });
  t.match(
    server.recorded().find(({ kind }) => kind === 'published'),
    { channel: 'private-a', sockets: 1, except: one.socketId, data: '{"text":"x"}' },
  );
  one.say('client-typing', { on: true }, { channel: 'private-a' });
  await two.next('client-typing');
  t.match(last(server, 'client-event'), {
    channel: 'private-a',
    event: 'client-typing',
    socket: one.socketId,
    sockets: 1,
    data: '{"on":true}',
  });
  const channels = Array.from({ length: 60 }, (_, index) => `c-${index}`);
  const body = { name: 'many', channels, data: 'x' };
  // The first may find room; then there is none for a minute.
  await call(server.port, 'POST', '/apps/app-1/events', { body });
  t.equal((await call(server.port, 'POST', '/apps/app-1/events', { body })).status, 429);
  t.match(last(server, 'publish-refused'), { channel: 'c-59', event: 'many', code: 429 });
  t.match(last(server, 'request-refused'), { app: credentials.id, path: 'POST /apps/app-1/events', code: 429 });
  const unsigned = await fetch(`http://127.0.0.1:${server.port}/apps/app-1/events?auth_key=x&auth_signature=abc`, {
    method: 'POST',
    body: '{}',
  });
  t.equal(unsigned.status, 401);
  t.match(last(server, 'request-refused'), { app: credentials.id, path: 'POST /apps/app-1/events', code: 401 });
  await fetch(`http://127.0.0.1:${server.port}/nothing`);
  t.match(last(server, 'request-refused'), { app: '', path: 'GET /nothing', code: 404, why: 'Not found' });
});

t.test('[M23] a command of a room, and one that it refused', async (t) => {
  const server = await testServer(t, { domains: ['webinar'] }, {}, { oneNode });
  const client = await server.raw(path);
  await client.join('presence-webinar-1', { user_id: 'ada', user_info: { role: 'host' } });
  client.say('client-no-such', {}, { channel: 'presence-webinar-1' });
  await client.barrier();
  t.match(last(server, 'command-refused'), {
    channel: 'presence-webinar-1',
    event: 'client-no-such',
    user: undefined,
    why: /^UNKNOWN_COMMAND/,
  });
});

t.test('[M20] a webhook that was told, failed, was given up', async (t) => {
  const receiver = await startReceiver(t);
  receiver.answer((response) => response.writeHead(500).end());
  const webhooks = { hold: 0, timeout: 1, firstPause: 0.01, retryFor: 0, privateAddresses: true };
  const server = await testServer(t, { webhooks: [{ url: `${receiver.url}?key=secret` }] }, { webhooks }, { oneNode });
  const client = await server.raw(path);
  await client.join('news');
  await receiver.until((received) => received.length > 0);
  await until(() => last(server, 'webhook-given-up') !== undefined);
  const seen = words(server, 'channel', 'event').filter(([kind]) => String(kind).startsWith('webhook'));
  t.same(seen, [
    ['webhook-told', 'news', 'channel_occupied'],
    ['webhook-failed', 'news', 'channel_occupied'],
    ['webhook-given-up', 'news', 'channel_occupied'],
  ]);
  t.match(last(server, 'webhook-failed'), { why: /500/, path: /\?\*+$/ });
});

t.test('[M21] no auth, no signature and no query is remembered, whatever is refused', async (t) => {
  const server = await testServer(t, {}, { recorder: { payloadBytes: 0 } }, { oneNode });
  const client = await server.raw(path);
  const wrong = 'f'.repeat(64);
  client.say('pusher:subscribe', { channel: 'private-a', auth: `${credentials.key}:${wrong}` });
  client.say('pusher:subscribe', { channel: 'private-a', auth: client.sign('another text') });
  client.say('pusher:signin', { auth: `${credentials.key}:${wrong}`, user_data: '{"id":"ada"}' });
  await client.join('private-b');
  await client.barrier();
  await server.sdk.trigger('private-b', 'e', 'a-payload');
  for (const query of [`auth_key=${credentials.key}&auth_signature=${wrong}`, `x=${wrong}`])
    await fetch(`http://127.0.0.1:${server.port}/apps/app-1/channels?${query}`);
  const text = JSON.stringify(server.recorded());
  for (const secret of [credentials.secret, wrong, 'auth_signature=', 'a-payload', client.sign('another text')])
    t.notMatch(text, secret);
  t.notMatch(text, /[0-9a-f]{64}/);
});

t.test('[M20] with 0 nothing is remembered, and all goes on', async (t) => {
  const server = await testServer(t, { clientEvents: true }, { recorder: { facts: 0 } }, { oneNode });
  const [one, two] = [await server.raw(path), await server.raw(path)];
  for (const client of [one, two]) await client.join('private-a');
  await server.sdk.trigger('private-a', 'e', 'x');
  await two.next('e');
  one.say('client-e', 'x', { channel: 'private-a' });
  await two.next('client-e');
  await one.close();
  t.same(server.recorded(), []);
});

t.test('[M34] what comes from another node is known by its name, its sockets and whom it left out', async (t) => {
  // As every cluster of several processes: what is recorded of an event does not go along with it.
  const wrap = (cluster: Cluster): Cluster => ({
    ...cluster,
    publish: (app, events) =>
      cluster.publish(
        app,
        events.map((event) => ({ ...event, recorded: undefined })),
      ),
  });
  const server = await testServer(t, { clientEvents: true }, {}, { oneNode, wrap });
  const [one, two] = [await server.raw(path), await server.raw(path)];
  for (const client of [one, two]) await client.join('private-a');
  for (const name of ['e', 'with "quotes" and \\']) {
    await server.sdk.trigger('private-a', name, 'x', { socket_id: one.socketId });
    t.match(
      server.recorded().findLast(({ kind }) => kind === 'delivered'),
      { app: credentials.id, channel: 'private-a', event: name, sockets: 1, except: one.socketId, serial: Number },
    );
    t.match(last(server, 'published'), { event: name, sockets: 0, serial: undefined });
  }
});
