import t from 'tap';
import { md5 } from '../../src/protocol/hash.ts';
import { credentials } from '../support/core/core.ts';
import {
  type AskOptions,
  instead,
  otherCredentials,
  type Pairs,
  resigned,
  testApi,
  without,
} from '../support/http/ask.ts';

const event = { name: 'headline', channel: 'news', data: 'x' };

/** Every endpoint of an app, with a call that is right but for what a test changes. */
const endpoints: [method: string, path: string, options: AskOptions, status: number][] = [
  ['POST', 'events', { body: event }, 200],
  ['POST', 'batch_events', { body: { batch: [event] } }, 200],
  ['GET', 'channels', {}, 200],
  ['GET', 'channels/news', {}, 200],
  ['GET', 'channels/presence-room/users', {}, 200],
  ['POST', 'channels/news/events', { body: 'x', query: [['name', 'headline']] }, 202],
  ['GET', 'channels/news/stats', {}, 200],
  ['GET', 'connections', {}, 200],
  ['POST', 'users/u1/terminate_connections', { body: '{}' }, 200],
];

t.test('[H1] corner case 36: every endpoint, reading ones too, expected all four, and else does nothing', async (t) => {
  const { ask, askRaw, connect } = await testApi();
  for (const [method, path, options, status] of endpoints) {
    const reader = connect();
    await reader.subscribe('news');
    await reader.signIn('u1');
    reader.socket.take();
    const where = `${method} ${path}`;
    const body = typeof options.body === 'object' ? JSON.stringify(options.body) : (options.body ?? '');
    t.equal((await askRaw(method, `/apps/app-1/${path}`, '', body as string)).status, 401, `${where} with no query`);
    for (const name of ['auth_key', 'auth_timestamp', 'auth_version']) {
      t.equal((await ask(method, path, { ...options, tamper: without(name) })).status, 401, `${where} less ${name}`);
      const signed = { ...options, ...resigned(method, path, without(name)) };
      t.equal((await ask(method, path, signed)).status, 401, `${where} signed without ${name}`);
    }
    const unsigned = { ...options, tamper: without('auth_signature') };
    t.equal((await ask(method, path, unsigned)).status, 401, `${where} unsigned`);
    const forged = { ...options, tamper: instead('auth_signature', '0'.repeat(64)) };
    t.equal((await ask(method, path, forged)).status, 401, `${where} with a signature that is none`);
    t.same(reader.socket.take(), [], `${where} did nothing`);
    t.equal(reader.socket.closed, undefined);
    t.equal((await ask(method, path, options)).status, status, `${where} as it should be`);
  }
});

t.test('[H1] auth_version is 1.0', async (t) => {
  const { ask } = await testApi();
  for (const version of ['1.1', '2.0', '1', '', '1.00']) {
    const { status } = await ask('GET', 'channels', resigned('GET', 'channels', instead('auth_version', version)));
    t.equal(status, 401, version);
  }
});

t.test('[H6] a body that is not empty needs the MD5 of its bytes', async (t) => {
  const { ask } = await testApi();
  const terminate = 'users/u1/terminate_connections';
  const signedWithout = (path: string): AskOptions => resigned('POST', path, without('body_md5'));
  t.equal((await ask('POST', 'events', { body: event, ...signedWithout('events') })).status, 401, 'missing');
  t.equal((await ask('POST', terminate, { body: '{}', ...signedWithout(terminate) })).status, 401, 'missing for {}');
  t.equal((await ask('POST', terminate, { body: '{}' })).status, 200);
  t.equal(md5(Buffer.from('{}')), '99914b932bd37a50b983c5e7c90ae93b');
  t.equal((await ask('POST', terminate)).status, 200, 'no body, no MD5');
  const ofNothing = resigned('POST', terminate, (query) => [...query, ['body_md5', md5(Buffer.alloc(0))]]);
  t.equal((await ask('POST', terminate, ofNothing)).status, 200, 'no body, and the MD5 of nothing');
  const other = resigned('POST', 'events', instead('body_md5', md5(Buffer.from(JSON.stringify(event, null, 1)))));
  t.equal((await ask('POST', 'events', { body: event, ...other })).status, 401, 'same JSON, other bytes');
  const stray = resigned('GET', 'channels', (query) => [...query, ['body_md5', md5(Buffer.from('{}'))]]);
  t.equal((await ask('GET', 'channels', stray)).status, 401, 'an MD5 of what is not there');
});

t.test('[H6] the MD5 is of the bytes, whatever they are', async (t) => {
  const { ask } = await testApi();
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x7b]);
  t.equal((await ask('POST', 'users/u1/terminate_connections', { body: bytes })).status, 200);
  t.equal((await ask('POST', 'events', { body: bytes })).status, 400, 'verified, and then no JSON');
});

