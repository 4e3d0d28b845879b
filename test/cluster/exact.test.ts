import t, { type Test } from 'tap';
import { rosterOf } from '../support/clients/frames.ts';
import { testApp } from '../support/core/core.ts';
import type { Frame } from '../support/core/fake-socket.ts';
import { type BrokerNode, brokerNode, type WaitingSocket } from '../support/nodes/broker-node.ts';
import { testRedis } from '../support/redis/redis.ts';

const redis = await testRedis(t);
let made = 0;

/** Nodes of a cluster of their own. */
async function nodesOf(t: Test, howMany: number, settings = {}, app = testApp({ clientEvents: true })) {
  made += 1;
  const prefix = `exact-${made}`;
  return Promise.all(Array.from({ length: howMany }, () => brokerNode(t, app, redis.url, { prefix, ...settings })));
}

const isMember =
  (name: 'added' | 'removed', userId: string) =>
  ({ event, data }: Frame): boolean =>
    event === `pusher_internal:member_${name}` && JSON.parse(data as string).user_id === userId;

const room = 'presence-room';

t.test('[N4] [N20] two tabs of one user come and go through two nodes at the same moment', async (t) => {
  const [a, b, c] = (await nodesOf(t, 3, { hold: 0 })) as [BrokerNode, BrokerNode, BrokerNode];
  const watchers: WaitingSocket[] = [];
  for (const [n, node] of [a, b, c].entries()) {
    const socket = node.connect();
    await node.join(socket, room, { user_id: `w${n}` });
    await Promise.all(watchers.map((watcher) => watcher.until(isMember('added', `w${n}`))));
    watchers.push(socket);
  }
  for (const watcher of watchers) watcher.take();
  const facts = (): string[] =>
    [a, b, c].flatMap((node) => node.facts).map((fact) => `${fact.name} ${'user_id' in fact ? fact.user_id : ''}`);
  const rounds = 500;
  for (let round = 0; round < rounds; round += 1) {
    const id = `u${round}`;
    const tabs: [BrokerNode, WaitingSocket][] = [
      [a, a.connect()],
      [b, b.connect()],
    ];
    await Promise.all(tabs.map(([node, socket]) => node.join(socket, room, { user_id: id })));
    for (const [, socket] of tabs) socket.close(1000, '');
    await Promise.all(watchers.map((watcher) => watcher.until(isMember('removed', id))));
  }
  const expected = Array.from({ length: rounds }, (_, n) => [
    `pusher_internal:member_added u${n}`,
    `pusher_internal:member_removed u${n}`,
  ]).flat();
  for (const watcher of watchers)
    t.same(
      watcher.take().map(({ event, data }) => `${event} ${JSON.parse(data as string).user_id}`),
      expected,
    );
  await Promise.all([a, b, c].map((node) => node.cluster.counts(testApp(), [])));
  const told = facts().filter((fact) => / u\d/.test(fact));
  t.equal(told.length, rounds * 2, 'the same in facts');
  t.equal(new Set(told).size, rounds * 2, 'each once');
});

t.test('[N4] one user on three nodes is one member', async (t) => {
  const nodes = await nodesOf(t, 3);
  for (const node of nodes) await node.join(node.connect(), room, { user_id: 'u1' });
  for (const node of nodes)
    t.same(await node.cluster.counts(testApp(), [room as never]), [{ subscriptions: 3, users: 1 }]);
});

t.test('[N2] [N9] corner case 30: exclusion by socket_id, client events and sign-ins cross nodes', async (t) => {
  const [a, b] = (await nodesOf(t, 2)) as [BrokerNode, BrokerNode];
  const one = a.connect();
  const two = b.connect();
  await a.join(one, 'private-p');
  await b.join(two, 'private-p');
  await b.broker.publish(testApp(), [
    { name: 'x', data: '{}', channels: ['private-p' as never], except: one.connection?.id },
    { name: 'y', data: '{}', channels: ['private-p' as never] },
  ]);
  await one.until(({ event }) => event === 'y');
  await two.until(({ event }) => event === 'y');
  t.notOk(one.frames.some(({ event }) => event === 'x'));
  t.ok(two.frames.some(({ event }) => event === 'x'));
  a.say(one, JSON.stringify({ event: 'client-hi', channel: 'private-p', data: {} }));
  await two.until(({ event }) => event === 'client-hi');
  await a.publish('private-p', 'z');
  await one.until(({ event }) => event === 'z');
  t.notOk(one.frames.some(({ event }) => event === 'client-hi'));
  await a.signIn(one, { id: 'u1' });
  await b.signIn(two, { id: 'u1' });
  const closed = [one, two].map(
    (socket) =>
      new Promise<void>((resolve) => {
        const close = socket.onClose;
        socket.onClose = () => {
          close();
          resolve();
        };
      }),
  );
  await b.broker.terminate(testApp(), 'u1');
  await Promise.all(closed);
  t.same([one.closed?.code, two.closed?.code], [4009, 4009]);
});

