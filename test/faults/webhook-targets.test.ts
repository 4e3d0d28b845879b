import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t, { type Test } from 'tap';
import { check } from '../../src/config/check.ts';
import { defaults } from '../../src/config/keys.ts';
import type { WebhookEndpoint } from '../../src/protocol/types/config.ts';
import type { RawClient } from '../support/clients/raw-client.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';
import { seeded } from '../support/random/random.ts';
import { type Answer, type Received, type Receiver, startReceiver } from '../support/webhooks/receiver.ts';
import { inOrder, other, readBody } from '../support/webhooks/webhooks.ts';

const quick = { timeout: 0.1, firstPause: 0.01, batchDelay: 0.01, stopTime: 0, privateAddresses: true };
const settings = { clientEvents: true, limits: { clientEventsPerSecond: 1_000_000, messagesPerSecond: 0 } };

/** `channel:n` of the numbered client events, request by request. */
const numbersIn = ({ body }: Received): string[] =>
  readBody(body).events.flatMap((event) => ('data' in event ? [`${event.channel}:${event.data}`] : []));

/** Says numbered client events, each in turn on one of the channels. */
async function say(client: RawClient, channels: string[], from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 1) {
    client.say('client-n', String(n), { channel: channels[n % channels.length] });
    if (n % 500 === 499) await client.barrier();
  }
  await client.barrier();
}

async function joined(server: TestServer, channels: string[], path?: string): Promise<RawClient> {
  const client = await server.raw(path);
  for (const channel of channels) await client.join(channel);
  return client;
}

/** Until so many events of the server are delivered, or given up. */
async function settled({ webhookCounters }: TestServer, client: RawClient): Promise<void> {
  const { taken } = webhookCounters;
  while (webhookCounters.delivered + webhookCounters.givenUp + webhookCounters.dropped < taken) await client.barrier();
}

const rooms = Array.from({ length: 7 }, (_, n) => `private-${n}`);

t.test('[W15] ten thousand events of two apps to three endpoints: nobody gets what is not for him', async (t) => {
  const [all, some, theirs] = [await startReceiver(t), await startReceiver(t), await startReceiver(t)];
  const mine: WebhookEndpoint[] = [
    { url: all.url },
    { url: some.url, channels: ['private-1', 'private-2'], batch: true },
  ];
  const { apps } = check({
    ...defaults(),
    apps: [
      { ...credentials, ...settings, webhooks: mine },
      { ...other, ...settings, webhooks: [{ url: theirs.url, batch: true }] },
    ],
  });
  const server = await testServer(t, {}, { apps, webhooks: { ...quick, timeout: 4 } });
  const ours = await joined(server, rooms);
  const foreign = await server.raw(`/app/${other.key}?protocol=7`);
  for (const room of rooms) foreign.say('pusher:subscribe', { channel: room, auth: signedBy(foreign, room) });
  await Promise.all([say(ours, rooms, 0, 5000), say(foreign, rooms, 5000, 10_000)]);
  await settled(server, ours);
  t.match(server.webhookCounters, { failures: 0, dropped: 0 });
  const wanted = (from: number, to: number, of: string[]) =>
    Array.from({ length: to - from }, (_, n) => `${rooms[(from + n) % 7]}:${from + n}`).filter((text) =>
      of.some((room) => text.startsWith(`${room}:`)),
    );
  const cases: [Receiver, string, string[]][] = [
    [all, credentials.key, wanted(0, 5000, rooms)],
    [some, credentials.key, wanted(0, 5000, ['private-1', 'private-2'])],
    [theirs, other.key, wanted(5000, 10_000, rooms)],
  ];
  for (const [{ received }, key, events] of cases) {
    const got = received.flatMap(numbersIn);
    t.same(got.toSorted(), events.toSorted(), 'what was told, each once');
    t.ok(inOrder(got));
    t.ok(received.every(({ headers }) => headers['x-pusher-key'] === key));
  }
  t.ok(theirs.received.length < 5000, `${theirs.received.length} batches`);
});

function signedBy(client: RawClient, channel: string): string {
  return client.sign(`${client.socketId}:${channel}`, other.secret).replace(credentials.key, other.key);
}

const tenMegabytes = Buffer.alloc(10_000_000);
const misdeeds: Record<string, Answer> = {
  'answers 500': (response) => response.writeHead(500).end('no'),
  'closes the connection': (response) => void response.socket?.destroy(),
  'resets the connection': (response) => void response.socket?.resetAndDestroy(),
  'answers 500 with 10 MB': (response) => response.writeHead(500).end(tenMegabytes),
  'answers nonsense': (response) => void response.socket?.end('HTTP/9 hello\r\n\r\n'),
};

/** One server, and of one app an endpoint for each of these receivers, for client events alone. */
async function serving(t: Test, receivers: Receiver[], more: object = {}) {
  const webhooks = receivers.map(({ url }): WebhookEndpoint => ({ url, events: ['client_event'] }));
  const server = await testServer(t, { ...settings, webhooks }, { webhooks: { ...quick, ...more } });
  return { server, client: await joined(server, rooms) };
}

