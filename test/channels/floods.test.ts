import t from 'tap';
import { decode } from '../../src/protocol/decode.ts';
import { testCore } from '../support/core.ts';

const ping = '{"event":"pusher:ping"}';
const over = { code: 4100, reason: 'Over capacity' };

t.test('[L42] 2000 messages at once pass, one more closes, and nobody else', async (t) => {
  const core = await testCore();
  const [client, other] = [core.connect(), core.connect()];
  for (let n = 0; n < 2000; n += 1) client.sayRaw(ping);
  t.equal(client.socket.closed, undefined);
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
  const kb = JSON.stringify({ event: 'pusher:ping', data: 'x'.repeat(1024) });
  const costs: Record<string, [cost: number, say: (core: Core) => () => void]> = {
    'a KB': [2, (core) => say(core, kb)],
    'a complaint': [2, (core) => say(core, '{"event":"nothing"}')],
    'a subscribe that is refused': [2, (core) => say(core, '{"event":"pusher:subscribe","data":{"channel":"!"}}')],
    'a pong': [1, (core) => say(core, '{"event":"pusher:pong"}')],
    'a control frame': [1, (core) => withClient(core, (one) => core.broker.alive(one.connection))],
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
  const free = await testCore({ limits: { messagesPerSecond: 0 } });
  const client = free.connect();
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
  t.equal(core.broker.census().feeds, 0);
});

t.test('[L43] 256 levels are read, one more is not; brackets in strings are no levels', async (t) => {
  const nested = (levels: number, open = '[', close = ']'): string =>
    `{"event":"pusher:ping","data":${open.repeat(levels)}0${close.repeat(levels)}}`;
  t.equal(decode(nested(255)).event, 'pusher:ping');
  t.equal(decode(nested(256)).event, 'bad');
  t.equal(decode(nested(255, '{"a":', '}')).event, 'pusher:ping');
  t.match(decode(nested(256, '{"a":', '}')), {
    event: 'bad',
    complaint: { message: 'The data of this message is nested too deeply' },
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
