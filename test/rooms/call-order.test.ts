import t, { type Test } from 'tap';
import { call } from '../../src/domains/call.ts';
import { peer, room } from '../support/call-peers.ts';
import { fakeClock, settled } from '../support/clock.ts';
import { type TestClient, type TestCore, testCore } from '../support/core.ts';
import type { Frame } from '../support/fake-socket.ts';
import { dataOf } from '../support/lab.ts';
import { lateCluster } from '../support/late-cluster.ts';
import { seeded } from '../support/random.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

/** What is stored of the call, as far as this test looks at it. */
interface Stored {
  readonly members: readonly { readonly id: string }[];
  readonly data: {
    readonly hostId: string | null;
    readonly locked: boolean;
    readonly hands: readonly string[];
    readonly banned: readonly string[];
    readonly coHosts: readonly string[];
  };
}

/** What is wrong with one state of a call. */
function wrongWith({ members, data }: Stored): string | undefined {
  const present = new Set(members.map(({ id }) => id));
  if (present.size > 0 && !present.has(data.hostId ?? '')) return `${data.hostId} is host and not there`;
  if (data.hands.some((id) => !present.has(id))) return 'a hand of somebody who is gone';
  if (data.coHosts.some((id) => !present.has(id) || id === data.hostId)) return 'a co-host who is none';
  if (data.banned.some((id) => present.has(id))) return 'somebody banned is in';
  return new Set(data.hands).size === data.hands.length ? undefined : 'a hand twice';
}

interface View {
  host: string;
  locked: boolean;
  readonly hands: Set<string>;
}

/** The call as a page shows it, from what it was told. */
function viewFrom({ socket }: TestClient): View {
  const view: View = { host: '', locked: false, hands: new Set() };
  for (const frame of socket.frames) if (!frame.event.startsWith('pusher')) tell(view, frame);
  return view;
}

function tell(view: View, frame: Frame): void {
  const { hostId, peerId } = dataOf(frame);
  switch (frame.event) {
    case 'peers':
    case 'host-changed':
      view.host = String(hostId);
      break;
    case 'room-locked':
    case 'room-unlocked':
      view.locked = frame.event === 'room-locked';
      break;
    case 'raise-hand':
      view.hands.add(String(peerId));
      break;
    case 'lower-hand':
    case 'peer-left':
      view.hands.delete(String(peerId));
  }
}

const commands = [
  'raise-hand',
  'raise-hand',
  'lower-hand',
  'room-locked',
  'room-unlocked',
  'kicked',
  'promote-co-host',
];

/** Hardly any step waits for the one before; every 40th is that the host's connection is lost. */
async function fire(clients: readonly TestClient[], hostNow: () => string, random: () => number): Promise<void> {
  const any = (most: number): number => Math.floor(random() * most);
  for (let n = 0; n < 200; n += 1) {
    const host = Number(hostNow().slice(1));
    const client = clients[random() < 0.5 ? host : any(clients.length)];
    const data = { targetPeerId: `u${any(clients.length)}` };
    const event = `client-${commands[any(commands.length)]}`;
    if (n % 40 === 39) clients[host]?.socket.close(1006, '');
    else client?.sayRaw(JSON.stringify({ event, channel: room, data }));
    for (let turns = random() < 0.3 ? 6 : 0; turns > 0; turns -= 1) await settled();
  }
}

async function run(t: Test, seed: number): Promise<Record<string, number>> {
  const random = seeded(seed);
  const clock = fakeClock();
  const shared = sharedCluster(clock);
  const states: Stored[] = [];
  const late = [1, 2].map((node) => {
    const cluster = shared.node();
    const watched = {
      ...cluster,
      async commit(...step: Parameters<typeof cluster.commit>) {
        const answer = await cluster.commit(...step);
        if ('version' in answer && step[1].state !== undefined) states.push(step[1].state as Stored);
        return answer;
      },
    };
    return lateCluster(watched, seed * 10 + node);
  });
  const nodes: TestCore[] = [];
  for (const cluster of late) nodes.push(await testCore({}, () => cluster, { domains: [call], clock }));
  const idle = async (): Promise<void> => {
    for (let calm = 0; calm < 3; calm += 1) for (const cluster of late) await cluster.idle();
  };
  const clients: TestClient[] = [];
  for (let n = 0; n < 24; n += 1) clients.push(await peer(nodes[n % 2] as TestCore, `u${n}`));
  await idle();
  await fire(clients, () => states.at(-1)?.data.hostId ?? 'u0', random);
  await idle();
  t.same(
    states.map(wrongWith).filter((wrong) => wrong !== undefined),
    [],
    `seed ${seed}`,
  );
  const last = states.at(-1) as Stored;
  const present = new Set(last.members.map(({ id }) => id));
  const { hostId, locked, hands, banned } = last.data;
  for (const [n, client] of clients.entries()) {
    t.equal(client.connection.subscriptions.size === 1, present.has(`u${n}`), 'in where the room says so');
    if (present.has(`u${n}`)) {
      const view = viewFrom(client);
      t.same([view.host, view.locked], [hostId, locked], 'what it was told is what is so');
      for (const id of view.hands) t.ok(hands.includes(id));
    }
  }
  const hosts = new Set(states.map(({ data }) => data.hostId)).size;
  for (const { troubles } of nodes) t.same(troubles, []);
  for (const client of clients) await client.hangUp();
  await idle();
  for (const { rooms } of nodes) t.match(rooms, { size: 0 });
  return {
    kicked: banned.length,
    conflicts: shared.commits.conflicts,
    hosts,
  };
}

t.test(
  '[D18] [D40] [D45] 200 steps at a time on two nodes: one host at any commit, and everybody knows which',
  async (t) => {
    const runs = [];
    for (let seed = 1; seed <= 20; seed += 1) runs.push(await run(t, seed));
    for (const what of ['kicked', 'conflicts', 'hosts'])
      t.ok(runs.reduce((sum, one) => sum + (one[what] ?? 0), 0) > 40, `${what}: there were many`);
  },
);
