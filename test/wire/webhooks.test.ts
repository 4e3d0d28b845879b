import Pusher from 'pusher';
import t, { type Test } from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import type { WebhookEndpoint } from '../../src/protocol/types/config.ts';
import type { WebhookEvent } from '../../src/protocol/types/webhook.ts';
import { exchangeRaw } from '../support/http/api.ts';
import { credentials, type TestServer, type TestWorld, testServer } from '../support/nodes/server.ts';
import { until } from '../support/until.ts';
import { type Received, type Receiver, startReceiver } from '../support/webhooks/receiver.ts';
import { readBody } from '../support/webhooks/webhooks.ts';

const quick = { hold: 0.03, timeout: 1, firstPause: 0.01, retryFor: 0, batchDelay: 0.01, privateAddresses: true };
const app = { clientEvents: true, subscriptionCount: true };

interface Bench {
  readonly server: TestServer;
  readonly receiver: Receiver;
}

async function bench(
  t: Test,
  endpoint: Partial<WebhookEndpoint> = {},
  more: object = {},
  world: TestWorld = {},
): Promise<Bench> {
  const receiver = await startReceiver(t);
  const webhooks = [{ url: receiver.url, ...endpoint }];
  const server = await testServer(
    t,
    { ...app, webhooks },
    { webhooks: quick, admin: { port: 0, token: 'x' }, ...more },
    world,
  );
  return { server, receiver };
}

const eventsOf = (received: Received[]): WebhookEvent[] => received.flatMap(({ body }) => readBody(body).events);
const has = (name: string, channel: string) => (received: Received[]) =>
  eventsOf(received).some((event) => event.name === name && event.channel === channel);
const words = (received: Received[]): string[] => eventsOf(received).map(({ name, channel }) => `${name} ${channel}`);

t.test('[W1] [W2] [W4] [W5] [W6] [W7] [W8] all seven kinds, and the stock SDK accepts every one', async (t) => {
  const headers = { Authorization: 'Basic abc', 'X-Team': 'ops' };
  const { server, receiver } = await bench(t, { headers });
  const client = await server.pusher({ userId: 'u1' });
  const subscribed = (name: string) =>
    new Promise((resolve) => client.subscribe(name).bind('pusher:subscription_succeeded', resolve));
  for (const name of ['presence-room', 'news', 'cache-rates', 'private-chat']) await subscribed(name);
  client.channel('presence-room').trigger('client-typing', { on: true, text: 'é "\\/"' });
  client.channel('private-chat').trigger('client-typing', {});
  await receiver.until((received) => words(received).filter((text) => text.startsWith('client_event')).length === 2);
  const socketId = client.connection.socket_id;
  client.disconnect();
  await receiver.until((received) => words(received).filter((text) => text.startsWith('channel_vacated')).length === 4);

  const names = new Set(eventsOf(receiver.received).map(({ name }) => name));
  t.equal(names.size, 7, [...names].join(' '));
  for (const { headers: got, rawHeaders, body } of receiver.received) {
    const webhook = server.sdk.webhook({ headers: got as Record<string, string>, rawBody: body });
    if (!webhook.isValid()) t.fail(`refused: ${body}`);
    if (webhook.getEvents().length !== 1) t.fail('not one event');
    t.match(got, { 'content-type': 'application/json', 'x-pusher-key': credentials.key, authorization: 'Basic abc' });
    t.ok(rawHeaders.includes('X-Pusher-Signature'));
    t.ok(Math.abs(webhook.getTime().getTime() - Date.now()) < 60_000);
  }
  const sender = { name: 'client_event', event: 'client-typing', socket_id: socketId };
  t.same(
    eventsOf(receiver.received)
      .filter(({ name }) => name === 'client_event')
      .sort((a, b) => (a.channel < b.channel ? -1 : 1)),
    [
      { ...sender, channel: 'presence-room', data: '{"on":true,"text":"é \\"\\\\/\\""}', user_id: 'u1' },
      { ...sender, channel: 'private-chat', data: '{}' },
    ],
  );
  t.same(
    eventsOf(receiver.received)
      .filter(({ channel }) => channel === 'presence-room')
      .map(({ name }) => name),
    ['channel_occupied', 'member_added', 'client_event', 'member_removed', 'channel_vacated'],
  );
});

