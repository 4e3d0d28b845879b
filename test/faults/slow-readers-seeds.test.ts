import t from 'tap';
import { frozen, frozenApp, frozenRun } from '../support/attack/frozen-run.ts';
import { startCli } from '../support/nodes/cli.ts';
import { memoryOf } from '../support/nodes/memory.ts';

const mb = 1024 * 1024;
/** limits.backpressureBytes, and the engine's buffer doubles as it grows. */
const bound = 2 * mb;
/** What the process takes beside: garbage of the requests that V8 has not collected yet, the allocator's own. */
const slack = 64 * mb;
const flags = ['--host', '127.0.0.1', '--apps', JSON.stringify([frozenApp])];

t.test('[L7] twenty seeds of it, one after another in one process', async (t) => {
  const { cli, port } = await startCli(t, flags);
  t.same(await frozenRun(port, { seed: 0, channel: 'presence-warm', bytes: 12 * mb }), []);
  const before = memoryOf(cli.child).now;
  for (let seed = 1; seed <= 20; seed += 1) {
    t.same(await frozenRun(port, { seed, channel: `presence-${seed}`, bytes: 7 * mb }), [], `seed ${seed}`);
  }
  const { now, peak } = memoryOf(cli.child);
  t.comment(
    `memory ${Math.round(before / mb)} MB before, ${Math.round(now / mb)} MB after, ${Math.round(peak / mb)} MB at most`,
  );
  t.ok(peak - before <= frozen * bound + slack);
  cli.signal('SIGTERM');
  const { status, stdout } = await cli.ended;
  t.equal(status, 0);
  t.notMatch(stdout, 'unexpected error');
});
