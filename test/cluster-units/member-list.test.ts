import t from 'tap';
import { MemberList } from '../../src/cluster/member-list.ts';
import { memberText, presenceSucceeded, rosterIds } from '../../src/protocol/encode.ts';
import { seeded } from '../support/random/random.ts';

t.test('[N32] [R7] a list says who is there in the order in which they came, however they come and go', async (t) => {
  const random = seeded(1);
  const list = new MemberList();
  const truth = new Map<string, string>();
  for (let step = 0; step < 6000; step += 1) {
    const userId = `u"${Math.floor(random() * 700)}`;
    const info = `{"step":${step}}`;
    if (random() < (step < 3000 ? 0.7 : 0.3)) {
      list.add(userId, memberText(userId, info));
      if (!truth.has(userId)) truth.set(userId, info);
    } else t.equal(list.delete(userId), truth.delete(userId));
    if (step % 50 > 0) continue;
    const { data } = JSON.parse(presenceSucceeded('presence-r', list.text())) as { data: string };
    const { presence } = JSON.parse(data) as { presence: { count: number; ids: string[]; hash: object } };
    t.same(presence.ids, [...truth.keys()]);
    t.same(presence.hash, Object.fromEntries([...truth].map(([id, text]) => [id, JSON.parse(text)])));
    t.same(
      [presence.count, list.size, list.ids(), rosterIds(list.text())],
      [truth.size, truth.size, presence.ids, presence.ids],
    );
  }
});
