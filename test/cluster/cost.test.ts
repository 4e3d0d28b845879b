import t from 'tap';
import { readScripts } from '../../src/cluster/redis/io/scripts.ts';
import { channel, member } from '../contract/cluster.ts';
import { testApp } from '../support/core/core.ts';
import { quick, redisNode } from '../support/nodes/cluster-bench.ts';
import { testRedis } from '../support/redis/redis.ts';
import { labRoom, roomPair } from '../support/rooms/room-bench.ts';
import { until } from '../support/until.ts';

const app = testApp();
const slow = { lease: 600_000, renew: 200_000, hold: 60_000, linger: 0 };

t.test('[N16] what each operation asks of Redis', async (t) => {
  const redis = await testRedis(t);
  const settings = { ...quick, url: redis.url, ...slow };
  const names = new Map(Object.entries(readScripts(settings)).map(([name, { sha }]) => [sha, name]));
  const { cluster } = await redisNode(t, redis.url, slow);
  await cluster.publish(app, [{ channel: channel('warm'), frame: '"up"' }]);
  const asked: string[] = [];
  const monitor = await redis.client.monitor();
  t.teardown(() => monitor.disconnect());
  monitor.on('monitor', (_time: string, [command = '', first = '']: string[], source: string) => {
    const name = command.toLowerCase();
    if (source === 'lua' || name === 'ping') return;
    // Receipts for facts go with whatever comes next, or alone after a quarter of a second.
    const script = names.get(first);
    if (script !== 'due-facts') asked.push(name === 'evalsha' ? (script ?? first) : name);
  });
  let markers = 0;
  const cost = async (what: string, run: () => Promise<unknown> | unknown, expected: string[]): Promise<void> => {
    await run();
    markers += 1;
    await redis.client.echo(`marker-${markers}`);
    await until(() => asked.includes('echo'));
    t.same(
      asked.splice(0).filter((one) => one !== 'echo'),
      expected,
      what,
    );
  };
  const news = channel('news');
  const room = channel('presence-room');
  await cost('a connection: a report within 100 ms', () => {}, []);
  await cost('the first subscriber of a public channel', () => cluster.join(app, news, undefined), [
    'subscribe',
    'set-counts',
  ]);
  await cost(
    'further ones',
    () => Promise.all(Array.from({ length: 50 }, () => cluster.join(app, news, undefined))),
    [],
  );
  await cost('their numbers, at once when somebody asks', () => cluster.counts(app, [news]), ['set-counts', 'counts']);
  await cost('one of them leaves', () => cluster.leave(app, news, undefined), []);
  await cost('and the numbers', () => cluster.counts(app, [news]), ['set-counts', 'counts']);
  await cost('the first of a presence channel', () => cluster.join(app, room, member('u1')), [
    'subscribe',
    'set-counts',
  ]);
  await cost('a presence join', () => cluster.join(app, room, member('u2')), ['set-counts']);
  await cost('a presence leave', () => cluster.leave(app, room, 'u2'), ['set-counts']);
  const event = (name: string) => ({ channel: channel(name), frame: '"x"' });
  await cost('an event', () => cluster.publish(app, [event('news')]), ['publish']);
  const hundred = Array.from({ length: 100 }, (_, n) => event(`news-${n}`));
  await cost('an event on a hundred channels', () => cluster.publish(app, hundred), ['publish']);
  await cost('a sign-in', () => cluster.signIn(app, 'u1'), ['sign']);
  await cost(
    'watching a hundred users',
    () =>
      cluster.watch(
        app,
        Array.from({ length: 100 }, (_, n) => `w${n}`),
      ),
    ['subscribe', 'watch'],
  );
  await cost('ending a user', () => cluster.terminate(app, 'u1'), ['publish']);
  const connections = (): Promise<void> => {
    for (let n = 1; n <= 100; n += 1) cluster.connections(app, n);
    return until(() => asked.length > 0);
  };
  await cost('a hundred connections', connections, ['connections']);
});

