import t, { type Test } from 'tap';
import { userFeed } from '../../src/channels/internal-feeds.ts';
import type { Joined, Member } from '../../src/channels/ports/presence.ts';
import type { ChannelEvent } from '../../src/channels/ports/pubsub.ts';
import type { ChannelName } from '../../src/protocol/channel-name.ts';
import * as encode from '../../src/protocol/encode.ts';
import { testApp } from '../support/core/core.ts';
import type { BenchNode } from '../support/nodes/cluster-bench.ts';

export const channel = (name: string): ChannelName => name as ChannelName;
export const member = (userId: string, info?: string): Member => ({ userId, info });
const app = testApp();
const counted = testApp({ subscriptionCount: true });
const event = (name: string, frame: string, more: Partial<ChannelEvent> = {}): ChannelEvent => ({
  channel: channel(name),
  frame,
  ...more,
});

/** Nodes of one cluster, twice the same where there is one alone. */
export type MakeNodes = (t: Test) => Promise<readonly [BenchNode, BenchNode]>;

/** The frames of a channel that a node was told, in order. */
export const framesOf = ({ events }: BenchNode, feed: string): string[] =>
  events.filter((one) => one.feed === feed).map(({ frame }) => frame);

export const joinedAs = (joined: Joined | 'full'): Joined => {
  if (joined === 'full') throw new Error('full');
  return joined;
};