t.test('[N11] a node hears what its clients are subscribed to, and nothing else', async (t) => {
  const [a, b] = (await nodesOf(t, 2, { linger: 50 })) as [BrokerNode, BrokerNode];
  const prefix = `exact-${made}`;
  const topic = `{${prefix}:app-1}:feed:news`;
  const hearers = async (): Promise<number> => Number((await redis.client.pubsub('NUMSUB', topic))[1]);
  const socket = a.connect();
  await b.join(b.connect(), 'other');
  t.equal(await hearers(), 0);
  await a.join(socket, 'news');
  t.equal(await hearers(), 1);
  const before = b.cluster.counters().messages;
  for (let n = 0; n < 100; n += 1) await b.publish('news', `e${n}`);
  await socket.until(({ event }) => event === 'e99');
  t.equal(b.cluster.counters().messages, before);
  a.leave(socket, 'news');
  const unsubscribed = redis.client.duplicate();
  t.teardown(() => unsubscribed.disconnect());
  while ((await hearers()) > 0) await unsubscribed.ping();
  t.equal(await hearers(), 0);
});

/** Everything that happens while newcomers come must be in their roster or come after it. */
t.test('[N3] newcomers among nodes that publish, join and leave as fast as they can', async (t) => {
  const app = testApp({ subscriptionCount: true, limits: { presenceMembers: 10_000 } });
  const nodes = await nodesOf(t, 3, { hold: 0 }, app);
  const kinds = ['presence-room', 'cache-room', 'private-room'];
  const keepers = await Promise.all(
    nodes.map(async (node) => {
      const socket = node.connect();
      for (const kind of kinds)
        await node.join(socket, kind, kind === 'presence-room' ? { user_id: 'keeper' } : undefined);
      return socket;
    }),
  );
  for (const [n, keeper] of keepers.entries()) keeper.onFrame = () => void (n >= 0 && keeper.frames.splice(0));
  let over = false;
  let sent = 0;
  const busy = nodes.map(async (node, n) => {
    while (!over) {
      sent += 1;
      const all = kinds.map((kind) => node.publish(kind, 'tick', `${n}-${sent}`));
      const guest = node.connect();
      await node.join(guest, 'presence-room', { user_id: `guest-${n}-${sent % 7}` });
      guest.close(1000, '');
      await Promise.all(all);
    }
  });
  const newcomers = 10_000;
  const atOnce = 40;
  let wrong = 0;
  for (let come = 0; come < newcomers; come += atOnce) {
    await Promise.all(
      Array.from({ length: atOnce }, async (_, n) => {
        const node = nodes[(come + n) % nodes.length] as BrokerNode;
        const kind = kinds[(come + n) % kinds.length] as string;
        const socket = node.connect();
        await node.join(socket, kind, kind === 'presence-room' ? { user_id: `new-${n}` } : undefined);
        const id = `${come + n}`;
        await node.publish(kind, 'mine', id);
        await socket.until(({ event, data }) => event === 'mine' && data === id);
        const problem = describeError(socket.frames, kind);
        if (problem !== undefined) {
          wrong += 1;
          if (wrong < 5) t.fail(problem, { frames: socket.frames.slice(0, 12) });
        }
        socket.close(1000, '');
      }),
    );
  }
  over = true;
  await Promise.all(busy);
  t.equal(wrong, 0);
  t.same(
    nodes.flatMap(({ errors }) => errors),
    [],
  );
});

/** The order of what a newcomer got, and that it is all of it, once. */
function describeError(frames: readonly Frame[], kind: string): string | undefined {
  const [first = '', second = '', third = ''] = frames.slice(1).map(({ event }) => event);
  const success = 'pusher_internal:subscription_succeeded';
  if (first !== success || frames.filter(({ event }) => event === success).length !== 1) return `first came ${first}`;
  if (kind === 'cache-room' && !['tick', 'mine', 'pusher:cache_miss'].includes(second)) return `no cache: ${second}`;
  const count = { 'presence-room': undefined, 'cache-room': third, 'private-room': second }[kind];
  if (count !== undefined && count !== 'pusher_internal:subscription_count') return `no count: ${count}`;
  const ticks = frames
    .filter(({ event }) => event === 'tick' || event === 'mine')
    .map(({ event, data }) => `${event} ${data}`);
  if (new Set(ticks).size !== ticks.length) return 'an event twice';
  return kind === 'presence-room' ? describeMembersError(frames) : undefined;
}

/** Who was there at first, and every change after that, must make sense. */
function describeMembersError(frames: readonly Frame[]): string | undefined {
  const present = new Set(rosterOf(frames[1]).ids);
  for (const { event, data } of frames.filter((frame) => frame.event.startsWith('pusher_internal:member_'))) {
    const id = (JSON.parse(data as string) as { user_id: string }).user_id;
    const comes = event.endsWith('added');
    if (present.has(id) === comes) return `${event} of ${id} does not fit what it knew`;
    if (comes) present.add(id);
    else present.delete(id);
  }
  return undefined;
}