t.test('[W2] a forged or changed webhook is not accepted', async (t) => {
  const { server, receiver } = await bench(t);
  const client = await server.raw();
  await client.join('news');
  await receiver.until(has('channel_occupied', 'news'));
  const [{ headers = {}, body = '' } = {}] = receiver.received;
  const isValid = (sdk: Pusher, rawBody: string) =>
    sdk.webhook({ headers: headers as Record<string, string>, rawBody }).isValid();
  const other = new Pusher({ appId: 'x', key: credentials.key, secret: 'another-secret', host: '127.0.0.1' });
  t.ok(isValid(server.sdk, body));
  t.notOk(isValid(server.sdk, `${body} `));
  t.notOk(isValid(other, body));
});

t.test('[W10] [W11] a reloaded page sends nothing', async (t) => {
  const { server, receiver } = await bench(
    t,
    { batch: true, events: ['channel_occupied', 'channel_vacated', 'member_added', 'member_removed'] },
    { webhooks: { ...quick, hold: 1.5 } },
  );
  const channels = ['presence-room', 'private-chat', 'news', 'cache-rates'];
  const visit = async () => {
    const client = await server.raw();
    for (const channel of channels)
      await client.join(channel, channel === 'presence-room' ? { user_id: 'u1' } : undefined);
    return client;
  };
  const before = await visit();
  await receiver.until(has('channel_occupied', 'cache-rates'));
  const told = words(receiver.received).length;
  before.destroy();
  const after = await visit();
  // A channel left after the reload is told after whatever the reload would have told.
  await after.join('fence');
  after.say('pusher:unsubscribe', { channel: 'fence' });
  await receiver.until(has('channel_vacated', 'fence'));
  t.same(words(receiver.received).slice(told), ['channel_occupied fence', 'channel_vacated fence']);
});

t.test('[W12] [W13] [W14] what an endpoint does not want is not in its signed bytes', async (t) => {
  const wanted = {
    batch: true,
    events: ['member_added' as const, 'member_removed' as const],
    channels: ['presence-a*'],
  };
  const { server, receiver } = await bench(t, wanted);
  const client = await server.raw();
  for (const channel of ['presence-b', 'news', 'presence-a1', 'presence-a2'])
    await client.join(channel, { user_id: channel });
  client.destroy();
  await receiver.until(has('member_removed', 'presence-a2'));
  t.same(words(receiver.received).sort(), [
    'member_added presence-a1',
    'member_added presence-a2',
    'member_removed presence-a1',
    'member_removed presence-a2',
  ]);
  for (const { headers, body } of receiver.received)
    t.ok(server.sdk.webhook({ headers: headers as Record<string, string>, rawBody: body }).isValid());
});

t.test('[W22] [W23] [W24] the operator reads what was given up, and sends it again', async (t) => {
  const token = 'a-token-of-the-operator';
  const { server, receiver } = await bench(t, {}, { admin: { port: 0, token } });
  const ask = async (method: string, path: string, authorization = `Bearer ${token}`) => {
    const response = await fetch(`http://127.0.0.1:${server.adminPort}/apps/${credentials.id}/webhooks${path}`, {
      method,
      headers: { authorization },
    });
    return {
      status: response.status,
      body: (await response.json()) as { dead_letters: { id: string; error: string; webhook: object }[] },
    };
  };
  receiver.answer((response) => response.writeHead(503).end());
  const client = await server.raw();
  await client.join('private-chat');
  client.say('client-n', '1', { channel: 'private-chat' });
  client.say('client-n', '2', { channel: 'private-chat' });
  await receiver.until((received) => received.length === 4);
  await until(() => server.webhookCounters.givenUp >= 4);
  const { status, body } = await ask('GET', '/dead-letters');
  t.equal(status, 200);
  t.same(
    body.dead_letters.map(({ error, webhook }) => ({ error, webhook })),
    receiver.received.map((one) => ({ error: 'answered 503', webhook: readBody(one.body) })),
  );
  receiver.answer((response) => response.end());
  t.equal((await ask('POST', `/dead-letters/${body.dead_letters[0]?.id}/send`)).status, 202);
  t.equal((await ask('POST', '/dead-letters/send')).status, 202);
  await receiver.until((received) => received.length === 8);
  t.same(
    receiver.received.slice(4).map((one) => one.body),
    receiver.received.slice(0, 4).map((one) => one.body),
  );
  await until(() => server.webhookCounters.delivered >= 4);
  t.same((await ask('GET', '/dead-letters')).body.dead_letters, []);
  t.equal((await ask('GET', '/dead-letters', 'Bearer x')).status, 401);
  const bare = `POST /apps/${credentials.id}/webhooks/dead-letters/send HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  t.match(
    await exchangeRaw(server.adminPort ?? 0, [bare], /kept/),
    /^HTTP\/1.1 202 /,
    'without any length, as curl does',
  );
  const other = await fetch(`http://127.0.0.1:${server.port}/apps/${credentials.id}/webhooks/dead-letters`, {
    headers: { authorization: `Bearer ${token}` },
  });
  t.equal(other.status, 404, "the clients' port does not know it");
});

