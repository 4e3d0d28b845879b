import t from 'tap';
import type { Command } from '../../src/cluster/redis/io/command.ts';
import { createCommandQueue } from '../../src/cluster/redis/io/command-queue.ts';
import { fakeClock } from '../support/core/clock.ts';
import { fakeRedis, lost, refused, type Sent, scripts, unknown } from '../support/redis/fake-redis.ts';

const timeout = 1000;
const bounds = { mostEntries: '100', mostBytes: '100' };

function bench() {
  const clock = fakeClock();
  const redis = fakeRedis();
  const errors: string[] = [];
  let incarnation = 1;
  let held = true;
  const queue = createCommandQueue({
    clock,
    defer: (run) => void Promise.resolve().then(run),
    connection: redis.connection,
    scripts,
    timeout,
    tag: '{test:app}',
    onError: (_part, stage, error) => errors.push(`${stage}: ${(error as Error).message}`),
    holder: () => (held ? `n.${incarnation}` : undefined),
    acks: { ack: () => '', again() {} },
    async recover(send) {
      incarnation += 1;
      held = true;
      const restored = publish('restored');
      if ((await send([restored], `n.${incarnation}`)) !== 'answered') throw new Error('the connection broke');
    },
    refusal: () => undefined,
    onLeaseLost() {
      held = false;
    },
  });
  /** What becomes of a command: its reply's first word, or why not. */
  const run = (command: Command): Promise<string> =>
    queue.run(command).then(
      ([status]) => String(status),
      ({ message }: Error) => message,
    );
  return { clock, redis, errors, queue, run };
}

const publish = (event: string, more: Partial<Command> = {}): Command => {
  return { script: 'publish', args: () => ({ ...bounds, events: [event] }), ...more };
};
const texts = (sent: readonly Sent[]): string[] => sent.map(({ args }) => String(args.at(-1)));
const numbers = (sent: readonly Sent[]): number[] => sent.map(({ number }) => Number(number));

t.test('what comes in one turn goes together, and what comes meanwhile goes with the next', async (t) => {
  const { redis, run } = bench();
  const all = [run(publish('a')), run(publish('b'))];
  t.same(texts(await redis.flight()), ['a', 'b']);
  all.push(run(publish('c')));
  t.same(texts(await redis.flight()), ['a', 'b'], 'one flight at a time');
  t.same(numbers(await redis.answer()), [1, 2]);
  const next = await redis.answer();
  t.same([texts(next), numbers(next)], [['c'], [3]]);
  t.same(await Promise.all(all), ['ok', 'ok', 'ok']);
});

t.test('[N13] what was not answered is sent again as it was, under its number and in front', async (t) => {
  const { redis, run } = bench();
  let asked = 0;
  const first = run({
    script: 'publish',
    args() {
      asked += 1;
      return { ...bounds, events: [`a${asked}`] };
    },
  });
  const second = run(publish('b'));
  await redis.answer(unknown, unknown);
  const third = run(publish('c'));
  const again = await redis.answer();
  t.same(
    [texts(again), numbers(again)],
    [
      ['a1', 'b'],
      [1, 2],
    ],
  );
  await redis.answer();
  t.same(await Promise.all([first, second, third]), ['ok', 'ok', 'ok']);
  t.equal(asked, 1);
});

t.test('[N13] a lost lease is taken again in front of all that waits, which goes under the new holder', async (t) => {
  const { redis, run } = bench();
  const all = [run(publish('a')), run(publish('b'))];
  await redis.answer(lost, lost);
  const restored = await redis.answer();
  t.same([texts(restored), restored[0]?.holder], [['restored'], 'n.2']);
  t.ok(Number(restored[0]?.number) < 0, 'below every number of what waits');
  const again = await redis.answer();
  t.same([texts(again), numbers(again), again[0]?.holder], [['a', 'b'], [1, 2], 'n.2']);
  t.same(await Promise.all(all), ['ok', 'ok']);
});

t.test(
  '[N14] what may run once alone is not said under another lease when it may have run under the first',
  async (t) => {
    const { redis, run } = bench();
    const once = run(publish('a', { atMostOnce: true }));
    const any = run(publish('b'));
    await redis.answer(unknown, unknown);
    await redis.answer(lost, lost);
    t.match(await once, /nobody knows whether this was done/);
    await redis.answer(); // the restoration
    t.same(texts(await redis.answer()), ['b'], 'what may be said twice is');
    t.equal(await any, 'ok');
  },
);

