import t from 'tap';
import { testRedis } from '../support/redis/redis.ts';
import { dataOf } from '../support/rooms/fixture-domain.ts';
import {
  comings,
  full,
  heard,
  type Member,
  membersOf,
  named,
  patient,
  labRoom as room,
  roomPair,
  rosterAt,
  snapshotOf,
} from '../support/rooms/room-bench.ts';
import { until } from '../support/until.ts';

const redis = await testRedis(t);

t.test('[D20] [N12] the members of a node that dies leave the room, as who leaves by itself', async (t) => {
  const [a, b] = await roomPair(t, redis);
  const watcher = await a.enter('watcher');
  const tab = await a.enter('both');
  for (const id of ['both', 'lost']) await b.enter(id);
  t.match((await a.enter('late')).welcome, { data: { type: 'ROOM_FULL' } });
  b.way.freeze();
  await watcher.socket.until(named('went'));
  t.same(heard(watcher, ...comings).slice(-2), ['pusher_internal:member_removed', 'went']);
  t.same(dataOf(watcher.socket.frames.find(named('went'))), { id: 'lost' });
  t.same(await membersOf(a), ['both', 'watcher']);
  const late = await a.enter('late');
  t.same((await snapshotOf(late))['members'], ['watcher', 'both', 'late'], 'there is a place again');
  tab.leave();
  await until(() => heard(watcher, 'went').length === 2);
  t.same(await membersOf(a), ['late', 'watcher'], 'its last tab was here');
});

t.test('[D20] [N12] a node that wakes brings its members back into the room, as far as there is a place', async (t) => {
  const [a, b] = await roomPair(t, redis);
  const watcher = await a.enter('watcher');
  const sleepers = [await b.enter('one'), await b.enter('two')];
  b.way.freeze();
  await until(() => heard(watcher, 'went').length === 2);
  const late = await a.enter('late');
  b.way.heal();
  await until(() => sleepers.filter(({ socket }) => socket.frames.some(full)).length === 1);
  const [out, back] = [true, false].map((is) => sleepers.find(({ socket }) => socket.frames.some(full) === is));
  t.match(out?.socket.frames.find(full), { channel: room, data: { type: 'ROOM_FULL', status: 403 } });
  await until(async () => (await membersOf(a)).length === 3 && (await rosterAt(a)).length === 3);
  t.same(await membersOf(a), await rosterAt(b));
  t.match(await back?.ask('add', { text: 'back' }, 'added'), { event: 'added' });
  await late.socket.until(named('added'));
  out?.say('add', { text: 'out' });
  t.match(await out?.socket.until(named('pusher:error')), { event: 'pusher:error' });
  t.equal(heard(out as Member, 'added').length, 0);
});

t.test('[D15] [N13] a room that Redis lost goes on as its nodes knew it', async (t) => {
  const own = await testRedis(t);
  const [a, b] = await roomPair(t, own);
  const [one, two] = [await a.enter('one'), await b.enter('two')];
  await two.ask('add', { text: 'x' }, 'added');
  await b.node.publish(room, 'set', '{"value":"kept"}');
  await one.socket.until(named('set'));
  const before = heard(one, ...comings);
  await own.restart({ empty: true });
  await until(async () => (await rosterAt(a).catch(() => [])).length === 2 && (await membersOf(a)).length === 2);
  for (const member of [one, two]) member.say('add', { text: 'again' });
  await until(() => heard(one, 'added').length === 3);
  t.match(await snapshotOf(await a.enter('late')), { texts: ['x', 'again', 'again'], value: 'kept' });
  t.same(heard(one, ...comings), [...before, 'pusher_internal:member_added', 'came'], 'nobody came but the last');
});

t.test('[N14] [D7] without Redis a command is refused, and who leaves meanwhile has left', async (t) => {
  const [a, b] = await roomPair(t, redis, { ...patient, timeout: 300 });
  const [stays, goes] = [await a.enter('stays'), await a.enter('goes')];
  const watcher = await b.enter('watcher');
  a.way.cut();
  for (let n = 0; n < 3; n += 1)
    t.match(await stays.ask('add', { text: 'x' }, 'added'), { event: 'pusher:error', data: { message: /try again/ } });
  goes.leave();
  t.match((await a.enter('late')).welcome, { data: { type: 'ServiceUnavailable', status: 503 } });
  t.equal(await a.node.publish(room, 'set', '{"value":"x"}').catch(({ name }: Error) => name), 'Unavailable');
  a.way.heal();
  await until(() => heard(watcher, 'went').length === 1);
  await until(async () => (await membersOf(b)).join() === 'stays,watcher');
  t.same(await rosterAt(b), ['stays', 'watcher']);
  t.match(await stays.ask('add', { text: 'y' }, 'added'), { event: 'added', data: /"count":1}/ });
  t.equal(heard(watcher, 'went').length, 1);
});

