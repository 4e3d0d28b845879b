import t from 'tap';
import type { Command, Reply } from '../../src/cluster/redis/io/command.ts';
import { createLease } from '../../src/cluster/redis/node/lease.ts';
import { fakeClock, settled } from '../support/core/clock.ts';

const renewMs = 1000;

function bench() {
  const clock = fakeClock();
  const asked: { readonly command: Command; readonly answer: (reply: Reply) => void; readonly fail: () => void }[] = [];
  const lapsed: string[] = [];
  const connections: (readonly string[])[] = [];
  let held = true;
  let acquires = 0;
  const lease = createLease({
    clock,
    renewMs,
    run: (command) =>
      new Promise((answer, reject) => asked.push({ command, answer, fail: () => reject(new Error('away')) })),
    isHeld: () => held,
    acquire: () => {
      acquires += 1;
    },
    probe() {},
    onFull() {},
    onConnections: (flat) => connections.push(flat),
    onLapsed: (holder) => lapsed.push(holder),
  });
  return {
    clock,
    asked,
    lapsed,
    connections,
    lease,
    lose: () => {
      held = false;
    },
    get acquires() {
      return acquires;
    },
    /** Answers the renewal that is under way. */
    async renewed(holders: string[] = [], nextMs = -1): Promise<void> {
      asked.shift()?.answer(['ok', [], holders, nextMs, ['n.2', '7']]);
      await settled();
    },
  };
}

t.test('[N12] a lease is renewed in front of what waits, again and again, and never twice at a time', async (t) => {
  const { clock, asked, lease, renewed, connections } = bench();
  lease.acquired();
  t.equal(asked.length, 0);
  await clock.advance(renewMs);
  t.match(asked[0]?.command, { script: 'renew', first: true });
  await clock.advance(renewMs * 3);
  t.equal(asked.length, 1, 'one under way');
  await renewed();
  t.same(connections, [['n.2', '7']]);
  await clock.advance(renewMs);
  t.equal(asked.length, 1);
});

t.test('[N12] it looks when the next lease lapses, and says who has let theirs', async (t) => {
  const { clock, asked, lease, lapsed, renewed } = bench();
  lease.acquired();
  await clock.advance(renewMs);
  await renewed([], 200);
  await clock.advance(200);
  t.equal(asked.length, 0);
  await clock.advance(1);
  t.equal(asked.length, 1);
  await renewed(['n.8', 'n.9']);
  t.same(lapsed, ['n.8', 'n.9']);
});

t.test('[N13] without a lease it has one acquired; a renewal that fails is tried when it is time', async (t) => {
  const world = bench();
  world.lease.acquired();
  await world.clock.advance(renewMs);
  world.asked.shift()?.fail();
  await settled();
  await world.clock.advance(renewMs);
  t.equal(world.asked.length, 1);
  await world.renewed();
  world.lose();
  await world.clock.advance(renewMs);
  t.equal(world.asked.length, 0);
  t.equal(world.acquires, 1);
});

t.test('[N15] a node that has left renews nothing', async (t) => {
  const { clock, asked, lease } = bench();
  lease.acquired();
  lease.close();
  await clock.advance(renewMs * 2);
  t.equal(asked.length, 0);
  t.equal(clock.timers, 0);
});

t.test('[N25] that Redis was started again is said with the first renewal that is answered', async (t) => {
  const { clock, asked, lease, lapsed, renewed } = bench();
  const said = (): unknown => asked[0]?.command.args();
  lease.again(false);
  t.same(said(), { run: '' });
  lease.again(true); // it was under way when the connection broke
  await renewed(['n.7']);
  t.same(lapsed, [], 'nobody is judged by it');
  await clock.advance(1);
  t.same(said(), { run: 'another' });
  asked.shift()?.fail();
  await settled();
  await clock.advance(renewMs);
  t.same(said(), { run: 'another' });
  await renewed();
  await clock.advance(renewMs);
  t.same(said(), { run: '' });
});
