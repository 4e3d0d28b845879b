import t, { type Test } from 'tap';
import { fakeClock, settled } from '../support/core/clock.ts';
import { type TestClient, type TestCore, testCore } from '../support/core/core.ts';
import { lateCluster } from '../support/core/late-cluster.ts';
import { sharedCluster } from '../support/nodes/shared-cluster.ts';
import { seeded } from '../support/random/random.ts';
import { entered, lab, refusedFor } from '../support/rooms/fixture-domain.ts';
import { heardOf, ledger, randomCommand, replay, ledgerRoom as room, type State } from '../support/rooms/ledger.ts';

/** 200 commands of mixed kinds from anybody, hardly any of which waits for the one before. */
async function fire(clients: readonly TestClient[], random: () => number): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    const client = clients[Math.floor(random() * clients.length)];
    client?.sayRaw(randomCommand(random, n));
    if (random() < 0.1) await settled();
  }
}

/** Answers how many took effect, and in how many tries. */
async function run(t: Test, seed: number): Promise<{ effects: number; tries: number }> {
  const random = seeded(seed);
  const clock = fakeClock();
  const shared = sharedCluster(clock);
  const late = [1, 2].map((node) => lateCluster(shared.node(), seed * 10 + node));
  const nodes: TestCore[] = [];
  for (const cluster of late) nodes.push(await testCore({}, () => cluster, { domains: [ledger], clock }));
  const idle = async (): Promise<void> => {
    for (let calm = 0; calm < 3; calm += 1) for (const cluster of late) await cluster.idle();
  };
  const clients: TestClient[] = [];
  for (let n = 0; n < 8; n += 1) clients.push(await entered(nodes[n % 2] as TestCore, room, `u${n % 4}`));
  await idle();
  for (const { socket } of clients) socket.take();
  const before = { ...shared.commits };
  await fire(clients, random);
  await idle();
  const [first, ...others] = clients.map(({ socket }) => heardOf(socket.frames));
  for (const other of others) t.same(other, first, 'every member heard the same in the same order');
  const refusals = clients.flatMap(({ socket }) => socket.frames).filter(({ event }) => event === 'error').length;
  t.equal((first?.length ?? 0) + refusals, 200, `${first?.length} took effect, ${refusals} were refused`);
  t.ok((first?.length ?? 0) > 100);
  const { state } = await shared.node().room((nodes[0] as TestCore).app, `ledger:${room}`);
  t.same(replay(first ?? []), (state as { data: State }).data, 'the state is what that order makes');
  const tries = shared.commits.all - before.all;
  t.ok(shared.commits.conflicts > before.conflicts, 'they did get in each other’s way');
  for (const client of clients) await client.hangUp();
  await idle();
  for (const { rooms, errors } of nodes) {
    t.match(rooms, { size: 0 });
    t.same(errors, []);
  }
  return { effects: first?.length ?? 0, tries };
}

t.test(
  '[D18] 200 commands at a time on two nodes: one order, which every member hears and the state has',
  async (t) => {
    const runs = [];
    for (let seed = 1; seed <= 20; seed += 1) runs.push(await run(t, seed));
    const effects = runs.reduce((sum, one) => sum + one.effects, 0);
    const average = runs.reduce((sum, one) => sum + one.tries, 0) / effects;
    t.ok(average <= 2, `${average.toFixed(2)} tries for each that took effect`);
    t.comment(`${effects} took effect in ${average.toFixed(2)} tries each`);
  },
);

t.test('[D8] a rate is counted over the nodes', async (t) => {
  const clock = fakeClock();
  const shared = sharedCluster(clock);

  const one = await testCore({}, () => shared.node(), { domains: [lab], clock });
  const two = await testCore({}, () => shared.node(), { domains: [lab], clock });
  const tabs = [await entered(one, 'presence-lab-1', 'a'), await entered(two, 'presence-lab-1', 'a')];
  for (const tab of tabs) {
    tab.socket.take();
    await tab.say('client-note', { text: 'x' }, 'presence-lab-1');
  }
  for (const tab of tabs) await tab.say('client-note', { text: 'y' }, 'presence-lab-1');
  t.same(tabs[0]?.socket.events(), ['note', 'note', 'error']);
  t.same(tabs[1]?.socket.events(), ['note', 'error']);
});

t.test('[D18] nobody is refused for what another node has changed', async (t) => {
  const clock = fakeClock();
  const shared = sharedCluster(clock);

  const one = await testCore({}, () => shared.node(), { domains: [lab], clock });
  const two = await testCore({}, () => shared.node(), { domains: [lab], clock });
  const here = await entered(one, 'presence-lab-1', 'a');
  const there = await entered(two, 'presence-lab-1', 'b');
  t.match(await refusedFor(here, 'presence-lab-1', 'close', {}), { code: 'INVALID_STATE' });
  await two.publish('presence-lab-1', 'set', '{"value":"open"}');
  t.equal(await refusedFor(here, 'presence-lab-1', 'close', {}), undefined);
  t.match(await refusedFor(there, 'presence-lab-1', 'close', {}), { code: 'INVALID_STATE' });
  await entered(two, 'presence-lab-1', 'c');
  const full = await entered(one, 'presence-lab-1', 'd');
  t.match(full.socket.take()[0], { data: { type: 'ROOM_FULL' } });
  await there.hangUp();
  await full.subscribe('presence-lab-1', { user_id: 'd' });
  t.match(full.socket.take()[0], { event: 'pusher_internal:subscription_succeeded' });
});