t.test('[N13] [D18] a command whose answer was lost is done once, and answered', async (t) => {
  const [a, b] = await roomPair(t, redis, patient);
  const [one, two] = [await a.enter('one'), await b.enter('two')];
  for (let n = 1; n <= 5; n += 1) {
    await one.ask('whisper', { to: 'one' }, 'whisper'); // it knows the room as it is
    a.way.mute();
    one.say('add', { text: `${n}` });
    one.say('note', { text: `${n}` });
    await until(() => heard(two, 'added').length === n);
    a.way.cut();
    a.way.heal();
    await until(() => heard(one, 'added').length === n && heard(one, 'note', 'error').length === n);
  }
  t.same((await snapshotOf(await b.enter('three')))['texts'], ['1', '2', '3', '4', '5']);
  t.same(
    heard(one, 'note', 'error', 'pusher:error'),
    ['note', 'note', 'error', 'error', 'error'],
    'nor is a rate counted twice',
  );
});

t.test('[N13] [D20] a join and a leave whose answers were lost happen once', async (t) => {
  const [a, b] = await roomPair(t, redis, patient);
  const watcher = await b.enter('watcher');
  for (let n = 1; n <= 5; n += 1) {
    await a.enter('stays'); // a is heard, so that nothing but the step itself is asked
    a.way.mute();
    const joins = a.enter('guest');
    await until(() => heard(watcher, 'came').length === 2 * n);
    a.way.cut();
    a.way.heal();
    const guest = await joins;
    t.match(await snapshotOf(guest), { members: ['watcher', 'stays', 'guest'] });
    a.way.mute();
    guest.leave();
    await until(() => heard(watcher, 'went').length === 2 * n - 1);
    a.way.cut();
    a.way.heal();
    for (const socket of a.node.sockets) socket.close(1006, '');
    await until(() => heard(watcher, 'went').length === 2 * n);
  }
  t.same(await membersOf(b), ['watcher']);
  t.same(await rosterAt(b), ['watcher']);
});

t.test('[D18] a command that nobody knows the end of is not done twice', async (t) => {
  const [a, b] = await roomPair(t, redis, { timeout: 5000 });
  const [one, two] = [await a.enter('one'), await b.enter('two')];
  await one.ask('whisper', { to: 'one' }, 'whisper'); // it knows the room as it is
  a.way.mute();
  one.say('add', { text: 'x' });
  await two.socket.until(named('added'));
  a.way.cut();
  await two.socket.until(named('went')); // its lease is over
  a.way.heal();
  t.match(await one.socket.until(named('pusher:error')), { data: { message: /try again/ } });
  await until(() => heard(two, 'came').length === 1);
  t.match(await one.ask('add', { text: 'y' }, 'added'), { event: 'added' });
  t.same((await snapshotOf(await b.enter('three')))['texts'], ['x', 'y']);
});

t.test('[N15] [D20] the members of a node that is stopped stay in the room until they are back', async (t) => {
  const [a, b] = await roomPair(t, redis);
  const watcher = await a.enter('watcher');
  for (const id of ['back', 'gone']) await b.enter(id);
  await b.node.broker.drain(0);
  await b.node.broker.close();
  const back = await a.enter('back');
  t.match(await snapshotOf(back), { members: ['watcher', 'back', 'gone'] });
  await watcher.socket.until(named('went'));
  t.same(dataOf(watcher.socket.frames.find(named('went'))), { id: 'gone' });
  await until(async () => (await membersOf(a)).length === 2);
  t.same(heard(watcher, ...comings), [
    'pusher_internal:member_added',
    'came',
    'pusher_internal:member_added',
    'came',
    'pusher_internal:member_removed',
    'went',
  ]);
  back.leave();
  await until(() => heard(watcher, 'went').length === 2);
});

t.test('[N19] [D7] rooms refuse also where a node serves its own clients while Redis is away', async (t) => {
  const [a, b] = await roomPair(t, redis, { ...patient, timeout: 300, whenAlone: 'local' });
  const [stays, goes] = [await a.enter('stays'), await a.enter('goes')];
  const watcher = await b.enter('watcher');
  a.way.cut();
  const alone = async (): Promise<boolean> =>
    a.node.publish('news', 'x').then(
      () => true,
      () => false,
    );
  await until(alone);
  t.match(await stays.ask('add', { text: 'x' }, 'added'), { event: 'pusher:error', data: { message: /try again/ } });
  t.match((await a.enter('late')).welcome, { data: { type: 'ServiceUnavailable' } });
  goes.leave();
  a.way.heal();
  await until(() => heard(watcher, 'went').length === 1);
  t.same(await membersOf(b), ['stays', 'watcher']);
  t.same(await rosterAt(b), ['stays', 'watcher']);
  await until(async () => (await stays.ask('add', { text: 'y' }, 'added')).event === 'added');
  t.match(await snapshotOf(await b.enter('late')), { texts: ['y'], members: ['stays', 'watcher', 'late'] });
});
