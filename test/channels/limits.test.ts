import t from 'tap';
import { type Bounds, noBounds } from '../../src/channels/bounds.ts';
import { createBroker } from '../../src/channels/broker.ts';
import { createAddressLimits } from '../../src/channels/connecting/address-limits.ts';
import type { Cluster } from '../../src/channels/ports/cluster.ts';
import { createLeakyBucket } from '../../src/channels/rates/leaky-bucket.ts';
import { memoryCluster } from '../../src/cluster/memory/memory.ts';
import { subscribeText } from '../support/clients/frames.ts';
import { fakeClock, settled } from '../support/core/clock.ts';
import { type Settings, type TestCore, testApp, testCore } from '../support/core/core.ts';
import { FakeFanout, FakeSocket } from '../support/core/fake-socket.ts';

/** A broker with bounds of the process, and sockets that connect to it from places. */
async function bounded(bounds: Partial<Bounds>, settings: Settings = {}) {
  const clock = fakeClock();
  const fanout = new FakeFanout();
  const now = { ...noBounds, ...bounds };
  const broker = await createBroker({
    clock,
    cluster: memoryCluster(clock),
    fanout,
    onError: (...error) => t.fail(String(error)),
    bounds: () => now,
  });
  const app = testApp(settings);
  const connect = (place?: string, protocol = 7): FakeSocket => {
    const socket = new FakeSocket(fanout);
    const connection = broker.connect(socket, app, protocol, place);
    socket.onClose = () => connection && broker.closed(connection);
    return socket;
  };
  return { broker, clock, bounds: now, connect };
}

/** To a public channel; the signature is nobody's. */
const subscribeTo = (channel: string): string => subscribeText('', channel);
const over = { code: 4100, reason: 'Over capacity' };

t.test('[C20] a process at its bound says 4100, and a place is free at once', async (t) => {
  const { broker, connect } = await bounded({ connections: 2 });
  const first = connect();
  t.equal(connect().closed, undefined);
  const third = connect();
  t.same(third.closed, over);
  t.same(third.frames, [], 'and is not greeted');
  first.close(1000, '');
  t.equal(connect().closed, undefined);
  t.same(connect('', 5).frames, [{ event: 'pusher:error', data: { code: 4100, message: 'Over capacity' } }]);
  t.equal(broker.counters.refusedCapacity, 2);
});

t.test('[C20] more new connections of an app in a second than it may have', async (t) => {
  const { clock, connect } = await bounded({}, { limits: { connectsPerSecond: 3 } });
  const closed = Array.from({ length: 5 }, () => connect().closed);
  t.same(closed, [undefined, undefined, undefined, over, over]);
  await clock.advance(1000);
  t.equal(connect().closed, undefined);
});

t.test('[C29] connections of one place at a time, and in a second', async (t) => {
  const { broker, clock, connect } = await bounded({ connectionsPerAddress: 3, connectsPerAddressPerSecond: 2 });
  const first = connect('a');
  t.equal(connect('a').closed, undefined);
  t.same(connect('a').closed, over, 'the third in this second');
  t.equal(connect('b').closed, undefined, 'another place');
  await clock.advance(1000);
  t.equal(connect('a').closed, undefined, 'the third in all');
  t.same(connect('a').closed, over, 'the fourth in all');
  first.close(1000, '');
  t.equal(connect('a').closed, undefined, 'its place was free at once');
  t.equal(broker.counters.refusedAddress, 2);
  t.equal(broker.stats().addresses, 2);
});

t.test('[C29] [L9] nothing stays of a place that went away', async (t) => {
  const places = createAddressLimits();
  for (let n = 0; n < 1000; n += 1) places.enter(`p${n}`, 1, 1, 1000);
  t.equal(places.size, 1000);
  for (let n = 0; n < 1000; n += 1) places.leave(`p${n}`);
  t.equal(places.size, 0);
  t.notOk(places.enter('p1', 1, 1, 1999), 'still the same second');
  t.ok(places.enter('p1', 1, 1, 2000));
});

t.test('[C32] a process that is late refuses who is new, and serves who is there', async (t) => {
  const { broker, bounds, connect } = await bounded({});
  const socket = connect();
  Object.assign(bounds, { overloaded: true });
  t.same(connect().closed, over);
  t.equal(socket.closed, undefined);
  Object.assign(bounds, { overloaded: false });
  t.equal(connect().closed, undefined);
  t.equal(broker.stats().connections, 2);
});

