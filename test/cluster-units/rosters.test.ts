import t from 'tap';
import type { Message } from '../../src/cluster/redis/feeds/message.ts';
import { createRosters } from '../../src/cluster/redis/presence/rosters.ts';
import { rosterIds } from '../../src/protocol/encode.ts';
import { settled } from '../support/core/clock.ts';

const room = 'presence-room';
const told = (...users: string[]): string[] => users.flatMap((user) => [`"${user}"`, `"${user}":null`]);
const comes = (serial: number, userId: string): Message => change(serial, userId, `"${userId}":null`);
const goes = (serial: number, userId: string): Message => change(serial, userId, undefined);
const change = (serial: number, userId: string, entry: string | undefined): Message => {
  const none = { except: undefined, to: undefined, kick: undefined };
  return { ...none, serial, previous: 0, frame: '', change: { userId, entry } };
};

t.test('[N32] each join is told the members as of its own serial, whatever is heard meanwhile', async (t) => {
  const rosters = createRosters();
  const first = await rosters.visit(room);
  t.equal(first.era, '', 'none are known');
  rosters.heard(room, comes(9, 'early'));
  rosters.heard(room, comes(12, 'c'));
  t.same(rosterIds(first.at(10, '1', told('a', 'early'))), ['a', 'early'], 'as Redis told it');
  const second = await rosters.visit(room);
  const third = await rosters.visit(room);
  t.equal(second.era, '1');
  first.end();
  rosters.heard(room, goes(14, 'a'));
  rosters.heard(room, comes(16, 'd'));
  t.same(rosterIds(second.at(13, '1', null)), ['a', 'early', 'c']);
  second.end();
  t.same(rosterIds(third.at(15, '1', null)), ['early', 'c']);
  third.end();
  rosters.heard(room, goes(17, 'early'));
  const fourth = await rosters.visit(room);
  t.same(rosterIds(fourth.at(17, '1', null)), ['c', 'd']);
  const text = fourth.at(17, '1', null);
  t.equal(fourth.at(17, '1', null), text, 'the same text, until somebody comes or goes');
  fourth.end();
});

t.test('[N32] a few ask at once, and more wait for one of them: for its answer, or its failure', async (t) => {
  const rosters = createRosters();
  const asking = await Promise.all(Array.from({ length: 4 }, () => rosters.visit(room)));
  let proceeded = false;
  const next = rosters.visit(room).then((visit) => {
    proceeded = true;
    return visit;
  });
  await settled();
  t.notOk(proceeded);
  asking[0]?.at(10, '1', told('a'));
  asking[0]?.end();
  t.equal((await next).era, '1', 'it need not ask any more');
  const others = createRosters();
  const failing = await Promise.all(Array.from({ length: 4 }, () => others.visit(room)));
  const late = t.rejects(others.visit(room), { message: 'away' });
  failing[0]?.end(new Error('away'));
  await late;
  t.equal((await others.visit(room)).era, '', 'there is one less');
});

t.test('[N32] what is forgotten is asked for again, and who relied on it cannot be told', async (t) => {
  const rosters = createRosters();
  const first = await rosters.visit(room);
  first.at(10, '1', told('a'));
  first.end();
  const relying = await rosters.visit(room);
  rosters.forget(room);
  t.throws(() => relying.at(11, '1', null), { name: 'Unavailable' });
  relying.end();
  t.equal((await rosters.visit(room)).era, '');
});
