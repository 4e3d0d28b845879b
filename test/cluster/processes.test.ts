import t, { type Test } from 'tap';
import { RawClient } from '../support/clients/raw-client.ts';
import { credentials } from '../support/core/core.ts';
import type { Frame } from '../support/core/fake-socket.ts';
import { call } from '../support/http/api.ts';
import { type CliProcess, startCli } from '../support/nodes/cli.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';
import { type Receiver, startReceiver } from '../support/webhooks/receiver.ts';

const room = 'presence-room';
const leaseMs = 600;

interface Member {
  readonly client: RawClient;
  readonly id: string;
}

/** Brokers in processes of their own, on one Redis, and somebody who takes their webhooks. */
async function processes(t: Test, lease = '0.6') {
  const redis = await testRedis(t);
  const receiver = await startReceiver(t);
  const endpoint = { url: receiver.url, events: ['channel_vacated', 'member_added', 'member_removed'] };
  const apps = [{ ...credentials, limits: { presenceMembers: 10_000 }, webhooks: [endpoint] }];
  const settings = ['--host', '127.0.0.1', '--apps', JSON.stringify(apps), '--webhooks-private-addresses', 'true'];
  const cluster = ['--cluster-redis', redis.url, '--cluster-lease', lease, '--cluster-renew', '0.2'];
  const quick = ['--webhooks-hold', '0.2', '--drain-notice', '0', '--cluster-drain-hold', '5'];
  const start = () => startCli(t, [...settings, ...cluster, ...quick, '--drain-time', '0.2']);
  return { redis, receiver, start };
}

type Running = { cli: CliProcess; port: number };

