import t from 'tap';
import { decode } from '../../src/protocol/decode.ts';
import { createTurns } from '../../src/turns.ts';
import { subscribeText } from '../support/clients/frames.ts';
import { settled } from '../support/core/clock.ts';
import { testCore } from '../support/core/core.ts';

const ping = '{"event":"pusher:ping"}';
const over = { code: 4100, reason: 'Over capacity' };

t.test('[L42] 2000 messages at once pass, one more closes, and nobody else', async (t) => {
  const core = await testCore();
  const [client, other] = [core.connect(), core.connect()];
  for (let n = 0; n < 2000; n += 1) client.sayRaw(ping);
  t.equal(client.socket.closed, undefined);
  await settled();
  t.equal(client.socket.take().length, 2001, 'each was answered');
  client.sayRaw(ping);
  t.same(client.socket.closed, over);
  t.same(client.socket.take(), []);
  t.equal(core.broker.counters.floodsCut, 1);
  await other.say('pusher:ping');
  t.same(other.socket.events(), ['pusher:connection_established', 'pusher:pong']);
});

t.test('[L42] who says 2000 in each second may go on for ever', async (t) => {
  const core = await testCore();
  const client = core.connect();
  for (let half = 0; half < 20; half += 1) {
    for (let n = 0; n < 1000; n += 1) client.sayRaw(ping);
    await core.clock.advance(500);
  }
  t.equal(client.socket.closed, undefined);
  for (let n = 0; n < 3000; n += 1) client.sayRaw(ping);
  t.same(client.socket.closed, over);
});

t.test('[L42] size, errors, control frames and binary ones count too', async (t) => {
  const half = JSON.stringify({ event: 'pusher:ping', data: 'x'.repeat(512) });
  const costs: Record<string, [cost: number, say: (core: Core) => () => void]> = {
    '512 bytes': [2, (core) => say(core, half)],
    'an error': [2, (core) => say(core, '{"event":"nothing"}')],
    'a subscribe that is refused': [2, (core) => say(core, '{"event":"pusher:subscribe","data":{"channel":"!"}}')],
    'a pong': [1, (core) => say(core, '{"event":"pusher:pong"}')],
    'a control frame': [10, (core) => withClient(core, (one) => core.broker.alive(one.connection))],
    'a binary frame': [2, (core) => withClient(core, (one) => core.broker.receiveBinary(one.connection, 1))],
  };
  for (const [what, [cost, sayer]] of Object.entries(costs)) {
    const core = await testCore({ limits: { messagesPerSecond: 100 } });
    const again = sayer(core);
    for (let n = 0; n < 100 / cost; n += 1) again();
    t.equal(core.broker.counters.floodsCut, 0, what);
    again();
    t.equal(core.broker.counters.floodsCut, 1, what);
  }
});

t.test('[L42] with 0 there is no bound, and one message above it passes by itself', async (t) => {
  const free = await testCore({ limits: { messagesPerSecond: 0 } }, undefined, { turns: createTurns() });
  const client = free.connect();
  for (let n = 0; n < 6000; n += 1) client.sayRaw('{"event":"nothing"}');
  await settled();
  t.equal(client.socket.take().length, 6001, 'nor are errors counted');
  for (let n = 0; n < 5000; n += 1) client.sayRaw(ping);
  t.equal(client.socket.closed, undefined);
  const narrow = await testCore({ limits: { messagesPerSecond: 10 } });
  const large = narrow.connect();
  large.sayRaw(JSON.stringify({ event: 'pusher:ping', data: 'x'.repeat(100_000) }));
  t.equal(large.socket.closed, undefined);
});

t.test('[L42] what waits for its turn is counted as it comes, and is gone with the connection', async (t) => {
  const core = await testCore({ limits: { messagesPerSecond: 100, subscribesPerSecond: 1 } });
  const client = core.connect();
  for (let n = 0; n < 101; n += 1) client.sayRaw(`{"event":"pusher:subscribe","data":{"channel":"c${n}"}}`);
  await core.quiet();
  t.same(client.socket.closed, over);
  t.equal(core.broker.stats().feeds, 0);
});

t.test('[L43] 256 levels are read, one more is not; brackets in strings are no levels', async (t) => {
  const nested = (levels: number, open = '[', close = ']'): string =>
    `{"event":"pusher:ping","data":${open.repeat(levels)}0${close.repeat(levels)}}`;
  t.equal(decode(nested(255)).event, 'pusher:ping');
  t.equal(decode(nested(256)).event, 'bad');
  t.equal(decode(nested(255, '{"a":', '}')).event, 'pusher:ping');
  t.match(decode(nested(256, '{"a":', '}')), {
    event: 'bad',
    error: { message: 'The data of this message is nested too deeply' },
  });
  for (const text of ['['.repeat(1000), `\\"${'['.repeat(1000)}`, `\\\\`, `${'['.repeat(1000)}\\\\`])
    t.equal(decode(`{"event":"pusher:ping","a":"${text}","b":"${'{'.repeat(600)}"}`).event, 'pusher:ping', text);
  t.equal(decode(`{"event":"pusher:ping","data":[${'[],'.repeat(1000)}[]]}`).event, 'pusher:ping', 'side by side');
  t.equal(decode(`{"event":"${'x'.repeat(1000)}`).event, 'bad', 'a string without its end');
});

type Core = Awaited<ReturnType<typeof testCore>>;

function withClient(core: Core, act: (client: ReturnType<Core['connect']>) => void): () => void {
  const client = core.connect();
  return () => act(client);
}

const say = (core: Core, text: string): (() => void) => withClient(core, (client) => client.sayRaw(text));

