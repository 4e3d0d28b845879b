import Pusher from 'pusher';
import t from 'tap';
import { createAppList } from '../../src/apps/app-list.ts';
import { md5 } from '../../src/protocol/hash.ts';
import { hmac } from '../../src/protocol/hmac.ts';
import { requestText } from '../../src/protocol/signatures.ts';
import { fakeClock } from '../support/core/clock.ts';
import { credentials, testApp } from '../support/core/core.ts';
import { answerTo } from '../support/http/answer-to.ts';
import { type AskOptions, instead, type Pairs, testApi, without } from '../support/http/ask.ts';

const event = { name: 'headline', channel: 'news', data: 'x' };

/** What stands in the protocol's documentation. */
const known = {
  app: { id: '3', key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' },
  timestamp: 1353088179,
  body: '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}',
  md5: 'ec365a775a4cd0599faeb73354201b6f',
  signature: 'da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c',
};

t.test('[H2] the known example of the protocol: we sign it so', async (t) => {
  t.equal(Buffer.byteLength(known.body), 68);
  t.equal(md5(Buffer.from(known.body)), known.md5);
  const query: Pairs = [
    ['auth_key', known.app.key],
    ['auth_timestamp', String(known.timestamp)],
    ['auth_version', '1.0'],
    ['body_md5', known.md5],
  ];
  t.equal(hmac(known.app.secret, requestText('POST', '/apps/3/events', query)), known.signature);
  t.equal(hmac(known.app.secret, requestText('POST', '/apps/3/events', query.reverse())), known.signature, 'sorted');
});

t.test('[H2] the known example of the protocol: we accept it, and nothing that differs in one character', async (t) => {
  const { api } = await testApi();
  const then: typeof api = {
    ...api,
    apps: createAppList([testApp({}, known.app)]),
    clock: fakeClock(known.timestamp * 1000),
  };
  const send = (signature: string): Promise<{ status: number; body: string }> => {
    const signed = `auth_key=${known.app.key}&auth_timestamp=${known.timestamp}&auth_version=1.0&body_md5=${known.md5}`;
    const query = `${signed}&auth_signature=${signature}`;
    return answerTo(then, { method: 'POST', path: '/apps/3/events', query, body: Buffer.from(known.body) });
  };
  t.match(await send(known.signature), { status: 200, body: '{}' });
  for (let at = 0; at < known.signature.length; at += 7) {
    const other = known.signature[at] === '0' ? '1' : '0';
    t.equal((await send(known.signature.slice(0, at) + other + known.signature.slice(at + 1))).status, 401);
  }
  t.equal((await send(known.signature.slice(1))).status, 401);
  t.equal((await send(`${known.signature}0`)).status, 401);
  t.equal((await send('')).status, 401);
});

t.test('[H2] the signature of the official SDK is ours, and is accepted', async (t) => {
  const { api, app } = await testApi();
  const sdk = new Pusher({ appId: app.id, key: credentials.key, secret: credentials.secret, host: '127.0.0.1' });
  const body = JSON.stringify(event);
  const calls = [
    { method: 'POST', path: '/apps/app-1/events', body },
    { method: 'GET', path: '/apps/app-1/channels', params: { info: 'user_count', filter_by_prefix: 'presence-' } },
    { method: 'GET', path: '/apps/app-1/channels/presence-x', params: { info: 'user_count' } },
    { method: 'GET', path: '/apps/app-1/channels', params: {} },
  ];
  for (const call of calls) {
    const query = sdk.createSignedQueryString(call);
    const pairs = query.split('&').map((part) => part.split('=') as [string, string]);
    const signature = pairs.find(([name]) => name === 'auth_signature')?.[1];
    t.equal(hmac(credentials.secret, requestText(call.method, call.path, pairs)), signature, 'ours is theirs');
    const request = { method: call.method, path: call.path, query, body: Buffer.from(call.body ?? '') };
    t.equal((await answerTo({ ...api, clock: fakeClock(Date.now()) }, request)).status, 200, 'theirs is accepted');
  }
});

t.test('[H2] names with capitals verify as the SDK signs them: as they are, where it sorted them', async (t) => {
  const { api, app } = await testApi();
  const sdk = new Pusher({ appId: app.id, key: credentials.key, secret: credentials.secret, host: '127.0.0.1' });
  const query = sdk.createSignedQueryString({ method: 'GET', path: '/apps/app-1/channels', params: { Info: 'x' } });
  const request = { method: 'GET', path: '/apps/app-1/channels', query, body: Buffer.alloc(0) };
  const { status, body } = await answerTo({ ...api, clock: fakeClock(Date.now()) }, request);
  t.equal(status, 400, 'signed well; it is the endpoint that does not know the name');
  t.match(body, 'extraneous: Info');
});

t.test('[H3] another secret, method, path or body, a changed parameter, one more or one less', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const post = async (options: AskOptions, why: string): Promise<void> => {
    t.equal((await ask('POST', 'events', { body: event, ...options })).status, 401, why);
  };
  await post({ secret: 'another' }, 'secret');
  await post({ signedMethod: 'GET' }, 'method');
  await post({ signedMethod: 'post' }, 'method in lower case');
  await post({ signedPath: '/apps/app-1/channels' }, 'path');
  await post({ signedPath: '/apps/app-1/events/' }, 'a slash behind');
  await post({ signedPath: '/apps/app-2/events' }, 'app in the path');
  await post({ tamper: (query) => [...query, ['name', 'other']] }, 'one parameter more');
  await post({ query: [['name', 'other']], tamper: without('name') }, 'one parameter less');
  await post({ query: [['name', 'other']], tamper: instead('name', 'another') }, 'a parameter changed');
  await post(
    { query: [['name', 'other']], tamper: (q) => q.map(([k, v]) => [k === 'name' ? 'nam' : k, v]) },
    'renamed',
  );
  await post({ tamper: instead('body_md5', md5(Buffer.from('{}'))) }, 'body');
  t.same(reader.socket.take(), [], 'none of them did anything');
});

