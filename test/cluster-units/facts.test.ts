import t from 'tap';
import { quoted } from '../../src/cluster/redis/io/keys.ts';
import { readFact } from '../../src/cluster/redis/node/facts.ts';

t.test('[N20] a fact is read whatever the user is called', async (t) => {
  for (const userId of ['a b', 'line\nend', '\u2028', '\u2029x', '\0', '"', 'e\u0301', '\ud800'])
    t.same(
      readFact(`7 a presence-room ${quoted(userId)}`),
      { id: 7, handed: { fact: { name: 'member_added', channel: 'presence-room', user_id: userId } } },
      JSON.stringify([...userId].map((one) => one.codePointAt(0))),
    );
});
