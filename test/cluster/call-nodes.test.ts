import t, { type Test } from 'tap';
import { RawClient } from '../support/clients/raw-client.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';
import { cutTo } from '../support/redis/cut.ts';
import { testRedis } from '../support/redis/redis.ts';
import { comer, heardBy, heardOutside, hostIs, left, peer, refused, room } from '../support/rooms/call-members.ts';
import type { RoomMember } from '../support/rooms/room-member.ts';
import { until } from '../support/until.ts';

const redis = await testRedis(t);
let made = 0;

/** Two whole servers of one cluster, the first of them over a way of its own. */
async function servers(t: Test) {
  made += 1;
  const way = await cutTo(t, redis.url);
  const cluster = { prefix: `calls-${made}`, timeout: 0.3, lease: 0.6, renew: 0.2 };
  const start = (url: string) => testServer(t, { domains: ['call'] }, { cluster: { ...cluster, redis: url } });
  return { way, a: await start(way.url), b: await start(redis.url) };
}

const users = async ({ sdk }: TestServer): Promise<string[]> =>
  ((await (await sdk.get({ path: `/channels/${room}/users` })).json()) as { users: { id: string }[] }).users
    .map(({ id }) => id)
    .sort();

/** A client's messages are worked on one after the other: all that it said before has taken effect. */
function pong({ client }: RoomMember): Promise<void> {
  return new Promise((resolve) => {
    client.connection.bind('message', ({ event }: { event: string }) => {
      if (event === 'pusher:pong') resolve();
    });
    client.connection.send_event('pusher:ping', {});
  });
}

t.test('[N12] [D40] a host whose node cannot reach Redis is succeeded, and is back as a member', async (t) => {
  const { way, a, b } = await servers(t);
  const host = await peer(a, 'host');
  const [second, third] = [await peer(b, 'b'), await peer(b, 'c')];
  const also = await peer(a, 'also');
  second.it.say('raise-hand', {});
  await host.it.next('raise-hand');
  await heardBy(b, host.it, second.it, third.it, also.it);
  way.cut();
  await second.it.next('pusher:member_removed');
  await second.it.next('pusher:member_removed');
  for (const one of await heardBy(b, second.it, third.it)) {
    t.same(
      one.filter((line) => line.startsWith('host')),
      [hostIs('b')],
      'one host after the other',
    );
    t.same(one.filter((line) => line.startsWith('peer-left')).sort(), [left('also'), left('host')]);
  }
  way.heal();
  await until(async () => (await users(b)).length === 4);
  t.same(await users(b), ['also', 'b', 'c', 'host']);
  for (const id of [0, 1]) t.ok(await second.it.next('peer-joined'), `${id}`);
  for (const event of ['host-changed', 'peer-left', 'peer-left']) await host.it.next(event);
  const last = await peer(a, 'late');
  t.match(last.peers, { hostId: 'b', raisedHands: [{ peerId: 'b' }] });
  t.same([...(last.peers['peers'] as string[])].sort(), ['also', 'b', 'c', 'host']);
  t.match(await refused(host.it, 'room-locked'), { code: 'FORBIDDEN' }, 'it is no host any more');
  host.it.say('raise-hand', {});
  for (const one of [second, third, last]) t.match(await one.it.next('raise-hand'), { peerId: 'host' });
  second.it.say('room-locked', {});
  for (const one of [host, third, last]) t.same(await one.it.next('room-locked'), {});
  t.same(
    (await heardBy(b, second.it))[0]?.filter((line) => line.startsWith('host')),
    [],
  );
});

t.test('[N12] [D51] who waits on a node that cannot reach Redis waits again when it can', async (t) => {
  const { way, a, b } = await servers(t);
  const host = await peer(b, 'host');
  host.it.say('waiting-room', { enabled: true });
  await host.it.next('waiting-room');
  const waits = await comer(a, 'w');
  await waits.next('pusher:subscription_error');
  t.match(await host.it.next('knock'), { peerId: 'w' });
  await pong(waits); // what it is told comes before its node listens for a verdict
  way.cut();
  const key = `{calls-${made}:${credentials.id}}:room:call:r1`;
  await until(async () => !(await redis.client.hget(key, 'state'))?.includes('"w"'));
  t.match(await refused(host.it, 'admit', { targetPeerId: 'w' }), { code: 'NOT_FOUND' });
  way.heal();
  t.match(await host.it.next('knock'), { peerId: 'w' }, 'it knocks anew');
  host.it.say('admit', { targetPeerId: 'w' });
  t.match(await waits.next('peers'), { yourId: 'w', hostId: 'host' });
  await host.it.next('peer-joined');
});

t.test('[D45] who is kicked while another tab joins elsewhere is out all the same', async (t) => {
  const { a, b } = await servers(t);
  const host = await peer(a, 'host');
  const witness = await peer(b, 'witness');
  const co = await peer(b, 'co');
  host.it.say('promote-co-host', { targetPeerId: 'co' });
  await co.it.next('co-host-changed');
  const told: string[] = [];
  for (const kind of ['added', 'removed'])
    witness.it.channel.bind(`pusher:member_${kind}`, ({ id }: { id: string }) => told.push(`${kind} ${id}`));
  const outcomes = { kicked: 0, banned: 0 };
  for (let round = 0; round < 18; round += 1) {
    const id = `x${round}`;
    const first = await peer(round % 2 === 0 ? a : b, id);
    const tab = new RawClient(`ws://127.0.0.1:${b.port}/app/${credentials.key}?protocol=7`);
    t.teardown(() => tab.destroy());
    await tab.opened;
    tab.subscribe(room, { user_id: id });
    const by = round % 4 < 2 ? host : co;
    by.it.say('kicked', { targetPeerId: id });
    if (round % 2 === 1) tab.subscribe(`${room}--red`, { user_id: id });
    const last = await tab.next(
      ({ event, channel }) => (event === 'kicked' || event === 'pusher:subscription_error') && channel === room,
    );
    outcomes[last.event === 'kicked' ? 'kicked' : 'banned'] += 1;
    await first.it.next('kicked');
    await witness.it.next('peer-left');
    await heardOutside(b, witness.it, first.it);
    const after = (await tab.barrier()).filter(({ channel }) => channel === room);
    t.notOk(
      after.some(({ event }) => event.startsWith('mark-')),
      'it hears nothing more',
    );
  }
  t.same(await users(b), ['co', 'host', 'witness']);
  t.comment(outcomes);
  const each = Array.from({ length: 18 }, (_, round) => [`added x${round}`, `removed x${round}`]).flat();
  t.same(told.sort(), each.sort(), 'each came once and went once');
});
