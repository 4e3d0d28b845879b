import t from 'tap';
import { memberRemoved } from '../support/clients/frames.ts';
import { type TestClient, testCore } from '../support/core/core.ts';

const ping = { event: 'pusher:ping', data: '{}' };
const late = { code: 4201, reason: 'Pong reply not received' };

/** Every way to show that one is there; none of them is refused for it. */
const signs: [what: string, give: (client: TestClient, alive: () => void) => void][] = [
  ['pusher:pong', ({ sayRaw }) => sayRaw('{"event":"pusher:pong"}')],
  ['pusher:ping', ({ sayRaw }) => sayRaw('{"event":"pusher:ping"}')],
  ['a refused message', ({ sayRaw }) => sayRaw('nonsense')],
  ['an unknown event', ({ sayRaw }) => sayRaw('{"event":"foo"}')],
  ['a subscribe', ({ sayRaw }) => sayRaw('{"event":"pusher:subscribe","data":{"channel":"news"}}')],
  ['a WebSocket ping or pong', (_, alive) => alive()],
];

t.test(
  '[C24] corner case 26: silence is probed after 120 s and ended 30 s later, with subscriptions or without',
  async (t) => {
    const core = await testCore();
    const [idle, subscribed, member] = [core.connect(), core.connect(), core.connect()];
    const witness = core.connect();
    await subscribed.subscribe('news');
    await member.subscribe('presence-a', { user_id: 'silent' });
    await witness.subscribe('presence-a', { user_id: 'w' });
    for (const { socket } of [idle, subscribed, member, witness]) socket.take();
    await core.clock.advance(119_000);
    await witness.say('pusher:pong');
    await core.clock.advance(900);
    t.same(
      [idle, subscribed].map(({ socket }) => socket.take()),
      [[], []],
    );
    await core.clock.advance(200);
    for (const { socket } of [idle, subscribed]) {
      t.strictSame(socket.take(), [ping]);
      t.equal(socket.pings, 1, 'and a control frame with it');
    }
    await core.clock.advance(29_800);
    t.same(
      [idle, subscribed].map(({ socket }) => socket.closed),
      [undefined, undefined],
    );
    await core.clock.advance(200);
    for (const { socket } of [idle, subscribed]) {
      t.strictSame(socket.closed, late);
      t.strictSame(socket.take(), [], 'asked once');
    }
    t.strictSame(witness.socket.take(), [memberRemoved('presence-a', 'silent')], '[R8] a missing pong leaves presence');
    t.equal(core.broker.counters.pongsMissed, 3);
  },
);

t.test('[R8] [C24] a member with a missing pong is removed at once, and once', async (t) => {
  const core = await testCore();
  const [silent, witness] = [core.connect(), core.connect()];
  await silent.subscribe('presence-a', { user_id: 'silent' });
  await witness.subscribe('presence-a', { user_id: 'w' });
  witness.socket.take();
  await core.clock.advance(140_000);
  await witness.say('pusher:pong');
  witness.socket.take();
  await core.clock.advance(20_000);
  t.strictSame(silent.socket.closed, late);
  t.strictSame(witness.socket.take(), [memberRemoved('presence-a', 'silent')]);
});

t.test('[C23] corner case 24: whatever arrives is a sign of life, before the probe as after it', async (t) => {
  for (const [what, give] of signs) {
    const core = await testCore();
    const client = core.connect();
    const sign = (): void => give(client, () => core.broker.alive(client.connection));
    await core.clock.advance(110_000);
    sign();
    client.socket.take();
    await core.clock.advance(119_000);
    t.notOk(client.socket.events().includes('pusher:ping'), `${what} puts the probe off`);
    await core.clock.advance(20_000);
    t.equal(client.socket.pings, 1);
    sign();
    await core.clock.advance(100_000);
    t.equal(client.socket.closed, undefined, `${what} answers the probe`);
    t.equal(client.socket.pings, 1);
    await core.clock.advance(60_000);
    t.strictSame(client.socket.closed, late);
  }
  const core = await testCore();
  const client = core.connect();
  await core.clock.advance(130_000);
  core.broker.receiveBinary(client.connection, 1);
  await core.clock.advance(100_000);
  t.equal(client.socket.closed, undefined, 'a binary frame');
});

t.test('[C25] at protocol 4 the probe is a control frame alone, and the close is 4202', async (t) => {
  for (const protocol of [4, 5, 6, 7]) {
    const core = await testCore();
    const client = core.connect(core.app, protocol);
    client.socket.take();
    await core.clock.advance(121_000);
    t.equal(client.socket.pings, 1);
    t.strictSame(client.socket.take(), protocol === 4 ? [] : [ping]);
    core.broker.alive(client.connection);
    await core.clock.advance(119_000);
    t.equal(client.socket.closed, undefined, 'its WebSocket pong is enough');
    await core.clock.advance(40_000);
    const closed = protocol === 4 ? { code: 4202, reason: 'Closed after inactivity' } : late;
    t.strictSame(client.socket.closed, closed);
    const told = { event: 'pusher:error', data: { code: closed.code, message: closed.reason } };
    t.strictSame(client.socket.take().slice(protocol === 4 ? 0 : 1), protocol <= 5 ? [told] : [], '[C6]');
  }
});

t.test('[C26] corner case 25: who receives all the time and only answers probes stays', async (t) => {
  const core = await testCore();
  const client = core.connect();
  await client.subscribe('news');
  let probes = 0;
  for (let minute = 0; minute < 60; minute += 1) {
    for (let n = 0; n < 6; n += 1) {
      await core.publish('news', 'n', '');
      await core.clock.advance(10_000);
      if (!client.socket.events().includes('pusher:ping')) continue;
      probes += 1;
      await client.say('pusher:pong', {});
    }
  }
  t.equal(client.socket.closed, undefined);
  t.ok(probes >= 25 && probes <= 30, `${probes} probes in an hour`);
});

t.test('[C24] thousands at different times cost one timer, and each is looked at when it is due', async (t) => {
  const core = await testCore({ activityTimeout: 10, pongTimeout: 5 });
  const clients: TestClient[] = [];
  for (let n = 0; n < 2000; n += 1) {
    clients.push(core.connect());
    if (n % 10 === 0) await core.clock.advance(50);
  }
  t.equal(core.clock.timers, 1);
  t.ok(clients.every(({ socket }) => socket.closed === undefined));
  await core.clock.advance(15_000);
  t.ok(clients.every(({ socket }) => socket.closed?.code === 4201));
  t.same(core.broker.stats(), { connections: 0, feeds: 0, users: 0, addresses: 0 });
  await core.clock.advance(20_000);
  t.equal(core.clock.timers, 0);
});

t.test('[C24] a process that slept for a day asks before it ends anybody', async (t) => {
  const core = await testCore();
  const client = core.connect();
  let now = 0;
  const { now: real } = core.clock;
  Object.assign(core.clock, { now: () => real() + now });
  now = 86_400_000;
  await core.clock.advance(1000);
  t.equal(client.socket.closed, undefined);
  t.equal(client.socket.pings, 1);
  await client.say('pusher:pong');
  await core.clock.advance(100_000);
  t.equal(client.socket.closed, undefined);
});
