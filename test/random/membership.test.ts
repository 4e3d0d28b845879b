import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import type { Clock } from '../../src/clock.ts';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import { signInText, subscribeText, unsubscribeText } from '../support/clients/frames.ts';
import { type TestClient, type TestCore, testCore } from '../support/core/core.ts';
import type { Frame } from '../support/core/fake-socket.ts';
import { lateCluster } from '../support/core/late-cluster.ts';
import { isPresence, MembershipModel, type Step } from '../support/core/membership-model.ts';

// More for a night: MEMBERSHIP_RUNS=5000 MEMBERSHIP_SEED=7
const runs = Number(process.env['MEMBERSHIP_RUNS'] ?? 60);
const seed = Number(process.env['MEMBERSHIP_SEED'] ?? 1);
const channels = ['news', 'private-a', 'cache-a', 'presence-a', 'presence-b', 'presence-cache-a'];
const slots = 7;

/** Sequences that failed once. */
const kept: { name: string; cluster: number; steps: Step[] }[] = [];

const stepOf = fc.record<Step>({
  what: fc.constantFrom('connect', 'connect', 'subscribe', 'subscribe', 'subscribe', 'unsubscribe', 'sign in', 'close'),
  slot: fc.nat(slots - 1),
  channel: fc.constantFrom(...channels),
  user: fc.constantFrom('u1', 'u2', 'u3', 'u4'),
});
const stepsOf = fc.array(stepOf, { minLength: 5, maxLength: 80, size: 'max' });

/** The core and the model, side by side. */
interface Pair {
  readonly core: TestCore;
  readonly model: MembershipModel;
  readonly clients: Map<number, TestClient>;
}

/** Does a step in both. [R11] Who is signed in joins as that user, others say who they are. */
function take({ core, model, clients }: Pair, { what, slot, channel, user }: Step, number: number): void {
  if (what === 'connect' && !model.open.has(slot)) {
    model.open.add(slot);
    const fresh = core.connect();
    fresh.socket.take();
    clients.set(slot, fresh);
  }
  const client = clients.get(slot);
  if (client === undefined) return;
  const { id } = client.connection;
  if (what === 'close') {
    model.close(slot);
    client.socket.close(1006, '');
    clients.delete(slot);
  } else if (what === 'sign in') {
    const userData = { id: user, user_info: { signed: slot } };
    model.signIn(slot, user, JSON.stringify(userData));
    client.sayRaw(signInText(id, userData));
  } else if (what === 'unsubscribe') {
    model.unsubscribe(slot, channel);
    client.sayRaw(unsubscribeText(channel));
  } else if (what === 'subscribe') subscribe({ core, model, clients }, client, { slot, channel, user, number });
}

function subscribe(
  { model }: Pair,
  client: TestClient,
  { slot, channel, user, number }: { slot: number; channel: string; user: string; number: number },
): void {
  const own = model.signedIn.get(slot);
  const info = own === undefined ? { number } : { signed: slot };
  const member = own === undefined && isPresence(channel) ? { user_id: user, user_info: info } : undefined;
  model.subscribe(slot, channel, own ?? user, info);
  client.sayRaw(subscribeText(client.connection.id, channel, member));
}

async function start(makeCluster: (clock: Clock) => Cluster): Promise<Pair> {
  const core = await testCore({ subscriptionCount: true }, makeCluster);
  return { core, model: new MembershipModel(), clients: new Map() };
}

const sorted = (frames: Frame[]): string[] => frames.map((frame) => JSON.stringify(frame)).sort();

/** What the cluster knows is what the model knows. */
async function sameMembers({ core, model }: Pair): Promise<boolean> {
  const known = (await core.cluster.channels(core.app, '')).map(
    ([name, { subscriptions, users }]) => `${name} ${subscriptions} ${users}`,
  );
  const wanted = [...model.rooms].map(([name, { seats, users }]) => `${name} ${seats.length} ${users.size}`);
  for (const [name, { users }] of model.rooms) {
    const ids = await core.cluster.users(core.app, name as never);
    if (isPresence(name) && ids.sort().join() !== [...users.keys()].sort().join()) return false;
  }
  return known.sort().join() === wanted.sort().join();
}

