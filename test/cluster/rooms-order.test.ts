import t, { type Test } from 'tap';
import { testApp } from '../support/core/core.ts';
import { type BrokerNode, brokerNode, type WaitingSocket } from '../support/nodes/broker-node.ts';
import { seeded } from '../support/random/random.ts';
import { testRedis } from '../support/redis/redis.ts';
import { heardOf, ledger, ledgerRoom, randomCommand, replay, type State } from '../support/rooms/ledger.ts';
import { patient } from '../support/rooms/room-bench.ts';
import { until } from '../support/until.ts';

const redis = await testRedis(t);

interface Run {
  readonly effects: number;
  readonly tries: number;
}

function countCommits({ cluster }: BrokerNode): () => number {
  const { commit } = cluster;
  let commits = 0;
  cluster.commit = (...step) => {
    commits += 1;
    return commit(...step);
  };
  return () => commits;
}

/** 200 commands of mixed kinds of eight connections on two nodes; nobody waits for anybody. */
async function run(t: Test, seed: number): Promise<Run> {
  const random = seeded(seed);
  const app = testApp({ domains: ['ledger'] });
  const prefix = `order-${seed}`;
  const nodes = [1, 2].map(() => brokerNode(t, app, redis.url, { prefix, ...patient }, { domains: [ledger] }));
  const [one, two] = (await Promise.all(nodes)) as [BrokerNode, BrokerNode];
  const clients: { node: BrokerNode; socket: WaitingSocket }[] = [];
  for (let n = 0; n < 8; n += 1) {
    const node = n % 2 === 0 ? one : two;
    const socket = node.connect();
    t.match(await node.join(socket, ledgerRoom, { user_id: `u${n % 4}` }), { event: /succeeded$/ });
    clients.push({ node, socket });
  }
  const counts = [one, two].map(countCommits);
  for (let n = 0; n < 200; n += 1) {
    const client = clients[Math.floor(random() * clients.length)];
    client?.node.say(client.socket, randomCommand(random, n));
    if (random() < 0.1) await new Promise((resolve) => setImmediate(resolve));
  }
  const refusals = (): number =>
    clients.flatMap(({ socket }) => socket.frames).filter(({ event }) => event === 'error').length;
  const heard = (): number => heardOf(clients[0]?.socket.frames ?? []).length;
  await until(() => heard() + refusals() >= 200);
  const tries = counts.reduce((sum, count) => sum + count(), 0);
  await one.publish(ledgerRoom, 'over');
  for (const { socket } of clients) await socket.until(({ event }) => event === 'over');
  const [first = [], ...others] = clients.map(({ socket }) => heardOf(socket.frames));
  for (const other of others) t.same(other, first, 'every member heard the same in the same order');
  t.equal(first.length + refusals(), 200, `${first.length} took effect, ${refusals()} were refused`);
  t.ok(first.length > 100);
  const { state } = await one.cluster.room(app, `ledger:${ledgerRoom}`);
  t.same(replay(first), (state as { data: State }).data, 'the state is what that order makes');
  for (const { errors } of [one, two]) t.same(errors, []);
  return { effects: first.length, tries };
}

t.test(
  '[D18] [N6] 200 commands at a time on two nodes with Redis: one order, heard by all, and the state has it',
  async (t) => {
    const runs: Run[] = [];
    for (let seed = 1; seed <= 20; seed += 1) runs.push(await run(t, seed));
    const effects = runs.reduce((sum, one) => sum + one.effects, 0);
    const tries = runs.reduce((sum, one) => sum + one.tries, 0);
    t.ok(tries / effects <= 2, `${(tries / effects).toFixed(2)} tries for each that took effect`);
    t.ok(tries > effects, 'they did get in each other’s way');
    t.comment(`${effects} took effect in ${(tries / effects).toFixed(2)} tries each`);
  },
);