t.test(
  '[N16] [D18] what a room asks of Redis: one question for each thing that happens, where nobody is in the way',
  async (t) => {
    const redis = await testRedis(t);
    const settings = { ...quick, url: redis.url, ...slow };
    const names = new Map(Object.entries(readScripts(settings)).map(([name, { sha }]) => [sha, name]));
    const [{ node, enter }] = await roomPair(t, redis, slow);
    const first = await enter('a');
    const asked: string[] = [];
    const monitor = await redis.client.monitor();
    t.teardown(() => monitor.disconnect());
    monitor.on('monitor', (_time: string, [command = '', first = '']: string[], source: string) => {
      if (source === 'lua' || command.toLowerCase() === 'ping') return;
      const script = names.get(first) ?? command.toLowerCase();
      if (script !== 'due-facts') asked.push(script);
    });
    let markers = 0;
    const cost = async (what: string, run: () => Promise<unknown>, expected: string[]): Promise<void> => {
      await run();
      markers += 1;
      await redis.client.echo(`marker-${markers}`);
      await until(() => asked.includes('echo'));
      const all = asked.splice(0).filter((one) => !['echo', 'connections', 'counts'].includes(one));
      t.same(all, expected, what);
    };
    const app = testApp();
    await cost('a command that changes the room', () => first.ask('add', { text: 'x' }, 'added'), ['commit']);
    await cost('one that is kept, and has a rate', () => first.ask('note', { text: 'x' }, 'note'), ['commit']);
    await cost('one that says something', () => first.ask('whisper', { to: 'a' }, 'whisper'), ['commit']);
    await cost('a refusal by the rate', async () => {
      await first.ask('note', { text: 'x' }, 'note');
      return first.ask('note', { text: 'x' }, '-');
    }, ['commit', 'commit']);
    await cost('a refusal by the schema', () => first.ask('add', {}, '-'), []);
    await cost(
      'a refusal by the room: it looks again, and nobody is refused for what is no longer so',
      () => first.ask('close', {}, '-'),
      ['read'],
    );
    let second = first;
    await cost('a join', async () => {
      second = await enter('b');
    }, ['commit']);
    let tab = first;
    await cost('a further tab', async () => {
      tab = await enter('b');
    }, ['commit']);
    const gone = async (leave: () => void, sockets: number): Promise<void> => {
      leave();
      await until(() => node.broker.stats().connections === sockets);
      await node.cluster.counts(app, ['x' as never]);
    };
    await cost('a tab leaves', () => gone(tab.leave, 2), ['commit']);
    await cost('a member leaves', () => gone(second.leave, 1), ['commit']);
    await cost('history', () => node.cluster.history(app, 'lab:1', 100, Number.MAX_SAFE_INTEGER), ['read']);
    await cost('an event of the backend', () => node.publish(labRoom, 'set', '{"value":"x"}'), ['commit']);
  },
);

t.test('[N17] a quota counts the connections of all nodes', async (t) => {
  const redis = await testRedis(t);
  const small = testApp({ limits: { connections: 10 } });
  const a = await redisNode(t, redis.url);
  const b = await redisNode(t, redis.url);
  a.cluster.connections(small, 3);
  b.cluster.connections(small, 4);
  await a.until(() => a.elsewhere.get(small.id) === 4);
  await b.until(() => b.elsewhere.get(small.id) === 3);
  a.cluster.connections(small, 0);
  await b.until(() => b.elsewhere.get(small.id) === 0);
  const late = await redisNode(t, redis.url);
  late.cluster.connections(small, 1);
  await late.until(() => late.elsewhere.get(small.id) === 4);
  await b.cluster.close();
  await late.until(() => late.elsewhere.get(small.id) === 0);
  await a.until(() => a.elsewhere.get(small.id) === 1); // each hears it in its own time
});

t.test('[N18] deployments with different prefixes, and apps with odd ids, never meet', async (t) => {
  const redis = await testRedis(t);
  const node = await redisNode(t, redis.url, { prefix: 'one' });
  const other = await redisNode(t, redis.url, { prefix: 'one.two' });
  const odd = ['a', 'a}', '{a}', 'a}:t:news', 'one.two:a'].map((id) =>
    testApp({}, { id, key: id, secret: 'a-secret-for-tests' }),
  );
  for (const one of odd) await node.cluster.join(one, channel('news'), undefined);
  for (const one of odd) await node.cluster.publish(one, [{ channel: channel('news'), frame: JSON.stringify(one.id) }]);
  await node.until(() => node.events.length >= odd.length);
  t.same(
    node.events.map(({ appId, frame }) => [appId, JSON.parse(frame)]),
    odd.map(({ id }) => [id, id]),
  );
  t.same(other.events, []);
  for (const one of odd) {
    t.same(await node.cluster.counts(one, [channel('news')]), [{ subscriptions: 1, users: 0 }]);
    t.same(await other.cluster.counts(one, [channel('news')]), [{ subscriptions: 0, users: 0 }]);
  }
  const keys = await redis.client.keys('*');
  t.same(
    keys.filter((key) => !/^\{one(\.two)?:[^{}]+\}:/.test(key)),
    [],
    'every key has its tag in front',
  );
});
