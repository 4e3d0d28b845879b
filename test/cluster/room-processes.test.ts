import t, { type Test } from 'tap';
import { RawClient } from '../support/clients/raw-client.ts';
import { credentials } from '../support/core/core.ts';
import { call } from '../support/http/api.ts';
import { startCli } from '../support/nodes/cli.ts';
import { testRedis } from '../support/redis/redis.ts';
import { dataOf } from '../support/rooms/fixture-domain.ts';

const room = 'presence-room-7';
const user = (id: string) => ({ user_id: id, user_info: { name: `Name ${id}`, role: 'seller' } });

/** Two brokers in processes of their own, where the chat's rooms announce who comes and goes. */
async function processes(t: Test) {
  const redis = await testRedis(t);
  const domains = ['chat-room', 'webinar', 'call'];
  const apps = [{ ...credentials, domains, domainOptions: { 'chat-room': { announce: true } } }];
  const settings = [
    '--host',
    '127.0.0.1',
    '--apps',
    JSON.stringify(apps),
    '--drain-notice',
    '0',
    '--drain-time',
    '0.1',
  ];
  const cluster = [
    '--cluster-redis',
    redis.url,
    '--cluster-lease',
    '0.6',
    '--cluster-renew',
    '0.2',
    '--cluster-drain-hold',
    '1',
  ];
  const nodes = await Promise.all([1, 2].map(() => startCli(t, [...settings, ...cluster])));
  const connect = async (node: number): Promise<RawClient> => {
    const client = new RawClient(`ws://127.0.0.1:${nodes[node]?.port}/app/${credentials.key}?protocol=7`);
    t.teardown(() => client.destroy());
    await client.opened;
    return client;
  };
  return { nodes, connect };
}

const statusOf = (frame: { data?: unknown }): unknown[] => {
  const { user_id, is_online } = dataOf(frame as never);
  return [user_id, is_online];
};

t.test('[D20] [D33] [N12] kill -9 of a node: its members leave their rooms once, with all that follows', async (t) => {
  const { nodes, connect } = await processes(t);
  const [near, far] = [await connect(0), await connect(1)];
  await near.join('room-7');
  await near.join('presence-call-1', user('guest'));
  await far.join('presence-call-2', user('host'));
  const heir = await connect(0);
  await heir.join('presence-call-2', user('heir'));
  t.match(dataOf(await heir.next('peers')), { hostId: 'host', isHost: false });
  for (const id of ['a', 'b']) await (await connect(1)).join(room, user(id));
  const both = await connect(0);
  await both.join(room, user('b'));
  for (const id of ['a', 'b']) t.same(statusOf(await near.next('user-status-changed')), [id, true]);
  nodes[1]?.cli.signal('SIGKILL');
  t.same(statusOf(await near.next('user-status-changed')), ['a', false], 'the other has a tab here');
  t.match(dataOf(await heir.next('peer-left')), { peerId: 'host' });
  t.match(dataOf(await heir.next('host-changed')), { hostId: 'heir' });
  heir.say('client-room-locked', {}, { channel: 'presence-call-2' });
  await heir.next('room-locked');
  await both.close();
  t.same(statusOf(await near.next('user-status-changed')), ['b', false]);
  t.same(
    (await near.barrier()).filter(({ event }) => event === 'user-status-changed'),
    [],
  );
});

t.test(
  '[D20] [N15] a node is stopped: who is back on another in time is still host, who is not has left',
  async (t) => {
    const { nodes, connect } = await processes(t);
    const watcher = await connect(0);
    const call1 = 'presence-call-1';
    const host = await connect(1);
    await host.join(call1, user('host'));
    await (await connect(1)).join(call1, user('lazy'));
    await watcher.join(call1, user('watcher'));
    await watcher.next('peers');
    await watcher.barrier();
    nodes[1]?.cli.signal('SIGTERM');
    t.equal((await host.closed).code, 4200);
    const back = await connect(0);
    await back.join(call1, user('host'));
    t.match(dataOf(await back.next('peers')), { isHost: true, hostId: 'host', peers: { length: 2 } });
    t.match(dataOf(await watcher.next('peer-left')), { peerId: 'lazy' });
    t.same(
      (await watcher.barrier()).map(({ event }) => event),
      ['pusher_internal:member_removed'],
      'nothing else happened',
    );
    const { body } = await call(nodes[0]?.port ?? 0, 'GET', `/apps/${credentials.id}/channels/${call1}/users`);
    t.same(((body as { users: { id: string }[] }).users ?? []).map(({ id }) => id).sort(), ['host', 'watcher']);
  },
);