t.test('[H7] corner case 37: the clocks may differ by 600 s, and further off is a 401 that says so', async (t) => {
  const { ask, clock } = await testApi();
  const now = Math.floor(clock.now() / 1000);
  for (const off of [-600, -599, 0, 599, 600]) {
    t.equal((await ask('GET', 'channels', { timestamp: now + off })).status, 200, `${off} s`);
  }
  for (const off of [-86_400, -601, 601, 86_400]) {
    const { status, body } = await ask('GET', 'channels', { timestamp: now + off });
    t.equal(status, 401, `${off} s`);
    const { error } = body as { error: string };
    const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19);
    t.match(error, 'Timestamp expired');
    t.match(error, iso(now));
    t.match(error, iso(now + off));
    t.match(error, '600s');
  }
  await clock.advance(601_000);
  t.equal((await ask('GET', 'channels', { timestamp: now })).status, 401, 'good once, old now');
});

t.test('[H7] a timestamp that is no number is a 401', async (t) => {
  const { ask, clock } = await testApi();
  const now = String(Math.floor(clock.now() / 1000));
  for (const text of [
    '',
    'now',
    'NaN',
    '1e9',
    `${now}.0`,
    ` ${now}`,
    `-${now}`,
    `${now}000`,
    '9'.repeat(400),
    '0x65',
  ]) {
    const { status } = await ask('GET', 'channels', resigned('GET', 'channels', instead('auth_timestamp', text)));
    t.equal(status, 401, text.slice(0, 20));
  }
});

t.test('[H8] corner case 38: the key belongs to the app in the path', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const { key, secret } = otherCredentials;
  const foreign = await ask('POST', 'events', { body: event, key, secret });
  t.match(foreign, { status: 401, body: { error: /auth_key/ } });
  t.same(reader.socket.take(), []);
  t.equal((await ask('GET', '/apps/app-2/channels', { key, secret })).status, 200);
  t.equal((await ask('GET', '/apps/app-2/channels')).status, 401);
  t.equal((await ask('GET', 'channels', { key: 'nobody' })).status, 401);
});

t.test('[H8] every active key of an app signs, with its own secret', async (t) => {
  const { ask } = await testApi({ tokens: [{ key: 'key-new', secret: 'a-newer-secret' }] } as object);
  t.equal((await ask('GET', 'channels', { key: 'key-new', secret: 'a-newer-secret' })).status, 200);
  t.equal((await ask('GET', 'channels')).status, 200);
  t.equal((await ask('GET', 'channels', { key: 'key-new' })).status, 401);
});

t.test('[H9] the text of a wrong signature shows what should be signed, and no secret', async (t) => {
  const { ask, clock } = await testApi();
  const right: string[] = [];
  const tamper = (query: Pairs): Pairs => {
    right.push(query.at(-1)?.[1] ?? '');
    return instead('auth_signature', 'f00f')(query);
  };
  const { status, body, text } = await ask('GET', 'channels', { query: [['info', 'user_count']], tamper });
  t.equal(status, 401);
  const signed = `GET\\n/apps/app-1/channels\\nauth_key=key-1&auth_timestamp=${clock.now() / 1000}&auth_version=1.0&info=user_count`;
  const { error } = body as { error: string };
  t.ok(error.includes(signed), error);
  t.match(error, '"f00f"');
  t.notMatch(text, credentials.secret);
  t.equal(right.length, 1);
  for (const signature of right) t.notMatch(text, signature);
});

t.test('[H9] authentication comes before the body is parsed', async (t) => {
  const { ask, askRaw } = await testApi();
  t.equal((await askRaw('POST', '/apps/app-1/events', '', '{"name":')).status, 401);
  t.equal((await ask('POST', 'events', { body: '{"name":', secret: 'wrong' })).status, 401);
  t.equal((await ask('POST', 'events', { body: '{"name":' })).status, 400, 'signed, it is the body that is wrong');
  t.equal((await ask('GET', 'channels', { query: [['foo', '1']], secret: 'wrong' })).status, 401);
  t.equal((await ask('GET', 'channels/a b', { secret: 'wrong' })).status, 401);
});

t.test('[H41] a second auth_signature is a 401, wherever it stands and also in a list', async (t) => {
  const { ask } = await testApi();
  const extra: [string, string][] = [
    ['auth_signature', '0'.repeat(64)],
    ['auth_signature', ''],
    ['auth_signature[]', 'x'],
    ['auth_signature[1]', 'x'],
  ];
  for (const second of extra) {
    for (const tamper of [(query: Pairs): Pairs => [...query, second], (query: Pairs): Pairs => [second, ...query]]) {
      const { status, body } = await ask('GET', 'channels', { tamper });
      t.equal(status, 401, second[0]);
      t.match(body, { error: /auth_signature/ });
    }
  }
  const same = (query: Pairs): Pairs => [...query, ...query.filter(([name]) => name === 'auth_signature')];
  t.equal((await ask('GET', 'channels', { tamper: same })).status, 401, 'the right one twice');
});
