import t from 'tap';
import { createEras } from '../../src/cluster/redis/feeds/eras.ts';

t.test('[N31] serials go on growing when those of Redis begin again further down', async (t) => {
  const eras = createEras();
  t.equal(eras.read('1005 1000'), 1005, 'as Redis has it, at first');
  t.equal(eras.local(1009, 1000), 1009);
  t.equal(eras.local(700, 600), 1109, 'above all before');
  t.ok(eras.read('600 600') >= 1009, 'and so is its first');
  t.equal(eras.local(701, 600), 1110);
  t.equal(eras.local(1010, 1000), 1010, 'a late one of before is what it was');
  t.equal(eras.local(2000, 1999), 2000, 'a clock that is ahead wants no help');
  t.equal(eras.local(2001, 1999), 2001);
});

t.test('[N31] what a message says of one before it, from an era before its own, is what it was then', async (t) => {
  const eras = createEras();
  eras.local(1005, 1000);
  eras.local(901, 900);
  t.equal(eras.local(890, 900), 890);
  t.equal(eras.local(0, 900), 0, 'none');
});

t.test('[N31] what is read again is read from no later than it was, in whichever era', async (t) => {
  const eras = createEras();
  const heard = eras.local(1005, 1000);
  t.equal(eras.below(heard), 1005);
  eras.local(700, 600);
  t.ok(eras.below(heard) <= 600);
  t.equal(eras.below(0), 0);
});