t.test(
  '[W17] [W18] [W19] [W22] receivers that misbehave for ever: tried again, given up, and nobody else waits',
  async (t) => {
    const good = await startReceiver(t);
    const bad = await Promise.all(
      Object.values(misdeeds).map(async (answer) => {
        const receiver = await startReceiver(t);
        receiver.answer(answer);
        return receiver;
      }),
    );
    const { server, client } = await serving(t, [good, ...bad], { retryFor: 0.05, timeout: 4 });
    await say(client, rooms, 0, 14);
    await good.until((received) => received.length === 14);
    await settled(server, client);
    t.match(server.webhookCounters, { delivered: 14, givenUp: 14 * bad.length, dropped: 0 });
    t.ok(server.webhookCounters.failures > 14 * bad.length, `${server.webhookCounters.failures} tries`);
    for (const { received } of bad) {
      const tries = new Map<string, Set<unknown>>();
      for (const { body, headers } of received) {
        const seen = tries.get(body) ?? new Set();
        tries.set(body, seen.add(headers['x-pusher-signature']));
      }
      t.equal(tries.size, 14);
      t.ok(
        [...tries.values()].every(({ size }) => size === 1),
        'every try was signed alike',
      );
    }
  },
);

t.test('[W17] [W22] a receiver that never answers is given up', async (t) => {
  const receiver = await startReceiver(t);
  receiver.answer(() => {});
  const { server, client } = await serving(t, [receiver], { retryFor: 0.1, timeout: 0.03 });
  await say(client, rooms, 0, 14);
  await settled(server, client);
  t.match(server.webhookCounters, { delivered: 0, givenUp: 14, dropped: 0 });
});

t.test('[W18] receivers that misbehave two times and then take it', async (t) => {
  const receivers = await Promise.all(
    [...Object.values(misdeeds), (): void => {}].map(async (answer) => {
      const receiver = await startReceiver(t);
      const seen = new Map<string, number>();
      receiver.answer((response, received) => {
        const before = seen.get(received.body) ?? 0;
        seen.set(received.body, before + 1);
        if (before < 2) answer(response, received);
        else response.end();
      });
      return { receiver, seen };
    }),
  );
  const { server, client } = await serving(
    t,
    receivers.map(({ receiver }) => receiver),
  );
  await say(client, rooms, 0, 14);
  await settled(server, client);
  t.match(server.webhookCounters, { givenUp: 0, dropped: 0, delivered: 14 * receivers.length });
  for (const { receiver, seen } of receivers) {
    t.ok(seen.size === 14 && [...seen.values()].every((count) => count >= 3));
    const last = receiver.received.flatMap(numbersIn).filter((text, index, all) => all.lastIndexOf(text) === index);
    t.ok(inOrder(last));
  }
});

/** Refuses some, takes some and hangs up or says nothing, and takes the rest. */
async function flaky(t: Test, random: () => number) {
  const receiver = await startReceiver(t);
  const taken: string[] = [];
  /** What was taken last on each connection; whoever lost it cannot know whether it was. */
  const latest = new Map<object, string[]>();
  const unsure = new Set<string>();
  receiver.answer((response, received) => {
    const chance = random();
    const { socket } = response;
    if (chance < 0.15 || socket === null) return void response.writeHead(500).end();
    if (!latest.has(socket)) socket.once('close', () => latest.get(socket)?.map((text) => unsure.add(text)));
    taken.push(...numbersIn(received));
    latest.set(socket, numbersIn(received));
    if (chance < 0.25) socket.resetAndDestroy();
    else if (chance >= 0.3) response.end();
  });
  return { receiver, taken, unsure };
}

t.test('[W16] [W18] a flaky receiver gets all of a channel in order, twice only where it hung up', async (t) => {
  const random = seeded(11);
  for (const batch of [false, true]) {
    const { receiver, taken, unsure } = await flaky(t, random);
    const endpoint: WebhookEndpoint = { url: receiver.url, batch, events: ['client_event'] };
    const server = await testServer(t, { ...settings, webhooks: [endpoint] }, { webhooks: quick });
    const client = await joined(server, rooms);
    await say(client, rooms, 0, 400);
    await settled(server, client);
    t.match(server.webhookCounters, { delivered: 400, givenUp: 0, dropped: 0 });
    const firsts = taken.filter((text, index) => taken.indexOf(text) === index);
    t.equal(firsts.length, 400, 'all of them');
    t.ok(inOrder(firsts));
    const twice = taken.filter((text, index) => taken.indexOf(text) !== index);
    t.ok(
      twice.every((text) => unsure.has(text)),
      `${twice.length} twice`,
    );
  }
});

t.test('[W19] while a receiver hangs, clients and publishers wait for nothing', async (t) => {
  const receiver = await startReceiver(t);
  receiver.answer(() => {});
  const { server, client } = await serving(t, [receiver], { timeout: 4 });
  await say(client, rooms, 0, 1000);
  await receiver.until((received) => received.length === 7);
  const listener = await joined(server, ['news']);
  const answer = await server.sdk.trigger('news', 'headline', {});
  t.equal(answer.status, 200);
  t.equal((await listener.next('headline')).channel, 'news');
  t.equal(server.webhookCounters.delivered, 0);
});

t.test('[W20] [W21] memory stays flat behind a receiver that hangs, and one that answers 10 MB', async (t) => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const [silent, loud] = [await startReceiver(t), await startReceiver(t)];
  silent.answer(() => {});
  loud.answer((response) => response.writeHead(500).end(tenMegabytes));
  const { server, client } = await serving(t, [silent, loud], { queue: 300, timeout: 4 });
  const padding = 'x'.repeat(2000);
  const round = async (): Promise<number> => {
    for (let n = 0; n < 5000; n += 1) {
      client.say('client-n', `${n}${padding}`, { channel: rooms[n % 7] });
      if (n % 250 === 0) await client.barrier();
    }
    await client.barrier();
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  await round();
  const before = await round();
  const after = await round();
  t.ok(server.webhookCounters.dropped > 20_000, `${server.webhookCounters.dropped} dropped`);
  // Ten megabytes of events a round, twice; one that is kept would show.
  t.ok(after - before < 4_000_000, `${after - before} bytes more`);
});