/** Step by step: everybody is told exactly what the model says, and nothing else. */
async function exact(pair: Pair, steps: readonly Step[]): Promise<boolean> {
  for (const [number, step] of steps.entries()) {
    take(pair, step, number);
    await pair.core.clock.advance(100); // [S27] slowly enough that each count is told
    await pair.core.quiet();
    const told = pair.model.take();
    for (const [slot, { socket }] of pair.clients) {
      if (sorted(socket.take()).join('\n') !== sorted(told.get(slot) ?? []).join('\n')) return false;
    }
  }
  return (await sameMembers(pair)) && (await forgets(pair));
}

/** All at once: whatever overtakes what, in the end everybody knows who is there. */
async function converges(pair: Pair, steps: readonly Step[]): Promise<boolean> {
  for (const [number, step] of steps.entries()) take(pair, step, number);
  await pair.core.quiet();
  for (const [slot, { socket }] of pair.clients) {
    const known = roomsHeard(socket.take());
    const rooms = [...pair.model.rooms].filter(([channel]) => isPresence(channel) && pair.model.isIn(slot, channel));
    if (rooms.some(([channel, { users }]) => known.get(channel)?.join() !== [...users.keys()].sort().join()))
      return false;
  }
  return (await sameMembers(pair)) && (await forgets(pair));
}

/** Who is where, from what one client heard. */
function roomsHeard(frames: Frame[]): Map<string, string[]> {
  const rooms = new Map<string, Set<string>>();
  for (const { event, channel = '', data } of frames) {
    if (!event.startsWith('pusher_internal:') || !isPresence(channel)) continue;
    const said = JSON.parse(data as string) as { presence?: { ids: string[] }; user_id: string };
    if (said.presence !== undefined) rooms.set(channel, new Set(said.presence.ids));
    else if (event.endsWith('member_added')) rooms.get(channel)?.add(said.user_id);
    else rooms.get(channel)?.delete(said.user_id);
  }
  return new Map([...rooms].map(([channel, ids]) => [channel, [...ids].sort()]));
}

/** When all have gone, nothing is left. */
async function forgets({ core, clients }: Pair): Promise<boolean> {
  for (const { socket } of clients.values()) socket.close(1006, '');
  await core.quiet();
  const { connections, feeds, users } = core.broker.stats();
  const occupied = await core.cluster.channels(core.app, '');
  return connections + feeds + users + core.fanout.topics.size + occupied.length + core.errors.length === 0;
}

async function holds(
  t: Test,
  property: (pair: Pair, steps: readonly Step[]) => Promise<boolean>,
  clusterOf: (number: number) => (clock: Clock) => Cluster,
): Promise<void> {
  const checked = fc.asyncProperty(stepsOf, fc.nat(1000), async (steps, cluster) =>
    property(await start(clusterOf(cluster)), steps),
  );
  await fc.assert(checked, { numRuns: runs, seed });
  t.pass(`${runs} sequences from seed ${seed}`);
}

const single = () => memoryCluster;
const late = (number: number) => (clock: Clock) => lateCluster(memoryCluster(clock), number);

t.test(
  '[R3] [R6] [R7] [R8] [S13] [S16] [S24] any sequence of steps: everybody is told exactly what happened',
  async (t) => holds(t, exact, single),
);

t.test('[R3] [R6] [R7] [R8] [S13] [S16] [S24] and so it is over a cluster that answers late', async (t) =>
  holds(t, exact, late),
);

t.test('[R3] [R8] [S14] [L9] any steps at the same time: in the end everybody knows who is there', async (t) => {
  await holds(t, converges, single);
  await holds(t, converges, late);
});

for (const { name, cluster, steps } of kept) {
  t.test(`[R3] [R8] ${name}`, async (t) => {
    for (const property of [exact, converges])
      for (const make of [single(), late(cluster)]) t.ok(await property(await start(make), steps));
  });
}
