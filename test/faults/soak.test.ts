import t from 'tap';
import { startAttackers } from '../support/attack/attack.ts';
import { attacks } from '../support/attack/attacks.ts';
import { standBy } from '../support/attack/bystanders.ts';
import { credentials } from '../support/core/core.ts';
import { startCli } from '../support/nodes/cli.ts';
import { memoryOf } from '../support/nodes/memory.ts';
import { seeded } from '../support/random/random.ts';
import { startReceiver } from '../support/webhooks/receiver.ts';
import { readBody } from '../support/webhooks/webhooks.ts';

t.setTimeout(0);

/** Half an hour: SOAK_SECONDS=1800. */
const seconds = Number(process.env['SOAK_SECONDS'] ?? 120);
const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
/** How long one mix of attacks goes on, in ticks of 100 ms, and how many there are of each attack. */
const ticksPerMix = 50;
const ofEach = 2;

const middle = (some: readonly number[]): number => some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0;

t.test(
  '[L8] [L32] [S12] a process of 256 MB lives through every attack at once, and nobody loses anything',
  async (t) => {
    const receiver = await startReceiver(t);
    const told = { member_added: new Set<string>(), member_removed: new Set<string>() };
    receiver.answer((response, { body }) => {
      receiver.received.length = 0; // it may be half an hour
      for (const event of readBody(body).events)
        if (event.name === 'member_added' || event.name === 'member_removed') told[event.name].add(event.user_id);
      response.end();
    });
    // So much is remembered in the first quarter already.
    const limits = { rememberedBytes: 8_388_608, presenceMembers: 1000 };
    const apps = [
      { ...credentials, limits, clientEvents: true, subscriptionCount: true, webhooks: [{ url: receiver.url }] },
    ];
    const flags = ['--apps', JSON.stringify(apps), '--host', '127.0.0.1', '--webhooks-private-addresses', 'true'];
    flags.push('--limits-loop-lag', '0'); // a machine that is late for others is no attack
    const { port, cli } = await startCli(t, flags, { NODE_OPTIONS: '--max-old-space-size=256' });

    t.comment(`SEED=${seed}`);
    const random = seeded(seed);
    const strangers = await startAttackers(t);
    const names = Object.keys(attacks);
    const mix = (): Promise<void> =>
      strangers.attack({ port, names, attackers: ofEach * names.length, perSecond: 5 + Math.floor(random() * 40) });
    await mix();
    const memory: number[] = [];
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
      if (ticks % ticksPerMix === 0) void mix();
      if (cli.child.exitCode === null) memory.push(memoryOf(cli.child).now / 1e6);
    }, 100);
    t.teardown(() => clearInterval(timer));

    const { published, said, members, wrong } = await standBy(t, port, seconds);
    clearInterval(timer);
    t.equal(cli.child.exitCode, null, 'the process lives');
    t.equal(wrong, undefined);
    t.comment(`${published} events, ${said} client events, ${members.length} members`);
    const quarter = Math.floor(memory.length / 4);
    const quarters = [0, 1, 2, 3].map((n) => Math.round(middle(memory.slice(n * quarter, (n + 1) * quarter))));
    t.comment(`MB in each quarter: ${quarters.join(', ')}`);
    t.ok((quarters[3] ?? 0) <= 1.15 * (quarters[1] ?? 0), 'memory stays level');
    const isTold = (): boolean => told.member_added.size > members.length && told.member_removed.size >= members.length;
    await receiver.until(isTold);
    t.same([...told.member_removed].toSorted(), members.toSorted());
    t.same([...told.member_added].toSorted(), [...members, 'watcher'].toSorted());
  },
);
