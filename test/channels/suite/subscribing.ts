import type { Test } from 'tap';
import { hmac } from '../../../src/protocol/hmac.ts';
import { channelText } from '../../../src/protocol/signatures.ts';
import { pusherError, refused, subscribeText, succeeded, unsubscribeText } from '../../support/clients/frames.ts';
import { credentials, type TestClient, testApp } from '../../support/core/core.ts';
import type { Start } from '../core-suite.ts';

const badName = 'Invalid channel name: expected a text of letters, digits and _ - = @ , . ; within the length limit';
const format = 'Invalid format: auth must have the format key:signature';

/** Still there, and it takes part. */
async function lives(t: Test, client: TestClient): Promise<void> {
  t.equal(client.socket.closed, undefined);
  await client.say('pusher:ping');
  t.strictSame(client.socket.take(), [{ event: 'pusher:pong', data: '{}' }]);
}

export function subscribing(t: Test, start: Start): void {
  t.test('[S6] a public channel needs no auth: absent, null and "" are the same', async (t) => {
    const client = (await start()).connect();
    client.socket.take();
    for (const [index, auth] of [undefined, null, ''].entries()) {
      await client.say('pusher:subscribe', { channel: `news-${index}`, auth });
      t.strictSame(client.socket.take(), [succeeded(`news-${index}`)]);
    }
  });

  t.test('[S2] [S5] an illegal name is refused, whatever the signature', async (t) => {
    const core = await start();
    const client = core.connect();
    client.socket.take();
    for (const channel of ['', 'x'.repeat(165), 'a b', 'a+b', 'a:b', 'a/b', 'é', '#x', 'private-a b', 'presence-a:b']) {
      await client.subscribe(channel);
      t.strictSame(client.socket.take(), refused(channel, 'InvalidChannel', 400, badName), channel);
      await client.say('pusher:subscribe', { channel, auth: 5, channel_data: {} });
      t.strictSame(client.socket.take(), refused(channel, 'InvalidChannel', 400, badName), channel);
    }
    t.same(await core.cluster.channels(core.app, ''), []);
    await lives(t, client);
  });

  t.test('[S3] a channel that is missing or no string gets an error frame alone', async (t) => {
    const client = (await start()).connect();
    client.socket.take();
    for (const event of ['pusher:subscribe', 'pusher:unsubscribe']) {
      for (const channel of [undefined, null, 5, {}, ['a']]) await client.say(event, { channel, auth: '' });
    }
    t.strictSame(client.socket.take(), Array(10).fill(pusherError(badName)));
    await lives(t, client);
  });

  t.test('[S5] [S8] [S9] who is refused is told twice, and nobody else notices', async (t) => {
    const core = await start({ subscriptionCount: true });
    const [member, client, other] = [core.connect(), core.connect(), core.connect()];
    for (const one of [member]) {
      await one.subscribe('private-a');
      await one.subscribe('presence-a', { user_id: 'm' });
    }
    for (const { socket } of [member, client]) socket.take();
    const { id } = client.connection;
    const right = hmac(credentials.secret, channelText(id, 'private-a'));
    const foreign = hmac(credentials.secret, channelText(other.connection.id, 'private-a'));
    const elsewhere = hmac(credentials.secret, channelText(id, 'private-b'));
    const key = credentials.key;
    const expected = (got: string): string =>
      `Invalid signature: Expected HMAC SHA256 hex digest of ${id}:private-a, but got ${got}`;
    const cases: [auth: unknown, text: string | RegExp][] = [
      [undefined, format],
      [null, format],
      ['', format],
      ['nonsense', format],
      [5, /auth/],
      [{}, /auth/],
      [`${key}:`, expected('')],
      [`${key}:${'0'.repeat(64)}`, expected('0'.repeat(64))],
      [`${key}:${right.toUpperCase()}`, expected(right.toUpperCase())],
      [`${key}:${foreign}`, expected(foreign)],
      [`${key}:${elsewhere}`, expected(elsewhere)],
      [`another:${right}`, "Invalid key in subscription auth data: 'another'"],
      [`:${right}`, "Invalid key in subscription auth data: ''"],
    ];
    for (const [auth, text] of cases) {
      await client.say('pusher:subscribe', { channel: 'private-a', auth });
      const [first, second, ...more] = client.socket.take();
      t.match(first, {
        event: 'pusher:subscription_error',
        channel: 'private-a',
        data: { type: 'AuthError', status: 401 },
      });
      const { error } = (first?.data ?? {}) as { error: string };
      t.match(error, text);
      t.strictSame([second, ...more], [pusherError(error)]);
      const shown = JSON.stringify([first, second]);
      t.notOk(
        shown.includes(credentials.secret) ||
          (auth !== `another:${right}` && auth !== `:${right}` && shown.includes(right)),
      );
    }
    t.strictSame(member.socket.take(), [], 'nobody else was told');
    t.same(await core.cluster.counts(core.app, ['private-a' as never]), [{ subscriptions: 1, users: 0 }]);
    await lives(t, client);
  });

  t.test('[S7] a right signature under any key of the app lets in', async (t) => {
    const names = { ...credentials, tokens: [{ key: 'key-new', secret: 'secret-new' }] };
    const app = testApp({}, names);
    const client = (await start()).connect(app);
    client.socket.take();
    for (const [key, secret] of app.secrets) {
      const channel = `private-${key}`;
      const auth = `${key}:${hmac(secret, channelText(client.connection.id, channel))}`;
      await client.say('pusher:subscribe', { channel, auth });
      t.strictSame(client.socket.take(), [succeeded(channel)]);
    }
  });

  t.test('[S10] corner case 22: channel_data on a private channel is signed, exactly as received', async (t) => {
    const client = (await start()).connect();
    client.socket.take();
    const { id } = client.connection;
    const cases = ['{ "user_id" : "\\u0031" }', '', 'no json', '{"a":"é/"}'];
    for (const [index, data] of cases.entries()) {
      const [whole, bare, bad] = [`private-w${index}`, `private-b${index}`, `private-x${index}`];
      client.sayRaw(subscribeText(id, whole, data));
      const auth = (text: string): string => `${credentials.key}:${hmac(credentials.secret, text)}`;
      await client.say('pusher:subscribe', { channel: bare, auth: auth(channelText(id, bare)), channel_data: data });
      t.strictSame(client.socket.take(), [succeeded(whole), succeeded(bare)], data);
      await client.say('pusher:subscribe', {
        channel: bad,
        auth: auth(channelText(id, bad, `${data} `)),
        channel_data: data,
      });
      t.match(client.socket.take()[0], { event: 'pusher:subscription_error', data: { type: 'AuthError' } }, data);
    }
  });

  t.test('[S13] corner case 23: a double subscribe and a stray unsubscribe change nothing', async (t) => {
    const core = await start({ subscriptionCount: true });
    const [client, other] = [core.connect(), core.connect()];
    await client.subscribe('news');
    await other.subscribe('news');
    for (const { socket } of [client, other]) socket.take();
    await client.subscribe('news');
    t.strictSame(client.socket.take(), [pusherError('Existing subscription to channel news')]);
    await client.say('pusher:unsubscribe', { channel: 'never' });
    const text = 'No current subscription to channel never, or subscription in progress';
    t.strictSame(client.socket.take(), [pusherError(text)]);
    t.same(await core.cluster.channels(core.app, ''), [['news', { subscriptions: 2, users: 0 }]]);
    await core.publish('news', 'headline', '1');
    t.strictSame(client.socket.events(), ['headline'], 'one copy');
    t.strictSame(other.socket.events(), ['headline'], 'and others noticed nothing');
    t.notOk(core.facts.some(({ name }) => name === 'channel_vacated'));
  });

  t.test('[S14] unsubscribe and subscribe in one breath end subscribed', async (t) => {
    const core = await start({ limits: { presenceLeavesPerSecond: 1000 } });
    const client = core.connect();
    const { id } = client.connection;
    client.sayRaw(subscribeText(id, 'presence-a', { user_id: '1' }));
    for (let round = 0; round < 100; round += 1) {
      client.sayRaw(unsubscribeText('presence-a'));
      client.sayRaw(subscribeText(id, 'presence-a', { user_id: '1' }));
    }
    await core.quiet();
    const events = client.socket.events();
    t.equal(events.length, 102);
    t.ok(events.slice(1).every((event) => event === 'pusher_internal:subscription_succeeded'));
    t.same(await core.cluster.channels(core.app, ''), [['presence-a', { subscriptions: 1, users: 1 }]]);
    await core.publish('presence-a', 'x', '');
    t.strictSame(client.socket.events(), ['x']);
  });

  t.test('[S14] a second subscribe is judged after the first; what is said behind it waits its turn', async (t) => {
    const core = await start({ clientEvents: true });
    const [client, other] = [core.connect(), core.connect()];
    await other.subscribe('private-a');
    for (const { socket } of [client, other]) socket.take();
    const { id } = client.connection;
    client.sayRaw(JSON.stringify({ event: 'pusher:subscribe', data: { channel: 'private-a', auth: 'key-1:0' } }));
    client.sayRaw(subscribeText(id, 'private-a'));
    client.sayRaw(subscribeText(id, 'private-a'));
    client.sayRaw(JSON.stringify({ event: 'client-a', channel: 'private-a', data: '1' }));
    client.sayRaw(unsubscribeText('private-a'));
    client.sayRaw(JSON.stringify({ event: 'client-a', channel: 'private-a', data: '2' }));
    client.sayRaw(unsubscribeText('private-a'));
    client.sayRaw('{"event":"pusher:ping"}');
    await core.quiet();
    t.strictSame(client.socket.events(), [
      'pusher:subscription_error',
      'pusher:error',
      'pusher_internal:subscription_succeeded',
      'pusher:error',
      'pusher:error',
      'pusher:error',
      'pusher:pong',
    ]);
    t.strictSame(other.socket.take(), [{ event: 'client-a', channel: 'private-a', data: '1' }]);
  });

  t.test('[S15] an unsubscribe is not answered and ends that channel alone', async (t) => {
    const core = await start();
    const client = core.connect();
    for (const channel of ['news', 'sport']) await client.subscribe(channel);
    client.socket.take();
    await client.say('pusher:unsubscribe', { channel: 'news' });
    t.strictSame(client.socket.take(), []);
    for (const channel of ['news', 'sport']) await core.publish(channel, channel, '');
    t.strictSame(client.socket.events(), ['sport']);
  });

  t.test('[S17] a connection has its number of channels and no more', async (t) => {
    const client = (await start({ limits: { channelsPerConnection: 3 } })).connect();
    for (const channel of ['a', 'private-b', 'c']) await client.subscribe(channel);
    client.socket.take();
    await client.subscribe('d');
    t.strictSame(
      client.socket.take(),
      refused('d', 'LimitReached', 403, 'A connection can be subscribed to at most 3 channels'),
    );
    await client.say('pusher:unsubscribe', { channel: 'a' });
    await client.subscribe('d');
    t.strictSame(client.socket.take(), [succeeded('d')]);
  });

  t.test('[S28] the names of a connection’s channels have a number of bytes together', async (t) => {
    const client = (await start({ limits: { channelNameBytesPerConnection: 1024 } })).connect();
    const long = (letter: string): string => letter.repeat(160);
    for (const letter of 'abcdef') await client.subscribe(long(letter));
    await client.subscribe('g'.repeat(64));
    client.socket.take();
    const error = 'The names of the channels of a connection can have at most 1024 bytes together';
    await client.subscribe('h');
    t.strictSame(client.socket.take(), refused('h', 'LimitReached', 403, error));
    await client.say('pusher:unsubscribe', { channel: 'g'.repeat(64) });
    await client.subscribe('h'.repeat(65));
    t.strictSame(client.socket.take(), refused('h'.repeat(65), 'LimitReached', 403, error));
    await client.subscribe('h'.repeat(64));
    t.strictSame(client.socket.take(), [succeeded('h'.repeat(64))]);
    for (const letter of 'abcdef') await client.say('pusher:unsubscribe', { channel: long(letter) });
    await client.say('pusher:unsubscribe', { channel: 'h'.repeat(64) });
    for (const letter of 'abcdef') await client.subscribe(long(letter));
    t.equal(client.socket.take().length, 6, 'nothing stays counted');
  });

  t.test('[S11] [R3] [U6] [U11] channels, members and users of two apps do not meet', async (t) => {
    const core = await start({ subscriptionCount: true });
    const second = testApp({ subscriptionCount: true }, { id: 'app-2', key: 'key-2', secret: 'another-secret' });
    const clients = [core.connect(), core.connect(second)];
    for (const client of clients) {
      await client.signIn('u');
      client.socket.take();
      for (const channel of ['news', '#server-to-user-u']) await client.subscribe(channel);
      await client.subscribe('presence-a', { user_id: 'u' });
      t.match(client.socket.take(), [
        { channel: 'news' },
        { data: '{"subscription_count":1}' },
        { channel: '#server-to-user-u' },
        { data: '{"presence":{"count":1,"ids":["u"],"hash":{"u":null}}}' },
      ]);
    }
    for (const channel of ['news', '#server-to-user-u', 'presence-a']) await core.publish(channel, 'x', '');
    t.strictSame(
      clients.map(({ socket }) => socket.events()),
      [['x', 'x', 'x'], []],
    );
    await core.broker.terminate(second, 'u');
    await core.quiet();
    t.strictSame(
      clients.map(({ socket }) => socket.closed?.code),
      [undefined, 4009],
    );
    t.same(await core.cluster.users(core.app, 'presence-a' as never), ['u']);
    t.strictSame(clients[0]?.socket.take(), []);
  });
}
