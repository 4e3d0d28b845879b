import t, { type Test } from 'tap';
import { rosterOf } from '../support/clients/frames.ts';
import { seeded } from '../support/random/random.ts';
import { testRedis } from '../support/redis/redis.ts';
import {
  type Bench,
  comings,
  full,
  heard,
  type Member,
  membersOf,
  named,
  roomNodes,
  rosterAt,
} from '../support/rooms/room-bench.ts';
import { until } from '../support/until.ts';

const redis = await testRedis(t);

interface Open {
  readonly id: string;
  readonly member: Member;
}

/** In the room, as far as its own node has told it. */
const isIn = ({ member: { socket, welcome } }: Open): boolean =>
  socket.closed === undefined && !full(welcome) && !socket.frames.some(full);

/** Three nodes; users come, speak and go while ways to Redis are cut, muted and frozen; in the end all is as the sockets are. */
async function run(t: Test, seed: number): Promise<void> {
  const random = seeded(seed);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const nodes = await roomNodes(t, redis, { timeout: 400, lease: 300, renew: 100 });
  const open: Open[] = [];
  const joins: Promise<unknown>[] = [];
  const come = (bench: Bench | undefined): void => {
    const id = `u${Math.floor(random() * 4)}`;
    const joined = bench?.enter(id).then((member) => open.push({ id, member }));
    if (joined !== undefined) joins.push(joined);
  };
  const heal = (): void => {
    for (const { way } of nodes) {
      way.cut(); // what was muted stays so, until it connects anew
      way.heal();
    }
  };
  const disturb = ({ way }: Bench): void => pick([way.cut, way.freeze, way.mute])?.();
  const steps: [share: number, step: (n: number) => void][] = [
    [0.35, () => come(pick(nodes))],
    [0.6, () => open.splice(Math.floor(random() * open.length), 1)[0]?.member.leave()],
    [0.9, (n) => pick(open)?.member.say('add', { text: `${n}` })],
    [0.95, () => disturb(pick(nodes) as Bench)],
    [1, heal],
  ];
  for (let n = 0; n < 120; n += 1) {
    const luck = random();
    steps.find(([share]) => luck < share)?.[1](n);
    for (let left = random() * 100; left > 0; left -= 1) await redis.client.ping(); // a while that Redis has, too
  }
  heal();
  await Promise.all(joins);
  const present = (): string => [...new Set(open.filter(isIn).map(({ id }) => id))].sort().join();
  const [a] = nodes;
  const settled = async (): Promise<boolean> =>
    (await membersOf(a)).join() === present() && (await rosterAt(a)).join() === present();
  await until(() => settled().catch(() => false), 5000);
  t.equal((await membersOf(a)).join(), present(), `seed ${seed}: the room has who is there`);
  t.equal((await rosterAt(a)).join(), present(), 'and so has the channel');
  for (const one of open) one.member.leave();
  await until(async () => (await membersOf(a)).length + (await rosterAt(a)).length === 0);
  await until(() => nodes.every(({ node }) => node.cluster.notReady() === undefined));
  const last = await a.enter('last');
  t.same(rosterOf(last.welcome).ids, ['last']);
  t.same(await membersOf(a), ['last']);
  last.say('add', { text: 'over' });
  await last.socket.until(named('added'));
  t.same(heard(last, ...comings), [], 'nobody comes or goes any more');
  last.leave();
  await until(() => nodes.every(({ node }) => node.rooms.size === 0));
  t.same(
    nodes.map(({ node }) => node.rooms.size),
    [0, 0, 0],
    'nothing is left of it on any node',
  );
}

t.test('[D20] [N12] [N13] members of a room while ways to Redis are cut, muted and frozen', async (t) => {
  const seeds = (process.env['SEEDS'] ?? '1,2,3,4').split(',').map(Number);
  for (const seed of seeds) await run(t, seed);
});