t.test('[W24] the operator has no port unless somebody asked for one, and nothing but the list on it', async (t) => {
  const silent = await testServer(t);
  t.equal(silent.adminPort, undefined);
  const server = await testServer(t, {}, { admin: { port: 0, enabled: true } });
  const at = `http://127.0.0.1:${server.adminPort}`;
  t.equal((await fetch(`${at}/apps/${credentials.id}/webhooks/dead-letters`)).status, 200);
  for (const path of ['/', '/health', `/apps/${credentials.id}/events`, `/app/${credentials.key}`])
    t.equal((await fetch(at + path)).status, 404, path);
  const first = await testServer(t, {}, { admin: { port: 0, enabled: true } });
  await t.rejects(testServer(t, {}, { admin: { port: first.adminPort, enabled: true } }), { message: /--admin-port/ });
});

t.test('[W25] by default nothing is sent to this machine, and the operator learns why', async (t) => {
  const { server, receiver } = await bench(t, {}, { webhooks: { ...quick, privateAddresses: null } });
  const client = await server.raw();
  await client.join('news');
  await until(() => server.webhookCounters.givenUp >= 2);
  t.equal(receiver.connections.all, 0);
  t.ok(server.logged.some((line) => line.includes('webhooks.privateAddresses')));
});

t.test('[W26] a server that stops tells what it held before it goes', async (t) => {
  const oneNode = 'with several what is held is in Redis, and told by who is left';
  const { server, receiver } = await bench(t, {}, { webhooks: { ...quick, hold: 60 } }, { oneNode });
  const gone = await server.raw();
  await gone.join('presence-room', { user_id: 'u1' });
  gone.destroy();
  const client = await server.raw();
  await client.join('news');
  await server.stop();
  const told = words(receiver.received);
  for (const text of ['member_removed presence-room', 'channel_vacated presence-room', 'channel_vacated news'])
    t.ok(told.includes(text), text);
  t.match(server.webhookCounters, { dropped: 0, givenUp: 0 });
  await receiver.until(() => receiver.connections.open === 0);
});

t.test('[W1] endpoints of a new configuration are in force at once', async (t) => {
  const { server, receiver } = await bench(t);
  const next = await startReceiver(t);
  const entry = { ...credentials, ...app, webhooks: [{ url: next.url }] };
  const client = await server.raw();
  await client.join('news');
  await receiver.until(has('channel_occupied', 'news'));
  await server.reload(loadConfig({ env: {}, flags: { apps: JSON.stringify([entry]) } }));
  await client.join('more');
  await next.until(has('channel_occupied', 'more'));
  t.notOk(has('channel_occupied', 'more')(receiver.received));
});

t.test('[W1] headers and queries of an endpoint stay out of the log', async (t) => {
  const receiver = await startReceiver(t);
  receiver.answer((response) => response.writeHead(500).end());
  const endpoint = { url: `${receiver.url}?key=hush`, headers: { Authorization: 'hush' } };
  const server = await testServer(t, { webhooks: [endpoint] }, { webhooks: quick });
  const client = await server.raw();
  await client.join('news');
  await until(() => server.webhookCounters.givenUp >= 1);
  t.equal(receiver.received[0]?.path, '/hook?key=hush');
  t.ok(server.logged.some((line) => line.includes('answered 500')));
  t.notOk(server.logged.some((line) => line.includes('hush')));
});
