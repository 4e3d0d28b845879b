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

t.test(
  '[L7] 10 of 100 never read while 100 MB is published: they are cut, memory stays flat, the 90 hear all',
  async (t) => {
    const { cli, port } = await startCli(t, flags);
    t.same(await frozenRun(port, { seed: 0, channel: 'presence-warm', bytes: 12 * mb }), []);
    const before = memoryOf(cli.child).now;
    const started = Date.now();
    t.same(await frozenRun(port, { seed: 1, channel: 'presence-room', bytes: 100 * mb }), []);
    const grown = memoryOf(cli.child).peak - before;
    t.comment(
      `${Date.now() - started} ms; memory ${Math.round(before / mb)} MB before, at most ${Math.round(grown / mb)} MB more`,
    );
    t.ok(grown <= frozen * bound + slack, `grew by ${grown}`);
    cli.signal('SIGTERM');
    const { status, stdout } = await cli.ended;
    t.equal(status, 0);
    t.notMatch(stdout, 'unexpected error');
  },
);