t.test('[C28] a leaving broker ends everybody evenly over the time, in random order', async (t) => {
  const { broker, clock, connect } = await bounded({});
  const sockets = Array.from({ length: 500 }, () => connect());
  const gone = (): number => sockets.filter(({ closed }) => closed !== undefined).length;
  const left = broker.drain(5000).then(() => clock.now());
  const started = clock.now();
  const fifths: number[] = [];
  for (let fifth = 0; fifth < 5; fifth += 1) {
    const before = fifth === 0 ? 0 : gone();
    await clock.advance(1000);
    fifths.push(gone() - before);
  }
  t.ok(
    fifths.every((one) => one >= 50 && one <= 150),
    `${fifths}`,
  );
  t.ok(sockets.every(({ closed }) => closed?.code === 4200 && closed.reason === 'Please reconnect immediately'));
  t.ok((await left) - started <= 5000);
  t.same(connect().closed, over, 'one that still comes');
});

t.test('[C28] the order is random', async (t) => {
  const { broker, clock, connect } = await bounded({});
  const sockets = Array.from({ length: 100 }, () => connect());
  void broker.drain(1000);
  await clock.advance(500);
  const early = sockets.slice(0, 50).filter(({ closed }) => closed !== undefined).length;
  t.ok(early > 5 && early < 45, `${early} of the first half went first`);
});

t.test('[C28] no time: at once; nobody left: no waiting', async (t) => {
  const quick = await bounded({});
  const sockets = Array.from({ length: 10 }, () => quick.connect());
  await quick.broker.drain(0);
  t.ok(sockets.every(({ closed }) => closed?.code === 4200));
  const slow = await bounded({});
  const others = Array.from({ length: 100 }, () => slow.connect());
  const left = slow.broker.drain(60_000);
  for (const socket of others) socket.close(1000, '');
  await slow.clock.advance(100);
  await left;
  await (await bounded({})).broker.drain(60_000);
  t.pass('settled');
});

/** A cluster that answers no join until it is told to. */
async function heldCore(settings: Settings = {}): Promise<TestCore & { letGo(): void }> {
  let letGo = (): void => {};
  const free = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const core = await testCore(settings, (clock): Cluster => {
    const inner = memoryCluster(clock);
    return { ...inner, join: (...join) => free.then(() => inner.join(...join)) };
  });
  return { ...core, letGo };
}

/** As often as it likes: what waits is bounded by its bytes. */
const unbounded = { limits: { messagesPerSecond: 0 } };

t.test('[L12] what waits behind one message is bounded; that connection alone is closed', async (t) => {
  const core = await heldCore(unbounded);
  const [client, other] = [core.connect(), core.connect()];
  for (const one of [client, other]) one.sayRaw(subscribeTo('news'));
  const ping = JSON.stringify({ event: 'pusher:ping', data: 'x'.repeat(100_000) });
  for (let left = 41; left > 0; left -= 1) client.sayRaw(ping);
  t.equal(client.socket.closed, undefined, 'below 4 MB it waits');
  client.sayRaw(ping);
  client.sayRaw(ping);
  t.same(client.socket.closed, over);
  t.equal(core.broker.counters.waitingCut, 1);
  core.letGo();
  await settled();
  t.equal(other.socket.closed, undefined);
  t.same(other.socket.events().at(-1), 'pusher_internal:subscription_succeeded');
  t.same(await core.broker.stats(), { connections: 1, feeds: 1, users: 0, addresses: 0 });
  t.same(core.errors, []);
});

t.test('[L12] many short messages count for what they cost', async (t) => {
  const core = await heldCore();
  const client = core.connect();
  client.sayRaw(subscribeTo('news'));
  for (let left = 100_000; left > 0 && client.socket.closed === undefined; left -= 1) client.sayRaw('{}');
  t.same(client.socket.closed, over);
});

t.test('[L12] [S14] what was let wait takes effect in order, however much it is', async (t) => {
  const core = await heldCore(unbounded);
  const client = core.connect();
  client.sayRaw(subscribeTo('news'));
  for (let n = 0; n < 10_000; n += 1) client.sayRaw(JSON.stringify({ event: `e${n}` }));
  core.letGo();
  for (let left = 30; left > 0; left -= 1) await settled();
  const said = client.socket.take().map(({ data }) => (data as { message?: string }).message?.split(': ')[1]);
  t.same(
    said.slice(2),
    Array.from({ length: 10_000 }, (_, n) => `e${n}`),
  );
});

