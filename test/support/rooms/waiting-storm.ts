import type { Test } from 'tap';
import { call } from '../../../src/domains/call.ts';
import { type FakeClock, fakeClock, settled } from '../core/clock.ts';
import { type TestClient, type TestCore, testCore } from '../core/core.ts';
import { seeded } from '../random/random.ts';
import { peer, room } from './call-peers.ts';
import type { IdleCluster } from './call-storm.ts';

interface Stored {
  readonly members: readonly { readonly id: string }[];
  readonly data: { readonly waiting: readonly { readonly id: string }[] };
}

interface Comer {
  readonly id: string;
  readonly client: TestClient;
}

interface World {
  readonly nodes: readonly TestCore[];
  readonly clusters: readonly IdleCluster[];
  readonly clock: FakeClock;
  readonly host: TestClient;
  readonly comers: Comer[];
}

function step({ nodes, host, comers }: World, random: () => number): void {
  const any = (most: number): number => Math.floor(random() * most);
  const chance = random();
  const comer = comers[any(comers.length)];
  if (chance < 0.5 && comers.length < 60) {
    const one = { id: `u${any(24)}`, client: (nodes[any(nodes.length)] as TestCore).connect() };
    comers.push(one);
    void one.client.subscribe(room, { user_id: one.id, user_info: { username: one.id } });
  } else if (chance < 0.75 && comer !== undefined) {
    if (random() < 0.5) comer.client.socket.close(1006, '');
    else comer.client.sayRaw(JSON.stringify({ event: 'pusher:unsubscribe', data: { channel: room } }));
  } else {
    const event = `client-${chance < 0.93 ? 'admit' : 'deny'}`;
    host.sayRaw(JSON.stringify({ event, channel: room, data: { targetPeerId: `u${any(24)}` } }));
  }
}

async function fire(world: World, random: () => number): Promise<void> {
  const { nodes, clusters, clock } = world;
  const ask = () => Promise.all(clusters.map((cluster, at) => cluster.counts((nodes[at] as TestCore).app, [])));
  for (let n = 0; n < 150; n += 1) {
    step(world, random);
    for (let turns = random() < 0.3 ? 6 : 0; turns > 0; turns -= 1) await settled();
    if (random() < 0.2) await ask();
    if (n % 15 === 14) await clock.advance(1000);
  }
}

/**
 * Two dozen users, some in two tabs, come to a call whose waiting room is on, give up, drop, are admitted and denied, on some
 * nodes at a time. In the end the room's list is who waits, and its members are who is in.
 */
export async function waitingStorm(
  t: Test,
  seed: number,
  makeNodes: (clock: FakeClock) => readonly IdleCluster[],
): Promise<{ waited: number; admitted: number }> {
  const random = seeded(seed);
  const clock = fakeClock();
  const clusters = makeNodes(clock);
  const nodes: TestCore[] = [];
  for (const cluster of clusters) nodes.push(await testCore({}, () => cluster, { domains: [call], clock }));
  const idle = async (): Promise<void> => {
    for (let calm = 0; calm < 3; calm += 1) for (const cluster of clusters) await cluster.idle();
  };
  const host = await peer(nodes[0] as TestCore, 'host');
  await host.say('client-waiting-room', { enabled: true }, room);
  await idle();
  const comers: Comer[] = [];
  await fire({ nodes, clusters, clock, host, comers }, random);
  await idle();
  await clock.advance(1000);
  await idle();

  const stored = async (): Promise<Stored> => {
    const [node] = nodes as [TestCore];
    return (await node.cluster.room(node.app, 'call:r')).state as Stored;
  };
  const idsOf = (those: (client: TestClient) => boolean): string[] =>
    [...new Set(comers.filter(({ client }) => client.connection.open && those(client)).map(({ id }) => id))].sort();
  const state = await stored();
  const waits = idsOf(({ connection }) => connection.waitingRooms?.has(room as never) === true);
  const isIn = idsOf(({ connection }) => connection.subscriptions.has(room as never));
  t.same(
    state.data.waiting.map(({ id }) => id).sort(),
    waits.filter((id) => !isIn.includes(id)),
    `seed ${seed}: the list`,
  );
  t.same(state.members.map(({ id }) => id).sort(), ['host', ...isIn], `seed ${seed}: the members`);

  await host.say('client-waiting-room', { enabled: false }, room);
  await idle();
  await clock.advance(1000);
  await idle();
  t.same(
    idsOf(({ connection }) => connection.waitingRooms?.has(room as never) === true),
    [],
    'switched off, nobody waits',
  );
  for (const { client } of comers) await client.hangUp();
  await host.hangUp();
  await idle();
  for (const { rooms, errors, broker } of nodes) {
    t.match(rooms, { size: 0 });
    t.same(errors, []);
    t.match(broker.stats(), { connections: 0, feeds: 0 });
  }
  return { waited: waits.length, admitted: isIn.length };
}