t.test('[H2] [H3] the order of the query does not count, and names are sorted in lower case', async (t) => {
  const { ask } = await testApi();
  const query: Pairs = [
    ['info', 'user_count'],
    ['filter_by_prefix', 'presence-'],
  ];
  t.equal((await ask('GET', 'channels', { query })).status, 200);
  t.equal((await ask('GET', 'channels', { query, tamper: (all) => all.reverse() })).status, 200);
  // Signed well, so it is the endpoint that does not know the name.
  const capitals = await ask('GET', 'channels', { query: [['Info', 'user_count']] });
  t.match(capitals, { status: 400, body: { error: /extraneous: Info/ } });
});

t.test('[H4] corner case 34: values are signed as they read, however they are writtend', async (t) => {
  const { ask } = await testApi({ subscriptionCount: true });
  const info = 'user_count,subscription_count';
  const query: Pairs = [['info', info]];
  const whole = (value: string): string =>
    Array.from(value, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
  for (const written of [encodeURIComponent, encodeURI, (value: string) => value, whole]) {
    const { status, body } = await ask('GET', 'channels/presence-x', { query, written });
    t.equal(status, 200, written(info));
    t.same(body, { occupied: false, user_count: 0, subscription_count: 0 });
  }
  const signedEscaped = await ask('GET', 'channels/presence-x', {
    query: [['info', encodeURIComponent(info)]],
    written: (value) => value,
  });
  t.equal(signedEscaped.status, 401, 'signed in its writtend form');
});

t.test('[H4] a plus is a plus, and a space is %20', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const query: Pairs = [['name', 'a+b c']];
  const written = (value: string): string => value.replaceAll(' ', '%20');
  t.equal((await ask('POST', 'channels/news/events', { body: 'x', query, written })).status, 202);
  t.match(reader.socket.take(), [{ event: 'a+b c' }]);
  const plus = await ask('POST', 'channels/news/events', { body: 'x', query, written: (v) => v.replaceAll(' ', '+') });
  t.equal(plus.status, 401);
});

t.test('[H4] an indexed array verifies against the joined values, and is read so', async (t) => {
  const { ask } = await testApi({ subscriptionCount: true });
  const query: Pairs = [['info', 'user_count,subscription_count']];
  const spread =
    (...names: string[]) =>
    (all: Pairs): Pairs =>
      all.flatMap(([name, value]): Pairs => {
        return name === 'info' ? value.split(',').map((one, at) => [names[at] ?? '', one]) : [[name, value]];
      });
  const indexed = await ask('GET', 'channels/presence-x', { query, tamper: spread('info[0]', 'info[1]') });
  t.equal(indexed.status, 200);
  t.same(indexed.body, { occupied: false, user_count: 0, subscription_count: 0 });
  const swapped = await ask('GET', 'channels/presence-x', {
    query,
    tamper: (all) => spread('info[0]', 'info[1]')(all).reverse(),
  });
  t.equal(swapped.status, 401, 'the values the other way round');
  const literal: Pairs = [
    ['info[]', 'user_count'],
    ['info[]', 'subscription_count'],
  ];
  const asIs = await ask('GET', 'channels/presence-x', { query: literal });
  t.equal(asIs.status, 200, 'signed as it stands');
  t.same(asIs.body, { occupied: false, user_count: 0, subscription_count: 0 });
});

t.test('[H5] the path is signed as sent or percent-decoded', async (t) => {
  const { ask } = await testApi();
  const sent = 'users/a%20b%40c/terminate_connections';
  for (const signed of [sent, 'users/a b@c/terminate_connections']) {
    const { status } = await ask('POST', sent, { body: '{}', signedPath: `/apps/app-1/${signed}` });
    t.equal(status, 200, signed);
  }
  const other = await ask('POST', sent, { signedPath: '/apps/app-1/users/a b@d/terminate_connections' });
  t.equal(other.status, 401);
  const lone = await ask('GET', 'channels/a%zz');
  t.equal(lone.status, 400, 'a lone % is signed as it stands, and then no channel name');
});