t.test(
  '[N14] what is refused is told so, but for what is true still: it goes to the end, as it is by then',
  async (t) => {
    const { clock, redis, run, errors } = bench();
    let value = 1;
    const forever = run({ script: 'publish', retryForever: true, args: () => ({ ...bounds, events: [`v${value}`] }) });
    const plain = run(publish('a'));
    await redis.answer(refused('OOM'), refused('OOM'));
    t.match(await plain, /Redis refused: OOM/);
    value = 2;
    const behind = run(publish('b'));
    t.same(await redis.flight(), [], 'it backs off');
    await clock.advance(200);
    t.same(texts(await redis.answer()), ['v2', 'b']);
    t.same(await Promise.all([forever, behind]), ['ok', 'ok']);
    t.same(errors, ['publish: OOM', 'publish: OOM'], 'said once of each');
  },
);

t.test(
  '[N14] who waited for as long as an operation may take is told so, and nothing is done behind its back',
  async (t) => {
    const { clock, redis, run, queue } = bench();
    const under = run(publish('under way'));
    await redis.flight();
    const waits = run(publish('waits'));
    const forever = run(publish('forever', { retryForever: true }));
    await clock.advance(timeout);
    t.same(await Promise.all([under, waits]), ['Redis does not answer', 'Redis does not answer']);
    await redis.answer(unknown);
    t.same(texts(await redis.answer()), ['forever']);
    t.equal(await forever, 'ok');
    t.equal(queue.waiting, 0);
  },
);

t.test('[N13] scripts that Redis has forgotten are loaded, and what asked for them is sent again', async (t) => {
  const { redis, run } = bench();
  const one = run(publish('a'));
  await redis.answer(refused('NOSCRIPT No matching script'));
  t.equal(redis.loads, 1);
  t.same(texts(await redis.answer()), ['a']);
  t.equal(await one, 'ok');
});

t.test('[N13] where some scripts alone are forgotten, what ran is over, and what did not is said again', async (t) => {
  const { redis, run } = bench();
  const noScript = refused('NOSCRIPT No matching script');
  const all = ['a', 'b', 'c', 'd'].map((event) => run(publish(event)));
  await redis.answer(noScript, 'ok', noScript, noScript);
  const late = run(publish('e'));
  const again = await redis.answer();
  t.same(texts(again), ['c', 'd', 'a'], 'what nothing overtook keeps its place');
  t.same(numbers(again), [3, 4, 5], 'what was overtaken has a number that Redis has not passed');
  t.same([texts(await redis.answer()), await Promise.all([...all, late])], [['e'], Array(5).fill('ok')]);
});

t.test('[N14] what may have run before its script was forgotten is not run again behind what came after', async (t) => {
  const { redis, run } = bench();
  const once = run(publish('a', { atMostOnce: true }));
  const any = run(publish('b'));
  await redis.answer(unknown, unknown);
  await redis.answer(refused('NOSCRIPT No matching script'), 'ok');
  t.match(await once, /nobody knows whether this was done/);
  t.equal(await any, 'ok');
  t.same(await redis.flight(), []);
});

t.test('what reads names no holder and takes no number; the renewal overtakes all that waits', async (t) => {
  const { redis, run } = bench();
  void run(publish('a'));
  await redis.flight();
  void run({ script: 'read', readOnly: true, args: () => ({ what: 'room', name: 'r' }) });
  void run(publish('b'));
  void run({ script: 'renew', first: true, args: () => ({ run: '' }) });
  await redis.answer();
  const sent = await redis.answer();
  t.same(
    sent.map(({ script, holder, number }) => [script, holder, number]),
    [
      ['renew', 'n.1', '0'],
      ['read', '', ''],
      ['publish', 'n.1', '2'],
    ],
  );
});

t.test('[N14] while the connection is broken everything waits, and a node that leaves tells all of it', async (t) => {
  const { redis, run, queue } = bench();
  redis.setUsable(false);
  const waits = run(publish('a'));
  t.same(await redis.flight(), []);
  const idle = queue.idle();
  queue.close();
  t.equal(await waits, 'This node has left the cluster');
  t.equal(await run(publish('b')), 'This node has left the cluster');
  await idle;
});
