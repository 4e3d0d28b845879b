import t from 'tap';
import { rosterOf } from '../support/clients/frames.ts';
import { seeded } from '../support/random/random.ts';
import { testRedis } from '../support/redis/redis.ts';
import { dataOf } from '../support/rooms/fixture-domain.ts';
import {
  comings,
  full,
  heard,
  membersOf,
  named,
  patient,
  labRoom as room,
  roomNodes,
  roomPair,
  rosterAt,
  snapshotOf,
} from '../support/rooms/room-bench.ts';
import { until } from '../support/until.ts';

const redis = await testRedis(t);

t.test('[D8] [D12] a rate is counted over the nodes, whatever their clocks say', async (t) => {
  const [a, b] = await roomPair(t, redis, { skew: 600_000, ...patient });
  const tabs = [await a.enter('u'), await b.enter('u')] as const;
  for (const tab of tabs) t.match(await tab.ask('note', { text: 'x' }, 'note'), { event: 'note' });
  for (const tab of tabs) {
    await tab.socket.until(() => heard(tab, 'note').length === 2);
    const { retry_after, ...refused } = dataOf(await tab.ask('note', { text: 'y' }, '-'));
    t.match(refused, { code: 'RATE_LIMITED' });
    t.ok((retry_after as number) >= 55 && (retry_after as number) <= 60, String(retry_after));
  }
  const { history } = await snapshotOf(await a.enter('v'));
  t.match(history, [{ text: 'x' }, { text: 'x' }]);
});

t.test('[D10] [N5] of many who come to two nodes at once only as many as there is room for', async (t) => {
  for (let round = 0; round < 10; round += 1) {
    const [a, b] = await roomPair(t, redis, patient);
    const joins = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? a : b).enter(`u${n}`));
    const members = await Promise.all(joins);
    const inside = members.filter(({ welcome }) => !full(welcome));
    t.equal(inside.length, 3);
    t.match(members.find(({ welcome }) => full(welcome))?.welcome, { data: { type: 'ROOM_FULL' } });
    const [id = ''] = rosterOf(inside[2]?.welcome).ids;
    for (const bench of [a, b]) t.notOk(full((await bench.enter(id)).welcome), 'a further tab of one of them');
    t.same((await membersOf(a)).length, 3);
  }
});

t.test(
  '[D11] [D15] [D16] [N6] a late join finds state and history, on another node than before, also when all had left',
  async (t) => {
    const [a, b, c] = await roomNodes(t, redis, patient);
    const first = await a.enter('a');
    await first.ask('add', { text: 'x' }, 'added');
    await first.ask('note', { text: 'n' }, 'note');
    t.match(await snapshotOf(await b.enter('b')), { texts: ['x'], members: ['a', 'b'], history: [{ text: 'n' }] });
    first.leave();
    await a.node.broker.close();
    await b.node.broker.close();
    await until(async () => (await rosterAt(c)).length === 0);
    t.same(await snapshotOf(await c.enter('c')), {
      texts: ['x'],
      value: '',
      members: ['c'],
      history: [{ text: 'n', id: 'a' }],
    });
  },
);

t.test('[D20] who leaves while others change the room leaves nobody deaf', async (t) => {
  const [a, b] = await roomPair(t, redis, patient);
  const stays = await a.enter('stays');
  const busy = await b.enter('busy');
  for (let n = 0; n < 30; n += 1) {
    const guest = await a.enter('guest');
    busy.say('add', { text: `${n}` });
    guest.leave();
    if (n % 3 === 0) busy.say('add', { text: 'y' });
  }
  await b.node.publish(room, 'over');
  await stays.socket.until(named('over'));
  await until(async () => (await membersOf(a)).length === 2);
  t.same(await rosterAt(a), ['busy', 'stays']);
  await until(() => heard(stays, 'added').length === 40);
  t.equal(heard(stays, 'added').length, 40);
  t.same(
    heard(stays, ...comings).slice(2),
    Array.from({ length: 30 }, () => comings).flat(),
    'each comes, and goes, once and in this order',
  );
});

t.test('[D20] [N4] two tabs of one user on two nodes that come and go at the same moment', async (t) => {
  const [a, b] = await roomPair(t, redis, patient);
  const watcher = await a.enter('watcher');
  const random = seeded(7);
  for (let round = 0; round < 60; round += 1) {
    const tabs = await Promise.all([a.enter('u'), b.enter('u')]);
    if (random() < 0.5) tabs[0]?.leave();
    tabs[1]?.leave();
    const [third] = await Promise.all([b.enter('u'), tabs[0]?.leave()]);
    third?.leave();
  }
  await until(async () => (await rosterAt(b)).length === 1 && (await membersOf(b)).length === 1);
  await b.node.publish(room, 'over');
  await watcher.socket.until(named('over'));
  const told = heard(watcher, ...comings);
  t.ok(told.length >= 8);
  t.same(told, Array.from({ length: told.length / 4 }, () => comings).flat());
  watcher.leave();
  await until(() => a.node.rooms.size + b.node.rooms.size === 0);
  t.match([a.node.rooms.counters(), b.node.rooms.counters()], [[{ participants: 0 }], [{ participants: 0 }]]);
  for (const { node } of [a, b]) t.same(node.errors, []);
});
