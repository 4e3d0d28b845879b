import t, { type Test } from 'tap';
import { RawClient } from '../support/clients/raw-client.ts';
import { credentials } from '../support/core/core.ts';
import type { Frame } from '../support/core/fake-socket.ts';
import { startCli } from '../support/nodes/cli.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const room = 'presence-call-r1';
const roomKey = `{carillon:${credentials.id}}:room:call:r1`;

type Running = Awaited<ReturnType<typeof startCli>>;

/** Brokers in processes of their own, on one Redis, with calls. */
async function processes(t: Test, howMany: number) {
  const redis = await testRedis(t);
  const apps = JSON.stringify([{ ...credentials, domains: ['call'] }]);
  const settings = ['--host', '127.0.0.1', '--apps', apps, '--drain-notice', '0', '--drain-time', '0'];
  const cluster = ['--cluster-redis', redis.url, '--cluster-lease', '0.6', '--cluster-renew', '0.2'];
  const start = () => startCli(t, [...settings, ...cluster, '--cluster-drain-hold', '0.5']);
  return { redis, nodes: await Promise.all(Array.from({ length: howMany }, start)) };
}

async function comer(t: Test, { port }: Running, id: string, role?: string): Promise<RawClient> {
  const client = new RawClient(`ws://127.0.0.1:${port}/app/${credentials.key}?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  client.subscribe(room, { user_id: id, user_info: { username: id, role } });
  return client;
}

const dataOf = ({ data }: Frame): Record<string, unknown> => JSON.parse(data as string) as Record<string, unknown>;

interface Peer {
  readonly client: RawClient;
  readonly peers: Record<string, unknown>;
}

async function peer(t: Test, node: Running, id: string, role?: string): Promise<Peer> {
  const client = await comer(t, node, id, role);
  return { client, peers: dataOf(await client.next('peers')) };
}

const say = ({ client }: Peer, command: string, data: unknown = {}): void =>
  client.say(`client-${command}`, data, { channel: room });

/** What it heard of who left and who is host, in order. */
const heard = ({ client: { frames } }: Peer): string[] =>
  frames
    .filter(({ event }) => /^(peer-left|host-changed|co-host-changed|pusher_internal:member_removed)$/.test(event))
    .map((frame) => `${frame.event} ${Object.values(dataOf(frame)).flat().join()}`);

t.test('[N12] [D40] [D42] [D51] the host dies with its node: succeeded once, and everybody is told once', async (t) => {
  const { redis, nodes } = await processes(t, 3);
  const [doomed, b, c] = nodes as [Running, Running, Running];
  const host = await peer(t, doomed, 'host');
  const next = await peer(t, doomed, 'next');
  const stays = [await peer(t, b, 'b'), await peer(t, c, 'c')] as const;
  const other = await peer(t, doomed, 'other');
  const twice = await peer(t, b, 'twice');
  await peer(t, doomed, 'twice');
  for (const id of ['next', 'twice']) say(host, 'promote-co-host', { targetPeerId: id });
  say(other, 'raise-hand');
  say(other, 'screen-share-start');
  say(host, 'waiting-room', { enabled: true });
  await stays[1].client.next('waiting-room');
  const waits = await comer(t, c, 'waits');
  await waits.next('pusher:subscription_error');
  const lost = await comer(t, doomed, 'lost');
  await lost.next('pusher:subscription_error');
  const late = await comer(t, doomed, 'waits');
  await late.next('pusher:subscription_error');
  for (let knocks = 0; knocks < 2; knocks += 1) await next.client.next('knock');
  for (const one of [...stays, twice]) await one.client.barrier();

  doomed.cli.signal('SIGKILL');
  for (const one of [...stays, twice])
    await until(() => heard(one).filter((line) => line.startsWith('peer-left')).length === 3);
  for (const one of [...stays, twice]) {
    const lines = heard(one);
    for (const id of ['host', 'next', 'other'])
      t.same(
        lines.filter((line) => line.endsWith(` ${id}`)),
        [`pusher_internal:member_removed ${id}`, `peer-left ${id}`],
        `${id} left once`,
      );
    t.same(
      lines.filter((line) => line.startsWith('host-changed')),
      ['host-changed b'],
      'one host after the other',
    );
    t.equal(lines.filter((line) => line.startsWith('co-host')).at(-1), 'co-host-changed twice');
  }
  await until(async () => !(await redis.client.hget(roomKey, 'state'))?.includes('lost'));
  const [first] = stays;
  const knocks = first.client.frames.filter(({ event }) => event === 'knock').map((frame) => dataOf(frame)['peerId']);
  t.ok(knocks.includes('waits'));
  const seen = await peer(t, c, 'signed', 'host');
  t.match(seen.peers, {
    hostId: 'signed',
    peers: ['b', 'c', 'twice'],
    coHosts: ['twice'],
    raisedHands: [],
    screenSharers: [],
  });
  t.match(dataOf(await seen.client.next('knock')), { peerId: 'waits' });
  say(seen, 'admit', { targetPeerId: 'waits' });
  t.match(dataOf(await waits.next('peers')), { yourId: 'waits' }, 'who waits on another node waits still');
  t.notOk(
    (await seen.client.barrier()).some((frame) => frame.event === 'knock'),
    'nobody else does',
  );
});
