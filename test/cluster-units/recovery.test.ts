import t from 'tap';
import type { Command, Reply } from '../../src/cluster/redis/io/command.ts';
import type { Send } from '../../src/cluster/redis/io/command-queue.ts';
import { createRecovery } from '../../src/cluster/redis/node/recovery.ts';
import { LocalState } from '../../src/cluster/redis/presence/local-state.ts';
import type { ChannelName } from '../../src/protocol/channel-name.ts';
import { testApp } from '../support/core/core.ts';

/** A node that Redis knows with so many channels, and a Redis that answers as it is told to. */
function bench(channels: number) {
  const local = new LocalState();
  for (let n = 0; n < channels; n += 1) local.channel(`c${n}` as ChannelName).count.applied = 1;
  const said: { readonly as: string; readonly script: string; readonly channels: string[] }[] = [];
  let answers: Awaited<ReturnType<Send>>[] = [];
  let found = 'known';
  const send: Send = async (commands, as) => {
    const answer = answers.shift() ?? 'answered';
    for (const { script, args } of commands) said.push({ as, script, channels: channelsOf(args()) });
    if (answer === 'answered') for (const { after } of commands) after?.(['ok', [], 'epoch', [], found]);
    return answer;
  };
  const recover = createRecovery({
    nodeId: 'n',
    local,
    app: () => testApp(),
    answered: () => ({ holder: 'n.0', number: 7 }),
    connectionsCommand: (): Command | undefined => undefined,
    onReply: (_reply: Reply) => {},
    onOtherVersion() {},
    onAcquired() {},
  });
  return {
    said,
    recover: () => recover(send),
    answerWith: (...next: typeof answers) => {
      answers = next;
    },
    find: (what: string) => {
      found = what;
    },
  };
}

const channelsOf = (args: ReturnType<Command['args']>): string[] =>
  ((args['entries'] ?? []) as string[]).filter((text) => /^c\d+$/.test(text));

t.test('[N23] what is held is said a hundred at a time, each once', async (t) => {
  const { said, recover } = bench(1234);
  t.match(await recover(), { holder: 'n.1', isRestored: false, found: 'known' });
  t.equal(said[0]?.script, 'acquire-lease');
  const many = said.slice(1);
  t.ok(many.every(({ as, script, channels }) => as === 'n.1' && script === 'set-many' && channels.length <= 100));
  t.same(
    many.flatMap(({ channels }) => channels),
    Array.from({ length: 1234 }, (_, n) => `c${n}`),
  );
});

t.test('[N23] interrupted, it goes on where it was, under the same lease', async (t) => {
  const { said, recover, answerWith } = bench(1500);
  answerWith('answered', 'answered', 'failed');
  await t.rejects(recover(), { message: 'Redis did not answer' });
  said.splice(0);
  t.match(await recover(), { holder: 'n.1' });
  t.same(said.map(({ script }) => script).includes('acquire-lease'), false);
  t.equal(said[0]?.channels[0], 'c500', 'what was not answered, again');
  t.equal(new Set(said.flatMap(({ channels }) => channels)).size, 1000);
});

t.test('[N23] its lease lost meanwhile, it begins anew with another', async (t) => {
  const { said, recover, answerWith } = bench(1500);
  answerWith('answered', 'answered', 'lost');
  await t.rejects(recover(), { message: 'The lease is lost again' });
  said.splice(0);
  t.match(await recover(), { holder: 'n.2', isRestored: true });
  t.same([said[0]?.script, said[1]?.channels[0]], ['acquire-lease', 'c0']);
});

t.test('[N21] a lease that was asked for and not answered is asked for again, and no other beside it', async (t) => {
  const { said, recover, answerWith } = bench(1);
  answerWith('failed');
  await t.rejects(recover(), { message: 'Redis did not answer' });
  t.match(await recover(), { holder: 'n.1' });
  t.same(
    said.map(({ as, script }) => `${as} ${script}`),
    ['n.1 acquire-lease', 'n.1 acquire-lease', 'n.1 set-many'],
  );
});
