import t from 'tap';
import type { Command, Reply } from '../../src/cluster/redis/io/command.ts';
import { createSweep } from '../../src/cluster/redis/node/sweep.ts';
import { settled } from '../support/core/clock.ts';
import { testApp } from '../support/core/core.ts';

const fields = [
  ...Array.from({ length: 950 }, (_, n) => `mpresence-room "u${n}"`),
  ...Array.from({ length: 40 }, (_, n) => `cchannel-${n}`),
  'uuser',
  'wwatched',
];

t.test('[N24] a dead node is taken out a hundred at a time, and the next waits for the one before', async (t) => {
  const asked: { readonly command: Command; readonly answer: (reply: Reply) => void }[] = [];
  const sweep = createSweep({
    app: () => testApp(),
    run: (command) => new Promise((answer) => asked.push({ command, answer })),
    listener: () => undefined,
    onError: (error) => t.fail('trouble', { error }),
  });
  const swept = sweep('dead.1');
  const kinds: string[] = [];
  const scripts: string[] = [];
  const replies: Record<string, Reply> = {
    'fence-node': ['ok', [], -1, 1],
    holdings: ['ok', [], '0', fields.flatMap((field) => [field, ''])],
  };
  for (let more = true; more; ) {
    await settled();
    t.ok(asked.length <= 1, 'one under way');
    const [next] = asked.splice(0);
    more = next !== undefined && next.command.script !== 'forget-node';
    if (next === undefined) break;
    scripts.push(next.command.script);
    if (next.command.script === 'set-many') {
      t.equal(next.command.onBehalfOf, 'dead.1');
      const entries = next.command.args()['entries'] as string[];
      const found = entries.filter((text) => /^(presence-room|channel-\d+)$/.test(text));
      t.ok(found.length <= 100, 'a hundred at most');
      kinds.push(...found);
    }
    next.answer(replies[next.command.script] ?? ['ok', [], -1]);
  }
  await swept;
  t.same([scripts[0], scripts[1], scripts.at(-1)], ['fence-node', 'holdings', 'forget-node']);
  t.equal(kinds.length, 990);
  t.ok(kinds.lastIndexOf('presence-room') < kinds.indexOf('channel-0'), 'members first, their channels last');
});
