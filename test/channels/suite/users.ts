import type { Test } from 'tap';
import { hmac } from '../../../src/protocol/hmac.ts';
import { userText } from '../../../src/protocol/signatures.ts';
import { pusherError, signInText, succeeded, watchlistEvents } from '../../support/clients/frames.ts';
import { credentials, type TestClient, type TestCore } from '../../support/core/core.ts';
import type { Start } from '../core-suite.ts';

const signedIn = (userData: string) => ({ event: 'pusher:signin_success', data: { user_data: userData } });
const own = '#server-to-user-u1';

/** Connections with nothing left to read. */
function connect(core: TestCore, howMany: number): TestClient[] {
  return Array.from({ length: howMany }, () => {
    const client = core.connect();
    client.socket.take();
    return client;
  });
}

/** Says this sign-in with a right signature, whatever it holds; answers what came back. */
async function signInAs(core: TestCore, client: TestClient, userData: string): Promise<unknown[]> {
  const auth = `${credentials.key}:${hmac(credentials.secret, userText(client.connection.id, userData))}`;
  await client.say('pusher:signin', { auth, user_data: userData });
  await core.quiet();
  return client.socket.take();
}

export function users(t: Test, start: Start): void {
  t.test('[U1] [U3] a sign-in is answered with the very text that was signed', async (t) => {
    const core = await start();
    const texts = ['{"id":"u1"}', '{ "id" : "\\u0075" }', '{"user_info":{"a":1.0},"id":"@=,.;-_A9"}', '{"id":12}'];
    for (const text of [...texts, `{"id":"${'i'.repeat(128)}"}`]) {
      const [client] = connect(core, 1);
      if (client === undefined) throw new Error('no client');
      t.strictSame(await signInAs(core, client, text), [signedIn(text)]);
      const { id } = JSON.parse(text) as { id: string | number };
      await client.subscribe(`#server-to-user-${id}`);
      t.strictSame(client.socket.take(), [succeeded(`#server-to-user-${id}`)], 'a number counts as its string');
    }
  });

  t.test(
    '[U2] [U3] corner case 46: what is wrong with a sign-in is said with 4009, and nobody is signed in',
    async (t) => {
      const core = await start();
      const [client, other] = connect(core, 2);
      if (client === undefined || other === undefined) throw new Error('no client');
      const good = '{"id":"u1"}';
      const sign = (text: string, from = client): string =>
        `${credentials.key}:${hmac(credentials.secret, userText(from.connection.id, text))}`;
      const cases: [data: object, text: RegExp][] = [
        [{ auth: `${credentials.key}:${'0'.repeat(64)}`, user_data: good }, /invalid signature/],
        [{ auth: sign(good, other), user_data: good }, /invalid signature/],
        [{ auth: sign(good), user_data: `${good} ` }, /invalid signature/],
        [{ auth: sign(good).replace(credentials.key, 'another'), user_data: good }, /invalid key 'another'/],
        [
          { auth: sign(good).slice(credentials.key.length + 1), user_data: good },
          /auth must have the format key:signature/,
        ],
        [{ auth: '', user_data: good }, /auth must have the format key:signature/],
        [{ user_data: good }, /auth/],
        [{ auth: null, user_data: good }, /auth/],
        [{ auth: 5, user_data: good }, /auth/],
        [{ auth: sign(good) }, /user_data/],
        [{ auth: sign(good), user_data: null }, /user_data/],
        [{ auth: sign(good), user_data: { id: 'u1' } }, /user_data/],
      ];
      for (const bad of ['', 'no json', '[]', '["u1"]', '"u1"', 'null', '5', '{}'])
        cases.push([{ auth: sign(bad), user_data: bad }, /user_data/]);
      for (const id of ['', 'a b', 'a:b', 'é', '#x', 'i'.repeat(129), null, true, {}, ['u1']]) {
        const bad = JSON.stringify({ id });
        cases.push([{ auth: sign(bad), user_data: bad }, /user_data.id/]);
      }
      for (const [data, text] of cases) {
        await client.say('pusher:signin', data);
        const frames = client.socket.take();
        t.match(frames, [{ event: 'pusher:error', data: { code: 4009, message: text } }], JSON.stringify(data));
        t.equal(frames.length, 1);
        t.notOk(JSON.stringify(frames).includes(credentials.secret));
      }
      t.equal(client.socket.closed, undefined);
      await client.subscribe(own);
      t.match(client.socket.take()[0], { event: 'pusher:subscription_error' });
      t.equal(core.broker.stats().users, 0);
    },
  );

  t.test('[U4] the first identity stays; the same again is fine', async (t) => {
    const core = await start();
    const [client] = connect(core, 1);
    if (client === undefined) throw new Error('no client');
    client.sayRaw(signInText(client.connection.id, { id: 'u1', user_info: 1 }));
    client.sayRaw(signInText(client.connection.id, { id: 'u2' }));
    client.sayRaw(signInText(client.connection.id, { id: 'u1', user_info: 2 }));
    await core.quiet();
    t.strictSame(client.socket.take(), [
      signedIn('{"id":"u1","user_info":1}'),
      pusherError('Sign-in failed: this connection is signed in as another user', 4009),
      signedIn('{"id":"u1","user_info":2}'),
    ]);
    await client.subscribe('#server-to-user-u2');
    t.match(client.socket.take()[0], { event: 'pusher:subscription_error' });
    await client.subscribe(own);
    t.strictSame(client.socket.take(), [succeeded(own)]);
    await client.hangUp();
    t.equal(core.broker.stats().users, 0);
  });

  t.test('[U8] [U9] corner case 47: who is there, and then each change, once a user', async (t) => {
    const core = await start({ watchlist: true });
    const [watcher, second, b1, b2, c, lurker] = connect(core, 6);
    await b1?.signIn('b');
    await watcher?.signIn('a', { watchlist: ['b', 'c', 'b', 7, null] });
    const [, first, ...more] = watcher?.socket.take() ?? [];
    t.strictSame(
      first,
      watchlistEvents([
        { name: 'online', user_ids: ['b'] },
        { name: 'offline', user_ids: ['c', '7'] },
      ]),
    );
    t.strictSame(more, []);
    await second?.signIn('a', { watchlist: ['c'] });
    t.strictSame(second?.socket.take().slice(1), [watchlistEvents([{ name: 'offline', user_ids: ['c'] }])]);
    await b2?.signIn('b');
    await b1?.hangUp();
    await lurker?.subscribe('presence-a', { user_id: 'c' });
    t.strictSame(watcher?.socket.take(), [], 'further connections and presence alone change nothing');
    await c?.signIn('c');
    const cOnline = watchlistEvents([{ name: 'online', user_ids: ['c'] }]);
    t.strictSame(watcher?.socket.take(), [cOnline]);
    t.strictSame(second?.socket.take(), [cOnline]);
    await b2?.hangUp();
    await c?.hangUp();
    const offline = (id: string) => watchlistEvents([{ name: 'offline', user_ids: [id] }]);
    t.strictSame(watcher?.socket.take(), [offline('b'), offline('c')]);
    t.strictSame(second?.socket.take(), [offline('c')]);
    await watcher?.hangUp();
    const [again] = connect(core, 1);
    await again?.signIn('c');
    t.strictSame(second?.socket.take(), [cOnline], 'one watcher that left takes nothing from the other');
  });

  t.test('[U8] nothing to watch, or the setting off: no frame', async (t) => {
    for (const [settings, watchlist] of [
      [{}, ['b']],
      [{ watchlist: true }, []],
      [{ watchlist: true }, 'b'],
      [{ watchlist: true }, { b: 1 }],
      [{ watchlist: true }, [null, {}]],
    ] as const) {
      const core = await start(settings);
      const [watcher, watched] = connect(core, 2);
      await watcher?.signIn('a', { watchlist });
      await watched?.signIn('b');
      t.strictSame(watcher?.socket.events(), ['pusher:signin_success']);
    }
  });

  t.test('[U10] of more than 100 watched users the first 100 count', async (t) => {
    const core = await start({ watchlist: true });
    const [watcher, last, tooMany] = connect(core, 3);
    await watcher?.signIn('a', { watchlist: Array.from({ length: 101 }, (_, index) => `w${index}`) });
    const [success, error, list] = watcher?.socket.take() ?? [];
    t.match(success, { event: 'pusher:signin_success' });
    t.strictSame(error, pusherError('Watchlist limit exceeded: the first 100 users are watched', 4302));
    const user_ids = Array.from({ length: 100 }, (_, index) => `w${index}`);
    t.strictSame(list, watchlistEvents([{ name: 'offline', user_ids }]));
    await tooMany?.signIn('w100');
    await last?.signIn('w99');
    t.strictSame(watcher?.socket.take(), [watchlistEvents([{ name: 'online', user_ids: ['w99'] }])]);
  });

  t.test('[U11] corner case 48: terminate closes every connection signed in as the user, and no other', async (t) => {
    const core = await start();
    const [bare, subscribed, other, presenceOnly, half] = connect(core, 5);
    await bare?.signIn('u1');
    await subscribed?.subscribe('presence-a', { user_id: 'someone' });
    await subscribed?.signIn('u1');
    await other?.signIn('u2');
    await presenceOnly?.subscribe('presence-a', { user_id: 'u1' });
    half?.sayRaw(signInText(half.connection.id, { id: 'u1' })); // still under way
    await core.broker.terminate(core.app, 'u1');
    await core.quiet();
    for (const client of [bare, subscribed, half])
      t.strictSame(client?.socket.closed, { code: 4009, reason: 'You got disconnected by the app.' });
    for (const client of [other, presenceOnly]) t.equal(client?.socket.closed, undefined);
    await core.broker.terminate(core.app, 'nobody');
    t.same(core.broker.stats(), { connections: 2, feeds: 2, users: 1, addresses: 0 });
  });

  t.test(
    '[U13] corner case 49: who is not authorised in time is closed; each way of authorising stops it',
    async (t) => {
      const core = await start({ authorizedConnections: true });
      const [idle, open, refused, signed, onPrivate, onPresence] = connect(core, 6);
      await open?.subscribe('news');
      await refused?.say('pusher:subscribe', { channel: 'private-a', auth: `${credentials.key}:0` });
      await signed?.signIn('u1');
      await onPrivate?.subscribe('private-a');
      await onPrivate?.say('pusher:unsubscribe', { channel: 'private-a' });
      await onPresence?.subscribe('presence-a', { user_id: '1' });
      await core.clock.advance(29_900);
      t.ok([idle, open, refused].every((client) => client?.socket.closed === undefined));
      await core.clock.advance(200);
      for (const client of [idle, open, refused])
        t.strictSame(client?.socket.closed, { code: 4009, reason: 'Connection not authorized within timeout' });
      await core.clock.advance(60_000);
      for (const client of [signed, onPrivate, onPresence]) t.equal(client?.socket.closed, undefined);
      const off = await start();
      const [unbothered] = connect(off, 1);
      await off.clock.advance(60_000);
      t.equal(unbothered?.socket.closed, undefined);
    },
  );

  t.test(
    '[U14] [C19] [L9] who is not authorised takes no place of the quota, and who finds none leaves nothing',
    async (t) => {
      const core = await start({ authorizedConnections: true, limits: { connections: 2 } });
      const [one, two, three, four] = connect(core, 4);
      await one?.signIn('u1');
      await two?.subscribe('private-a');
      await three?.subscribe('private-b');
      await four?.subscribe('presence-b', { user_id: 'u4' });
      for (const client of [three, four])
        t.strictSame(client?.socket.closed, { code: 4004, reason: 'Application is over connection quota' });
      await core.quiet();
      t.same(core.broker.stats(), { connections: 2, feeds: 2, users: 1, addresses: 0 });
      t.same(await core.cluster.channels(core.app, ''), [['private-a', { subscriptions: 1, users: 0 }]]);
      t.throws(() => core.connect(), /4004/);
      await one?.hangUp();
      const [five] = connect(core, 1);
      await five?.signIn('u5');
      t.equal(five?.socket.closed, undefined);
      for (const client of [two, five]) await client?.hangUp();
      t.same(core.broker.stats(), { connections: 0, feeds: 0, users: 0, addresses: 0 });
    },
  );
}