/** What every implementation of the Cluster port must do. */
export function clusterContract(name: string, make: MakeNodes): void {
  const test = (title: string, run: (t: Test, a: BenchNode, b: BenchNode) => Promise<void>): void => {
    t.test(`${title} (${name})`, async (t) => run(t, ...(await make(t))));
  };

  test('[N1] events reach the nodes that joined, in serial order, our own included', async (t, a, b) => {
    await a.cluster.join(app, channel('news'), undefined);
    await b.cluster.join(app, channel('news'), undefined);
    const sent = Array.from({ length: 50 }, (_, n) => `"${n}"`);
    await Promise.all(
      sent.map((frame, n) => (n % 2 === 0 ? a : b).cluster.publish(app, [event('news', frame), event('other', frame)])),
    );
    for (const node of [a, b]) {
      await node.until(() => framesOf(node, 'news').length >= sent.length);
      const serials = node.events.map(({ serial }) => serial);
      t.same(
        serials,
        [...serials].sort((x, y) => x - y),
        'in order',
      );
      t.equal(new Set(serials).size, serials.length, 'each once');
      t.same(framesOf(node, 'other'), [], 'nothing of a channel it is not in');
    }
    t.same(framesOf(a, 'news'), framesOf(b, 'news'), 'in the same order');
    t.same(
      framesOf(a, 'news').filter((_, n) => Number(JSON.parse(framesOf(a, 'news')[n] ?? '0')) % 2 === 0).length,
      25,
    );
  });

  test('[N2] exclusion and addressees travel with the event', async (t, a, b) => {
    await b.cluster.join(app, channel('news'), undefined);
    await a.cluster.publish(app, [
      event('news', '"one"', { except: '12.34' }),
      event('news', '"two"', { to: 'a "user" with \ud800 spaces' }),
    ]);
    await b.until(() => b.events.length >= 2);
    t.equal(b.events[0]?.except, '12.34');
    t.equal(b.events[1]?.except, undefined);
    t.equal(b.events[1]?.to, 'a "user" with \ud800 spaces');
  });

  test('[N3] a join is answered with the serial it took effect at', async (t, a, b) => {
    await a.cluster.join(app, channel('presence-r'), member('u1'));
    await b.cluster.publish(app, [event('presence-r', '"before"')]);
    const second = joinedAs(await b.cluster.join(app, channel('presence-r'), member('u2', '{"n":1}')));
    await a.cluster.publish(app, [event('presence-r', '"after"')]);
    await b.until(() => framesOf(b, 'presence-r').includes('"after"'));
    t.same(second.roster, { count: 2, ids: '\\"u1\\",\\"u2\\"', hash: '\\"u1\\":null,\\"u2\\":{\\"n\\":1}' });
    for (const one of b.events.filter(({ feed }) => feed === 'presence-r'))
      t.equal(one.serial > second.serial, one.frame === '"after"', one.frame);
  });

  test('[N4] a user joins with the first socket and leaves with the last, on all nodes together', async (t, a, b) => {
    const room = channel('presence-r');
    await a.cluster.join(app, room, member('watcher'));
    await a.cluster.join(app, room, member('u1', '1'));
    await b.cluster.join(app, room, member('u1', '2'));
    t.same(await b.cluster.users(app, room), ['watcher', 'u1']);
    t.same(await a.cluster.counts(app, [room, channel('nobody')]), [
      { subscriptions: 3, users: 2 },
      { subscriptions: 0, users: 0 },
    ]);
    await a.cluster.leave(app, room, 'u1');
    await b.cluster.leave(app, room, 'u1');
    const removed = encode.memberRemoved(room, 'u1');
    await a.until(() => framesOf(a, room).includes(removed));
    t.same(framesOf(a, room).slice(-2), [encode.memberAdded(room, 'u1', '1'), removed]);
    t.same(await a.cluster.users(app, room), ['watcher']);
  });

  test('[N5] the places of a presence channel are counted on all nodes together', async (t, a, b) => {
    const small = testApp({ limits: { presenceMembers: 2 } });
    const room = channel('presence-r');
    await a.cluster.join(small, room, member('u1'));
    await b.cluster.join(small, room, member('u2'));
    t.equal(await a.cluster.join(small, room, member('u3')), 'full');
    t.not(await a.cluster.join(small, room, member('u2')), 'full', 'a present user finds a place');
    await b.cluster.leave(small, room, 'u2');
    await a.cluster.leave(small, room, 'u2');
    t.not(await b.cluster.join(small, room, member('u3')), 'full');
    t.same(await a.cluster.counts(small, [room]), [{ subscriptions: 2, users: 2 }]);
  });

  test('[N6] the last event is known on every node', async (t, a, b) => {
    const rates = channel('cache-rates');
    const first = joinedAs(await a.cluster.join(app, rates, undefined));
    t.equal(first.last, null);
    const frame = encode.event('x', rates, '{"a":"\\/é"}');
    await a.cluster.publish(app, [
      event(rates, frame, { keep: { content: { event: 'x', data: '{"a":"\\/é"}' }, ttlMs: 60_000 } }),
    ]);
    const second = joinedAs(await b.cluster.join(app, rates, undefined));
    t.equal(second.last, frame);
    const last = await b.cluster.lastEvent(app, rates);
    t.equal(last?.data, '{"a":"\\/é"}');
    t.ok((last?.ttlMs ?? 0) > 50_000);
    t.equal(await a.cluster.lastEvent(app, channel('cache-other')), undefined);
  });

  test('[N7] counts are told to all nodes where the app wants them', async (t, a, b) => {
    const news = channel('news');
    const first = joinedAs(await a.cluster.join(counted, news, undefined));
    t.equal(first.count, 1);
    t.equal(joinedAs(await b.cluster.join(counted, news, undefined)).count, 2);
    t.equal(joinedAs(await b.cluster.join(counted, news, undefined)).count, 3);
    await b.cluster.leave(counted, news, undefined);
    const told = (): string[] =>
      a.events.filter(({ feed, serial }) => feed === news && serial > first.serial).map(({ frame }) => frame);
    await a.until(() => told().length >= 3);
    t.same(
      told(),
      [2, 3, 2].map((count) => encode.subscriptionCount(news, count)),
    );
  });

  test('[N8] sign-ins and watchers meet on all nodes', async (t, a, b) => {
    const [state] = await a.cluster.watch(app, ['u1']);
    t.equal(state?.online, false);
    await b.cluster.signIn(app, 'u1');
    await b.cluster.signIn(app, 'u1');
    await a.cluster.signIn(app, 'u1');
    t.same(
      (await b.cluster.watch(app, ['u1', 'u2'])).map(({ online }) => online),
      [true, false],
    );
    await b.cluster.signOut(app, 'u1');
    await b.cluster.signOut(app, 'u1');
    await a.cluster.signOut(app, 'u1');
    const offline = encode.watchlistEvents([], ['u1']);
    const feed = userFeed('u1');
    await a.until(() => framesOf(a, feed).includes(offline));
    t.same(framesOf(a, feed), [encode.watchlistEvents(['u1'], []), offline]);
    await a.cluster.unwatch(app, ['u1']);
    await b.cluster.unwatch(app, ['u1', 'u2']);
  });

  test('[N9] a user is ended on every node', async (t, a, b) => {
    await a.cluster.signIn(app, 'u1');
    await b.cluster.signIn(app, 'u1');
    await a.cluster.terminate(app, 'u1');
    for (const node of new Set([a, b])) {
      await node.until(() => node.terminated.length > 0);
      t.same(node.terminated, ['u1']);
    }
  });

  test('[N10] the channels of all nodes are found by how they begin', async (t, a, b) => {
    await a.cluster.join(app, channel('news'), undefined);
    await b.cluster.join(app, channel('news-2'), undefined);
    await b.cluster.join(app, channel('presence-r'), member('u1'));
    await b.cluster.join(app, channel('#server-to-user-1'), undefined);
    t.same(await a.cluster.channels(app, 'news'), [
      ['news', { subscriptions: 1, users: 0 }],
      ['news-2', { subscriptions: 1, users: 0 }],
    ]);
    t.same(
      (await a.cluster.channels(app, '')).map(([name]) => name),
      ['news', 'news-2', 'presence-r'],
    );
    t.same(await b.cluster.channels(testApp({}, { id: 'other', key: 'k', secret: 'a-secret-for-tests' }), ''), []);
    await b.cluster.leave(app, channel('news-2'), undefined);
    t.same(await a.cluster.channels(app, 'news'), [['news', { subscriptions: 1, users: 0 }]]);
  });

  test('[N4] many at once on both nodes leave nothing behind', async (t, a, b) => {
    const names = ['news', 'presence-r', 'cache-c', 'private-p'].map(channel);
    const tabs = Array.from({ length: 120 }, (_, n) => ({
      node: n % 2 === 0 ? a : b,
      name: names[n % 4] ?? channel('news'),
      user: n % 4 === 1 ? member(`u${n % 5}`) : undefined,
    }));
    await Promise.all(
      tabs.map(async ({ node, name, user }) => {
        await node.cluster.join(app, name, user);
        await node.cluster.publish(app, [event(name, '"x"')]);
      }),
    );
    t.same(
      (await a.cluster.counts(app, names)).map(({ subscriptions }) => subscriptions),
      [30, 30, 30, 30],
    );
    await Promise.all(tabs.map(({ node, name, user }) => node.cluster.leave(app, name, user?.userId)));
    t.same(await b.cluster.channels(app, ''), []);
    t.same(await b.cluster.users(app, channel('presence-r')), []);
  });
}
