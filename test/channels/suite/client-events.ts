import type { Test } from 'tap';
import { pusherError, signInText } from '../../support/clients/frames.ts';
import { type Settings, type TestClient, testApp } from '../../support/core/core.ts';
import type { Start } from '../core-suite.ts';

const on: Settings = { clientEvents: true };
const onlyPrivate = pusherError('Client events are only supported on private and presence channels');

/** Two subscribers with nothing left to read. */
async function pair(start: Start, channel: string, settings = on): Promise<[TestClient, TestClient]> {
  const core = await start(settings);
  const clients: [TestClient, TestClient] = [core.connect(), core.connect()];
  for (const [index, client] of clients.entries())
    await client.subscribe(channel, channel.startsWith('presence-') ? { user_id: `u${index}` } : undefined);
  for (const { socket } of clients) socket.take();
  return clients;
}

export function clientEvents(t: Test, start: Start): void {
  t.test('[E1] an app that has them off says so, and nothing is relayed', async (t) => {
    const [one, two] = await pair(start, 'private-a', {});
    await one.say('client-x', {}, 'private-a');
    const [frame] = one.socket.take();
    t.match(frame, {
      event: 'pusher:error',
      data: {
        code: null,
        message: /^To send client events, you must enable this feature in the Settings page of your/,
      },
    });
    t.strictSame(two.socket.take(), []);
  });

  t.test('[E2] every private kind relays to all others, and never back', async (t) => {
    for (const kind of ['private', 'private-cache', 'private-encrypted', 'private-encrypted-cache', 'presence']) {
      const [one, two] = await pair(start, `${kind}-a`);
      await one.say('client-x', 'said', `${kind}-a`);
      const who = kind === 'presence' ? { user_id: 'u0' } : {};
      t.strictSame(two.socket.take(), [{ event: 'client-x', channel: `${kind}-a`, data: 'said', ...who }]);
      t.strictSame(one.socket.take(), []);
    }
    const core = await start(on);
    const tabs = [core.connect(), core.connect()];
    for (const tab of tabs) await tab.subscribe('presence-cache-a', { user_id: 'same' });
    for (const { socket } of tabs) socket.take();
    await tabs[0]?.say('client-x', 'said', 'presence-cache-a');
    t.match(tabs[1]?.socket.take(), [{ event: 'client-x', user_id: 'same' }], 'the other tab of the same user gets it');
    t.strictSame(tabs[0]?.socket.take(), []);
  });

  t.test('[E3] corner case 17: none on public, cache and server-to-user channels', async (t) => {
    const core = await start(on);
    const [one, two] = [core.connect(), core.connect()];
    for (const client of [one, two]) {
      client.sayRaw(signInText(client.connection.id, { id: 'u' }));
      for (const channel of ['news', 'cache-a', '#server-to-user-u', 'privateers']) await client.subscribe(channel);
      client.socket.take();
    }
    for (const channel of ['news', 'cache-a', '#server-to-user-u', 'privateers']) {
      await one.say('client-x', {}, channel);
      t.strictSame(one.socket.take(), [onlyPrivate], channel);
    }
    t.strictSame(two.socket.take(), []);
  });

  t.test('[E4] corner case 16: only from who is subscribed to that channel, in that app', async (t) => {
    const [one, two] = await pair(start, 'private-a');
    const text = (channel: string) =>
      pusherError(`Cannot broadcast client event (connection not subscribed to channel ${channel})`);
    await one.subscribe('private-b');
    await one.say('pusher:subscribe', { channel: 'private-c', auth: 'key-1:0' });
    one.socket.take();
    await one.say('pusher:unsubscribe', { channel: 'private-a' });
    for (const channel of ['private-a', 'private-c', 'private-never']) {
      await one.say('client-x', {}, channel);
      t.strictSame(one.socket.take(), [text(channel)]);
    }
    t.strictSame(two.socket.take(), []);
    const core = await start(on);
    const [here, there] = [core.connect(), core.connect(testApp(on, { id: 'app-2', key: 'key-2', secret: 'other' }))];
    for (const client of [here, there]) {
      await client.subscribe('private-a');
      client.socket.take();
    }
    await there.say('client-x', {}, 'private-a');
    t.strictSame(here.socket.take(), [], 'apps do not meet');
  });

  t.test('[E5] the server says who sent it; nothing else of the message goes out', async (t) => {
    const [one, two] = await pair(start, 'presence-a');
    one.sayRaw(
      '{"event":"client-x","channel":"presence-a","data":"1","user_id":"u1","socket_id":"1.1","more":{},"name":5}',
    );
    await one.say('pusher:ping');
    t.strictSame(two.socket.take(), [{ event: 'client-x', channel: 'presence-a', data: '1', user_id: 'u0' }]);
    const [three, four] = await pair(start, 'private-a');
    three.sayRaw('{"event":"client-x","channel":"private-a","data":"1","user_id":"u1"}');
    await three.say('pusher:ping');
    t.strictSame(four.socket.take(), [{ event: 'client-x', channel: 'private-a', data: '1' }]);
  });

  t.test('[E6] corner case 19: data of every form leaves as a string, or not at all', async (t) => {
    const [one, two] = await pair(start, 'private-a', { clientEvents: true, limits: { clientEventsPerSecond: 100 } });
    const forms: [sent: string, out: string | undefined][] = [
      ['{"a":{"b":[1,null]}}', '{"a":{"b":[1,null]}}'],
      ['[]', '[]'],
      ['5', '5'],
      ['true', 'true'],
      ['null', 'null'],
      ['"plain"', 'plain'],
      ['""', ''],
      ['"{\\"a\\":1}"', '{"a":1}'],
      ['"\\ud83d"', '\ud83d'],
      ['"\\u00e9 \\/ \\n \u2028"', 'é / \n \u2028'],
    ];
    for (const [sent, out] of forms) {
      one.sayRaw(`{"event":"client-x","channel":"private-a","data":${sent}}`);
      await one.say('pusher:pong');
      t.strictSame(two.socket.take(), [{ event: 'client-x', channel: 'private-a', data: out }]);
    }
    one.sayRaw('{"event":"client-x","channel":"private-a"}');
    await one.say('pusher:pong');
    t.strictSame(two.socket.take(), [{ event: 'client-x', channel: 'private-a' }]);
    t.strictSame(one.socket.take(), []);
  });

  t.test('[E7] ten in any second, then 4301; a later one passes', async (t) => {
    const core = await start(on);
    const [one, two, three] = [core.connect(), core.connect(), core.connect()];
    for (const client of [one, two, three]) {
      await client.subscribe('private-a');
      client.socket.take();
    }
    const burst = async (howMany: number): Promise<void> => {
      for (let n = 0; n < howMany; n += 1) await one.say('client-x', String(n), 'private-a');
    };
    await burst(15);
    const tooMany = pusherError('Client event dropped: more than 10 in a second on this connection', 4301);
    t.strictSame(one.socket.take(), Array(5).fill(tooMany));
    t.strictSame(
      two.socket.take().map(({ data }) => data),
      [...Array(10).keys()].map(String),
    );
    await core.clock.advance(999);
    await burst(1);
    t.strictSame(one.socket.take(), [tooMany]);
    await three.say('client-x', 'mine', 'private-a');
    t.strictSame(two.socket.events(), ['client-x'], 'a rate of one connection is not that of another');
    await core.clock.advance(1);
    await burst(11);
    t.strictSame(one.socket.take().slice(1), [tooMany]);
    t.equal(two.socket.take().length, 10);
    t.equal(one.socket.closed, undefined);
  });

  t.test('[E8] 10240 bytes as they would leave and a name of 200 characters pass, one more does not', async (t) => {
    const [one, two] = await pair(start, 'private-a');
    const name = `client-${'n'.repeat(193)}`;
    const value = { v: 'é'.repeat(5116) };
    t.equal(Buffer.byteLength(JSON.stringify(value)), 10240);
    for (const data of ['x'.repeat(10240), 'é'.repeat(5120), value]) await one.say(name, data, 'private-a');
    t.strictSame(one.socket.take(), []);
    t.equal(two.socket.take().length, 3);
    const tooLarge = pusherError('The data content of this client event exceeds the allowed maximum (10240 bytes)');
    for (const data of ['x'.repeat(10241), `${'é'.repeat(5120)}x`, { v: `${value.v}x` }, 'x'.repeat(200_000)])
      await one.say('client-x', data, 'private-a');
    t.strictSame(one.socket.take(), Array(4).fill(tooLarge));
    await one.say(`${name}n`, '', 'private-a');
    t.strictSame(one.socket.take(), [pusherError('Client event name is longer than 200 characters')]);
    t.strictSame(two.socket.take(), []);
    t.equal(one.socket.closed, undefined);
  });

  t.test('[E9] a channel that is missing or no string gets an error frame', async (t) => {
    const [one, two] = await pair(start, 'private-a');
    for (const channel of [undefined, null, 5, {}, ['private-a'], '', 'a b'])
      await one.say('client-x', {}, channel as string);
    const frames = one.socket.take();
    t.equal(frames.length, 7);
    for (const frame of frames) t.match(frame, { event: 'pusher:error', data: { code: null } });
    t.strictSame(two.socket.take(), []);
  });

  t.test('[L3] corner case 18: what a client may not say is relayed to nobody', async (t) => {
    const [one, two] = await pair(start, 'presence-a');
    for (const event of [
      'pusher_internal:member_removed',
      'pusher_internal:x',
      'xclient-a',
      'Client-a',
      'foo',
      'pusher:x',
    ]) {
      await one.say(event, '{}', 'presence-a');
      t.strictSame(one.socket.take(), [pusherError(`Unsupported event received on socket: ${event}`)]);
    }
    t.strictSame(two.socket.take(), []);
  });
}
