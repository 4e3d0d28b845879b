import t from 'tap';
import { quoted } from '../../src/cluster/redis/io/keys.ts';
import { createFactReader } from '../../src/cluster/redis/node/fact-reader.ts';
import { type Handed, readFact } from '../../src/cluster/redis/node/facts.ts';
import { fakeClock } from '../support/core/clock.ts';

t.test('[N20] a fact is read whatever the user is called', async (t) => {
  for (const userId of ['a b', 'line\nend', '\u2028', '\u2029x', '\0', '"', 'e\u0301', '\ud800'])
    t.same(
      readFact(`7 a presence-room ${quoted(userId)}`),
      { id: 7, handed: { fact: { name: 'member_added', channel: 'presence-room', user_id: userId } } },
      JSON.stringify([...userId].map((one) => one.codePointAt(0))),
    );
});

/** A reader, the channels it has told of, and how often it has asked. */
function reading() {
  const told: string[] = [];
  let asked = 0;
  const facts = createFactReader({
    clock: fakeClock(),
    tell: (handed: Handed) => void told.push('fact' in handed ? handed.fact.channel : ''),
    ask() {
      asked += 1;
    },
  });
  const fact = (id: number): string => `${id} o channel-${id} `;
  return { facts, told, fact, asked: () => asked };
}

t.test('[N34] what the answer before had, which was lost, is asked for and told first', async (t) => {
  const { facts, told, fact, asked } = reading();
  facts.accept(['ok', [fact(1)], -1]);
  t.equal(asked(), 0);
  facts.accept(['ok', [fact(3)], -1]);
  t.same(told, ['channel-1']);
  t.equal(asked(), 1);
  facts.accept(['ok', [fact(4)], -1]);
  t.equal(asked(), 1, 'once');
  facts.accept(['ok', [fact(2), fact(3), fact(4)], -1], true);
  facts.accept(['ok', [fact(4), fact(5)], -1]);
  t.same(told, ['channel-1', 'channel-2', 'channel-3', 'channel-4', 'channel-5'], 'each once');
  t.equal(asked(), 1);
});

t.test('[N34] what waits may begin later: what Redis has lost is not waited for', async (t) => {
  const { facts, told, fact, asked } = reading();
  facts.accept(['ok', [fact(7)], -1], true);
  facts.accept(['ok', [fact(8)], -1]);
  t.same(told, ['channel-7', 'channel-8']);
  t.equal(asked(), 0);
});