t.test('[L13] past 1000 subscribes a second a subscribe waits, in order, and none is refused', async (t) => {
  const core = await testCore({ limits: { channelsPerConnection: 3000, messagesPerSecond: 0 } });
  const client = core.connect();
  for (let n = 0; n < 2500; n += 1) client.sayRaw(subscribeTo(`c${n}`));
  client.sayRaw('{"event":"pusher:ping"}');
  await settled();
  client.socket.take();
  const done: number[] = [];
  for (let second = 0; second < 4; second += 1) {
    done.push(client.connection.subscriptions.size);
    await core.clock.advance(500);
  }
  t.same(done.slice(0, 3), [1000, 1500, 2000]);
  const frames = client.socket.take();
  t.equal(frames.at(-1)?.event, 'pusher:pong', 'what was said after it waits too');
  const names = frames.slice(0, -1).map(({ channel }) => channel);
  t.same(
    names,
    Array.from({ length: 1500 }, (_, n) => `c${n + 1000}`),
  );
  t.ok(core.broker.counters.subscribesDelayed >= 1500);
});

t.test(
  '[L13] a burst up to the channel limit does not wait, and who closes while waiting leaves nothing',
  async (t) => {
    const core = await testCore();
    const client = core.connect();
    for (let n = 0; n < 1000; n += 1) client.sayRaw(subscribeTo(`c${n}`));
    await settled();
    await settled();
    t.equal(client.connection.subscriptions.size, 1000);
    t.equal(core.broker.counters.subscribesDelayed, 0);
    for (let n = 0; n < 5; n += 1) client.sayRaw(subscribeTo(`d${n}`));
    await client.hangUp();
    await core.clock.advance(200_000);
    t.same(core.broker.stats(), { connections: 0, feeds: 0, users: 0, addresses: 0 });
    t.equal(core.clock.timers, 0);
  },
);

t.test('[L14] a bucket lets a second’s worth pass at once, and says how long to wait', async (t) => {
  const bucket = createLeakyBucket();
  t.equal(bucket.take(10, 1000, 10), 0);
  t.equal(bucket.take(10, 1000), 100);
  t.equal(bucket.take(10, 1100), 0);
  t.equal(bucket.take(10, 1100, 5), 500);
  t.equal(bucket.take(10, 3000, 25), 0, 'more than a second’s worth passes when nothing else did');
  t.equal(bucket.take(10, 3000), 1600);
  t.equal(bucket.take(10, 2000), 1600, 'a clock that went back');
});

t.test('[L17] [L43] data nested too deeply is refused in words, and the connection goes on', async (t) => {
  const core = await testCore({ clientEvents: true });
  const [client, other] = [core.connect(), core.connect()];
  for (const one of [client, other]) await one.subscribe('private-a');
  other.socket.take();
  client.socket.take();
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  client.sayRaw(`{"event":"client-x","channel":"private-a","data":${deep}}`);
  client.sayRaw(`{"event":"pusher:subscribe","data":${deep}}`);
  await settled();
  t.same(
    client.socket.take().map(({ data }) => (data as { message: string }).message),
    ['The data of this message is nested too deeply', 'The data of this message is nested too deeply'],
  );
  await client.subscribe('presence-a', { user_id: 'u1', user_info: 1 });
  t.same(other.socket.take(), []);
  t.equal(client.socket.closed, undefined);
});

t.test('[L17] __proto__ is a name like any other', async (t) => {
  const core = await testCore({ clientEvents: true });
  const client = core.connect();
  for (const channel of ['__proto__', 'constructor', 'private-__proto__']) await client.subscribe(channel);
  await client.subscribe('presence-a', JSON.parse('{"user_id":"__proto__","user_info":{"__proto__":{"x":1}}}'));
  const joined = client.socket.take().at(-1)?.data as string;
  t.match(joined, '"hash":{"__proto__":{"__proto__":{"x":1}}}');
  await core.publish('__proto__', '__proto__', '{"__proto__":1}');
  t.same(client.socket.take(), [{ event: '__proto__', channel: '__proto__', data: '{"__proto__":1}' }]);
  t.equal(core.broker.stats().feeds, 4);
  t.equal(({} as { x?: number }).x, undefined);
});