async function connect(t: Test, { port }: Running): Promise<RawClient> {
  const client = new RawClient(`ws://127.0.0.1:${port}/app/${credentials.key}?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  return client;
}

async function members(t: Test, node: Running, howMany: number, name: string): Promise<Member[]> {
  const found: Member[] = [];
  for (let n = 0; n < howMany; n += 1) {
    const client = await connect(t, node);
    const id = `${name}-${n}`;
    await client.join(room, { user_id: id });
    found.push({ client, id });
  }
  return found;
}

const memberEvents = (frames: readonly Frame[], kind: 'added' | 'removed'): string[] =>
  frames
    .filter(({ event }) => event === `pusher_internal:member_${kind}`)
    .map(({ data }) => (JSON.parse(data as string) as { user_id: string }).user_id);

/** [W18] One that was tried again, as its answer was late, has the same bytes. */
const webhooks = (receiver: Receiver, name: string): string[] =>
  [...new Set(receiver.received.map(({ body }) => body))]
    .flatMap((body) => (JSON.parse(body) as { events: { name: string; user_id?: string; channel: string }[] }).events)
    .filter((event) => event.name === name)
    .map((event) => event.user_id ?? event.channel);

async function counts({ port }: Running): Promise<unknown> {
  return (await call(port, 'GET', `/apps/${credentials.id}/channels/${room}`, { query: [['info', 'user_count']] }))
    .body;
}

t.test('[N12] [N20] corner cases 6 and 42: kill -9 of a node with 500 members', async (t) => {
  const { receiver, start } = await processes(t);
  const nodes = await Promise.all([start(), start(), start()]);
  const [a, b, c] = nodes as [Running, Running, Running];
  const witnesses = [await connect(t, a), await connect(t, b)];
  for (const [n, witness] of witnesses.entries()) await witness.join(room, { user_id: `witness-${n}` });
  const doomed = await members(t, c, 500, 'doomed');
  await (await connect(t, c)).join('lonely');
  for (const witness of witnesses)
    await until(() => memberEvents(witness.frames, 'added').filter((id) => id.startsWith('doomed')).length === 500);
  const killed = Date.now();
  c.cli.signal('SIGKILL');
  for (const witness of witnesses)
    await until(() => memberEvents(witness.frames, 'removed').length >= 500, leaseMs + 5000);
  t.comment(`removed after ${Date.now() - killed} ms`);
  const ids = doomed.map(({ id }) => id).sort();
  for (const node of [a, b]) t.same(await counts(node), { occupied: true, user_count: 2 });
  for (const witness of witnesses) {
    await witness.barrier().then((frames) => t.same(memberEvents(frames, 'removed').sort(), ids, 'each once'));
  }
  await receiver.until(() => webhooks(receiver, 'channel_vacated').length > 0);
  await receiver.until(() => webhooks(receiver, 'member_removed').length >= 500);
  t.same(webhooks(receiver, 'channel_vacated'), ['lonely']);
  t.same(webhooks(receiver, 'member_removed').sort(), ids);
  t.equal(webhooks(receiver, 'member_added').length, new Set(webhooks(receiver, 'member_added')).size);
});

/** How long a join, an event and a leave take, in ms. */
async function timeOf(t: Test, node: Running, n: number): Promise<number> {
  const began = Date.now();
  const client = await connect(t, node);
  await client.join(room, { user_id: `timed-${n}` });
  const { status } = await call(node.port, 'POST', `/apps/${credentials.id}/events`, {
    body: { name: 'x', channel: room, data: `${n}` },
  });
  if (status !== 200) throw new Error(`answered ${status}`);
  await client.next(({ event, data }) => event === 'x' && data === `${n}`);
  client.destroy();
  return Date.now() - began;
}

t.test('[N12] a frozen node holds nobody up, and wakes to the truth', async (t) => {
  const { start } = await processes(t);
  const nodes = await Promise.all([start(), start(), start()]);
  const [a, b, frozen] = nodes as [Running, Running, Running];
  const witness = await connect(t, a);
  await witness.join(room, { user_id: 'witness' });
  const sleepers = await members(t, frozen, 20, 'sleeper');
  const before = Math.max(await timeOf(t, a, 1), await timeOf(t, b, 2));
  frozen.cli.signal('SIGSTOP');
  const during: number[] = [];
  for (let n = 3; memberEvents(witness.frames, 'removed').filter((id) => /sleeper/.test(id)).length < 20; n += 1)
    during.push(await timeOf(t, n % 2 === 0 ? a : b, n));
  t.ok(Math.max(...during) < before + 1000, `${Math.max(...during)} ms instead of ${before}`);
  t.same(await counts(a), { occupied: true, user_count: 1 }, 'they count as gone');
  // What it is given while it sleeps it does when it wakes.
  sleepers[0]?.client.destroy();
  frozen.cli.signal('SIGCONT');
  const back = sleepers
    .slice(1)
    .map(({ id }) => id)
    .sort();
  const added = (): string[] => memberEvents(witness.frames, 'added').filter((id) => /sleeper/.test(id));
  await until(() => back.every((id) => added().filter((one) => one === id).length === 2));
  await until(async () => JSON.stringify(await counts(a)) === JSON.stringify({ occupied: true, user_count: 20 }));
  for (const node of [a, b, frozen]) t.same(await counts(node), { occupied: true, user_count: 20 });
  const present = new Set<string>();
  for (const { event, data } of witness.frames.filter((frame) => /member_/.test(frame.event))) {
    const { user_id: id } = JSON.parse(data as string) as { user_id: string };
    t.equal(present.has(id), event.endsWith('removed'), `${event} ${id}`);
    if (event.endsWith('added')) present.add(id);
    else present.delete(id);
  }
  t.same([...present].sort(), back);
});

t.test('[N15] a rolling restart of three nodes under 300 presence members', async (t) => {
  // Nobody dies here; on a machine that has no time for them they would, with a short lease.
  const { redis, receiver, start } = await processes(t, '15');
  const nodes = (await Promise.all([start(), start(), start()])) as Running[];
  const ids = Array.from({ length: 300 }, (_, n) => `u${n}`);
  const seen: Frame[][] = [];
  let over = false;
  let backs = 0;

  /** A client that comes back as soon as it is sent away, to whoever takes it. */
  async function stay(id: string, at: number): Promise<void> {
    for (let turn = at; !over; turn += 1) {
      const node = nodes[turn % nodes.length] as Running;
      const client = await connect(t, node).catch(() => undefined);
      if (client === undefined || client.socketId === '') continue;
      client.subscribe(room, { user_id: id });
      const frames = client.frames;
      seen.push(frames);
      backs += 1;
      await client.closed;
    }
  }
  const staying = ids.map((id, n) => stay(id, n));
  await until(async () => JSON.stringify(await counts(nodes[0] as Running)).includes(':300'));
  await receiver.until(() => webhooks(receiver, 'member_added').length >= 300);
  for (let index = 0; index < nodes.length; index += 1) {
    const old = nodes[index] as Running;
    nodes[index] = await start();
    const gone = backs;
    old.cli.signal('SIGTERM');
    await old.cli.ended;
    await until(() => backs >= gone + 100);
  }
  await until(async () => JSON.stringify(await counts(nodes[0] as Running)).includes(':300'));
  // The last of those in their drain grace are swept, and nobody notices.
  await until(async () => (await redis.client.zcard(`{carillon:${credentials.id}}:dead`)) === 0);
  t.same(await counts(nodes[0] as Running), { occupied: true, user_count: 300 });
  t.same(
    seen.flatMap((frames) => memberEvents(frames, 'removed')),
    [],
  );
  t.same(webhooks(receiver, 'member_removed'), []);
  t.same(webhooks(receiver, 'channel_vacated'), []);
  const added = webhooks(receiver, 'member_added');
  t.same(
    added.filter((id, n) => added.indexOf(id) !== n),
    [],
    'nobody was told to have come twice',
  );
  t.equal(new Set(added).size, 300);
  over = true;
  for (const node of nodes) node.cli.signal('SIGKILL');
  await Promise.all(staying);
});
