import { Agent } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startAttackers } from '../support/attack/attack.ts';
import { crowd } from '../support/attack/crowd.ts';
import { ask, beHonest, judge, told, type Waits } from '../support/attack/honest.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { call } from '../support/http/api.ts';
import { type CliProcess, startCli } from '../support/nodes/cli.ts';
import { credentials } from '../support/nodes/server.ts';
import { startReceiver } from '../support/webhooks/receiver.ts';
import { readBody } from '../support/webhooks/webhooks.ts';

t.setTimeout(0);

const seconds = 2;
const attackers = 20;
/** A slow receiver takes so long for a post. */
const receiverMs = 50;

const only = process.env['ATTACK']?.split(',');

function test(rules: string, what: string, run: (t: Test) => Promise<void>): void {
  if (only === undefined || only.includes(what)) t.test(`${rules} an honest client beside ${what}`, run);
}

interface Broker {
  readonly port: number;
  readonly cli: CliProcess;
}

const startBroker = (t: Test, settings: object = {}, flags: string[] = []): Promise<Broker> =>
  startCli(t, ['--apps', JSON.stringify([{ ...credentials, ...settings }]), '--host', '127.0.0.1', ...flags], {
    NODE_OPTIONS: '--max-old-space-size=512',
  });

async function connect(t: Test, port: number): Promise<RawClient> {
  const client = new RawClient(`ws://127.0.0.1:${port}/app/${credentials.key}?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  return client;
}

const plain = await startBroker(t, { limits: { presenceMembers: 10_000 } });
const strangers = await startAttackers(t);
const idle: Waits = await beHonest(t, { port: plain.port, seconds });
t.comment(`idle: ${told(idle)}`);

/** What each proves: strangers who say one thing as fast as they can. */
const atFullSpeed = {
  health: '[L40]',
  nothing: '[L40]',
  unsigned: '[L41]',
  forged: '[L41]',
  connects: '[L40]',
  pings: '[L42]',
  'control pings': '[L42]',
  unsubscribes: '[L42]',
  'bad names': '[L42]',
  'deep json': '[L43]',
  'not json': '[L42]',
  binary: '[L42]',
  large: '[L42]',
  'fresh names': '[L42] [L44]',
  'one name': '[L42] [L44]',
  'long names': '[S28]',
};

for (const [name, rules] of Object.entries(atFullSpeed))
  test(rules, name, async (t) => {
    const { port, cli } = plain;
    await strangers.attack({ port, names: [name], attackers });
    judge(t, await beHonest(t, { port, seconds }), idle);
    const { connections, bytes } = await strangers.stop();
    t.comment(`${connections} connections, ${Math.round(bytes / 1e6)} MB`);
    t.equal(cli.child.exitCode, null);
  });

test('[L44]', 'many who say no more than they may', async (t) => {
  const { port } = plain;
  await strangers.attack({ port, names: ['fresh names', 'pings'], attackers: 100, perSecond: 1900 });
  judge(t, await beHonest(t, { port, seconds }), idle);
  await strangers.stop();
});

test('[L32]', 'a tenant who fills cache channels', async (t) => {
  const { port, cli } = plain;
  await strangers.attack({ port, names: ['cache flood'], attackers, perSecond: 10 });
  judge(t, await beHonest(t, { port, seconds: 3 }), idle);
  const { bytes } = await strangers.stop();
  t.ok(bytes > 500 * 11_500, `${Math.round(bytes / 11_500)} requests of a hundred channels each`);
  t.equal(cli.child.exitCode, null);
});

/** As many of the longest names as a connection may hold. */
async function subscribeLongNames(t: Test, port: number, connection: number): Promise<void> {
  const client = await connect(t, port);
  for (let n = 0; n < 399; n += 1)
    client.say('pusher:subscribe', { channel: `long-${connection}-${n}-`.padEnd(164, 'x') });
  await client.barrier();
}

test('[S28] [H47]', 'ten who list the long names of a hundred connections at once', async (t) => {
  const { port } = await startBroker(t);
  for (let n = 0; n < 100; n += 1) await subscribeLongNames(t, port, n);
  const agent = new Agent();
  let over = false;
  let longest = 0;
  async function list(): Promise<void> {
    while (!over) {
      const { status, bytes } = await ask(agent, port, 'GET', 'channels');
      t.equal(status, 200);
      longest = Math.max(longest, bytes);
    }
  }
  const listing = Array.from({ length: 10 }, list);
  judge(t, await beHonest(t, { port, seconds }), idle);
  over = true;
  await Promise.all(listing);
  t.ok(longest > 39_900 * 164, `${Math.round(longest / 1e6)} MB in a list`);
});

test('[W27] [W28]', 'fresh names, with a slow receiver of webhooks', async (t) => {
  const receiver = await startReceiver(t);
  receiver.answer((response) => void after(receiverMs).then(() => response.end()));
  const private_ = ['--webhooks-private-addresses', 'true', '--webhooks-queue', '2000'];
  const { port } = await startBroker(t, { webhooks: [{ url: receiver.url }] }, private_);
  await strangers.attack({ port, names: ['fresh names'], attackers: 1, perSecond: 1800 });
  const waiting = beHonest(t, { port, seconds });
  const member = await connect(t, port);
  const ids = Array.from({ length: 100 }, (_, n) => `u${n}`);
  for (const id of ids) await member.join(`presence-${id}`, { user_id: id });
  judge(t, await waiting, idle);
  const members = (): string[] =>
    receiver.received
      .flatMap(({ body }) => readBody(body).events)
      .flatMap((event) => (event.name === 'member_added' ? [event.user_id] : []));
  await receiver.until(() => members().length >= ids.length);
  t.same(members().toSorted(), ids.toSorted(), 'every member was told, while the stranger went on');
  await strangers.stop();
});

test('[S27]', 'one who comes and goes among 99 listeners with counts', async (t) => {
  const { port } = await startBroker(t, { subscriptionCount: true });
  const listeners = await Promise.all(Array.from({ length: 99 }, () => connect(t, port)));
  for (const one of listeners) await one.join('crowded');
  for (const one of listeners) await one.barrier();
  await strangers.attack({ port, names: ['one name'], attackers: 1, perSecond: 1800 });
  const began = Date.now();
  judge(t, await beHonest(t, { port, seconds }), idle);
  await strangers.stop();
  const most = 10 * ((Date.now() - began) / 1000 + 2);
  for (const one of listeners) {
    const counts = (await one.barrier()).filter(({ event }) => event === 'pusher_internal:subscription_count');
    if (counts.length > most) t.fail(`${counts.length} counts`);
  }
});

for (const [what, sockets, channel] of [
  ['8,000 connections that are terminated', 8000, undefined],
  ['2,000 members of a channel who are terminated', 2000, 'presence-crowd'],
] as const)
  test('[U17]', what, async (t) => {
    const { port } = plain;
    const there = await crowd(t, { port, sockets, userId: 'many', ...(channel && { channel }) });
    const waiting = beHonest(t, { port, seconds });
    const began = Date.now();
    const { status } = await call(port, 'POST', `/apps/${credentials.id}/users/many/terminate_connections`, {
      body: {},
    });
    t.equal(status, 200);
    await there.gone;
    t.comment(`gone after ${Date.now() - began} ms`);
    judge(t, await waiting, idle);
  });