t.test('[L44] [S14] who says much at once goes on in turns, in order; others are served in between', async (t) => {
  const turns: (() => void)[] = [];
  const core = await testCore({}, undefined, {
    turns: { next: () => new Promise((resolve) => turns.push(resolve)), hear: () => true, crowded: false },
  });
  const [client, other] = [core.connect(), core.connect()];
  for (let n = 0; n < 100; n += 1) await client.subscribe(`c${n}`);
  for (let n = 100; n < 150; n += 1) client.sayRaw(subscribeText('', `c${n}`));
  await core.quiet();
  t.equal(client.connection.subscriptions.size, 100);
  await other.say('pusher:ping');
  t.same(other.socket.events(), ['pusher:connection_established', 'pusher:pong']);
  t.equal(turns.length, 1, 'one at a time, however much waits');
  client.socket.take();
  for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
    turn();
    await core.quiet();
  }
  t.same(
    client.socket.take().map(({ channel }) => channel),
    Array.from({ length: 50 }, (_, n) => `c${n + 100}`),
  );
  await core.clock.advance(1000);
  await client.say('pusher:ping');
  t.same(client.socket.events(), ['pusher:pong'], 'at once again');
});

t.test('[L44] who says much at once while others do, and more comes than a turn can hear, is closed', async (t) => {
  const core = await testCore({}, undefined, { turns: createTurns() });
  const clients = [1, 2, 3, 4].map(() => core.connect());
  for (const client of clients) for (let n = 0; n < 1600; n += 1) client.sayRaw(ping);
  t.same(
    clients.map(({ socket }) => socket.closed),
    [undefined, undefined, undefined, over],
  );
  const other = core.connect();
  for (let n = 0; n < 100; n += 1) other.sayRaw(ping);
  t.equal(other.socket.closed, undefined, 'who says no more than a page is heard all the same');
  while (other.socket.frames.length < 101) await new Promise((resolve) => setImmediate(resolve));
  const next = core.connect();
  for (let n = 0; n < 1700; n += 1) next.sayRaw(ping);
  t.equal(next.socket.closed, undefined, 'another turn');
});

t.test('[L44] who says much while nobody else does is served 64 in a turn', async (t) => {
  const core = await testCore({}, undefined, { turns: createTurns() });
  const client = core.connect();
  for (let n = 0; n < 2000; n += 1) client.sayRaw(ping);
  let turns = 0;
  for (; client.socket.frames.length < 2001; turns += 1) await settled();
  t.ok(turns >= 1900 / 64 && turns <= 40, `${turns} turns`);
});

t.test('[L44] many who each say little at once take turns too, and one who says a single thing does not', async (t) => {
  const core = await testCore({}, undefined, { turns: createTurns() });
  const clients = Array.from({ length: 100 }, () => core.connect());
  for (const client of clients) for (let n = 0; n < 19; n += 1) client.sayRaw(ping);
  const answers = (): number => clients.reduce((sum, { socket }) => sum + socket.frames.length - 1, 0);
  t.equal(answers(), 10 * 100 + 256);
  const other = core.connect();
  other.sayRaw(ping);
  t.equal(other.socket.frames.length, 2);
  while (answers() < 1900) {
    const before = answers();
    await settled();
    t.ok(answers() - before <= 64, 'no more in a turn');
  }
  t.ok(clients.every(({ socket }) => socket.closed === undefined && socket.frames.length === 20));
});

t.test('[L45] many channels that are left at once are left over several turns, until none is left', async (t) => {
  const core = await testCore({}, undefined, { turns: createTurns() });
  const clients = Array.from({ length: 40 }, () => core.connect());
  for (const [n, client] of clients.entries()) for (let m = 0; m < 50; m += 1) await client.subscribe(`c${n}-${m}`);
  const other = core.connect();
  t.equal(core.broker.stats().feeds, 2000);
  for (const { socket } of clients) socket.close(1006, '');
  const { connections, feeds } = core.broker.stats();
  t.equal(connections, 1);
  t.ok(feeds >= 2000 - 321 && feeds < 2000, `${feeds} are left`);
  other.sayRaw(ping);
  t.equal(other.socket.frames.length, 2, 'others are served between');
  while (core.broker.stats().feeds > 0) {
    const before = core.broker.stats().feeds;
    await settled();
    t.ok(before - core.broker.stats().feeds <= 2 * 321, 'two turns may fit between two looks');
  }
  t.same(await core.cluster.channels(core.app, ''), []);
});

t.test('[L44] what waited behind an answer comes in turns as well', async (t) => {
  const core = await testCore({}, undefined, { turns: createTurns() });
  const clients = Array.from({ length: 10 }, () => core.connect());
  for (const client of clients) for (let n = 0; n < 50; n += 1) client.sayRaw(subscribeText('', `c${n}`));
  const joined = (): number => clients.reduce((sum, { connection }) => sum + connection.subscriptions.size, 0);
  for (let most = 0; joined() < 500; ) {
    await settled();
    t.ok(joined() <= most + 100 + 64, `${joined()} after ${most}`);
    most = joined();
  }
});

t.test(
  '[L44] a turn takes so much of those who wait, first come first served; what is large has its own',
  async (t) => {
    const { next } = createTurns();
    const done: number[] = [];
    const all = [1, 63, 200, 1, 1].map((cost, n) => next(cost).then(() => done.push(n)));
    const seen: number[] = [];
    while (done.length < all.length) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(done.length);
    }
    t.same(done, [0, 1, 2, 3, 4]);
    t.same(
      [...new Set(seen)].filter((count) => count > 0),
      [2, 3, 5],
    );
  },
);
