import t from 'tap';
import type { FakeSocket } from '../support/core/fake-socket.ts';
import { testApi } from '../support/http/ask.ts';

const event = { name: 'headline', channel: 'news', data: 'x' };

const datas = (socket: FakeSocket): unknown[] => socket.take().map(({ data }) => data);

const texts: [why: string, data: string][] = [
  ['empty', ''],
  ['no JSON', 'just text, {not] "json'],
  ['escaped slashes', '{"url":"https:\\/\\/example.test\\/a"}'],
  ['escaped letters', '{"name":"Andr\\u00e9"}'],
  ['the letter itself', '{"name":"André"}'],
  ['emoji', '{"text":"🎉 👩‍👩‍👧 e\u0301"}'],
  ['four bytes', '𝄞𠜎'],
  ['half a pair, escaped in the inner JSON', '{"half":"\\ud83d"}'],
  ['half a pair', 'a\ud83db'],
  ['the other half', '\udf89'],
  ['halves the wrong way round', '\udf89\ud83c'],
  ['control characters', '\u0000\u0001\u001f\u007f\t\r\n'],
  ['line separators', '\u2028\u2029\ufeff\ufffd'],
  ['white space', ' { "a" :\n1 } '],
  ['repeated keys and big numbers', '{"a":1,"a":2,"n":123456789012345678901234567890.10}'],
  ['quotes and backslashes', '\\"\\\\"""\\\\\\'],
];

t.test('[H17] data arrives character for character', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  for (const [why, data] of texts) {
    t.equal((await ask('POST', 'events', { body: { ...event, data } })).status, 200, why);
    t.strictSame(datas(reader.socket), [data], why);
  }
  t.test('however the body escapes it', async (t) => {
    const escaped = (text: string): string =>
      Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
        '',
      );
    for (const [why, data] of texts) {
      const body = `{"name":"\\u0068eadline","channel":"news","data":"${escaped(data)}"}`;
      t.equal((await ask('POST', 'events', { body })).status, 200, why);
      t.strictSame(datas(reader.socket), [data], why);
    }
  });
});

t.test('[H17] a value that is not a string is serialised to one', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  for (const data of [{ id: 7, nested: { a: [1, null] } }, [], {}, [1, 'two'], 0, -1.5, true, false]) {
    t.equal((await ask('POST', 'events', { body: { ...event, data } })).status, 200);
    t.strictSame(datas(reader.socket), [JSON.stringify(data)]);
  }
});

t.test('[H17] [L8] a value nested too deeply to be serialised is 400, and nothing worse', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  const body = (levels: number): string => `{"name":"headline","channel":"news","data":${nested(levels)}}`;
  t.equal((await ask('POST', 'events', { body: body(1000) })).status, 200);
  t.strictSame(datas(reader.socket), [nested(1000)]);
  t.equal((await ask('POST', 'events', { body: body(100_000) })).status, 400);
  t.equal((await ask('POST', 'batch_events', { body: `{"batch":[${body(100_000)}]}` })).status, 400);
  t.same(reader.socket.take(), []);
});

t.test('[E8] [L8] and so is what a client says: it gets an error frame, and stays', async (t) => {
  const { connect, errors } = await testApi({ clientEvents: true });
  const [client, other] = [connect(), connect()];
  for (const one of [client, other]) await one.subscribe('private-a');
  for (const { socket } of [client, other]) socket.take();
  client.sayRaw(`{"event":"client-a","channel":"private-a","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  await client.say('client-b', 'x', 'private-a');
  t.match(client.socket.take(), [{ event: 'pusher:error', data: { code: null, message: /nested too deeply/ } }]);
  t.match(other.socket.take(), [{ event: 'client-b' }]);
  t.equal(client.socket.closed, undefined);
  t.same(errors, []);
});

t.test('[H18] corner case 51: event names pass unchanged, backslashes and dots too', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const names = [
    'App\\Events\\OrderShipped',
    'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated',
    '.order.shipped',
    'client-looks-like-one',
    'Pusher:x',
    'pusherx',
    'my-pusher:x',
    'pusher_internals',
    'a b\n"c"',
    'é🎉',
    '__proto__',
    'x'.repeat(200),
  ];
  for (const name of names) {
    t.equal((await ask('POST', 'events', { body: { ...event, name } })).status, 200, name);
    t.match(reader.socket.take(), [{ event: name }]);
  }
});

t.test('[H18] [H25] a name that is missing, empty, no string, too long or the protocol’s own', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const own = ['pusher:ping', 'pusher:', 'pusher_internal:member_added', 'pusher_internal:'];
  for (const name of [undefined, null, '', 5, [], {}, true, ['a'], 'x'.repeat(201), ...own]) {
    t.match(await ask('POST', 'events', { body: { ...event, name } }), { status: 400, body: { error: /name/ } });
    t.equal((await ask('POST', 'batch_events', { body: { batch: [event, { ...event, name }] } })).status, 400);
  }
  t.same(reader.socket.take(), []);
});

t.test('[H19] [H25] missing data, null for data, a body that is not JSON and one that is no object', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  t.match(await ask('POST', 'events', { body: { ...event, data: undefined } }), {
    status: 400,
    body: { error: /data/ },
  });
  const nothing = { ...event, data: null };
  t.match(await ask('POST', 'events', { body: nothing }), { status: 400, body: { error: /data/ } });
  t.equal((await ask('POST', 'batch_events', { body: { batch: [event, nothing] } })).status, 400);
  const broken = [
    '{',
    'x',
    '{"name":"a"',
    `${JSON.stringify(event)}x`,
    "{'name':'a'}",
    '\ufeff{}',
    'null',
    '5',
    '"x"',
    '[]',
  ];
  for (const body of [...broken, `[${JSON.stringify(event)}]`, ' ', '\0']) {
    t.equal((await ask('POST', 'events', { body })).status, 400, body);
    t.equal((await ask('POST', 'batch_events', { body })).status, 400, `${body} as a batch`);
  }
  t.equal((await ask('POST', 'events')).status, 400, 'no body');
  t.equal((await ask('POST', 'batch_events')).status, 400, 'no batch');
  const latin = Buffer.concat([
    Buffer.from('{"name":"a","channel":"news","data":"'),
    Buffer.from([0xe9]),
    Buffer.from('"}'),
  ]);
  t.match(await ask('POST', 'events', { body: latin }), { status: 400, body: { error: /UTF-8/ } });
  t.match(await ask('POST', 'batch_events', { body: latin }), { status: 400, body: { error: /UTF-8/ } });
  t.same(reader.socket.take(), []);
});

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `n${at}`);

t.test('[H20] [H25] 100 channels are accepted; none, 101 or an illegal one among them are 400', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  for (const channel of ['n0', 'n99', 'news']) await reader.subscribe(channel);
  reader.socket.take();
  const post = (more: object): ReturnType<typeof ask> => {
    return ask('POST', 'events', { body: { name: 'headline', data: 'x', ...more } });
  };
  t.equal((await post({ channels: numbered(100) })).status, 200);
  t.match(reader.socket.take(), [{ channel: 'n0' }, { channel: 'n99' }]);
  const wrong: object[] = [
    {},
    { channels: [] },
    { channels: null },
    { channel: null },
    { channels: 'news' },
    { channels: { 0: 'news' } },
    { channels: numbered(101) },
    { channels: numbered(100), channel: 'news' },
    { channels: ['news', 5] },
    { channels: ['news', null] },
    { channel: ['news'] },
    { channel: '' },
  ];
  for (const more of wrong) t.equal((await post(more)).status, 400, JSON.stringify(more).slice(0, 60));
  const illegal = [
    'a b',
    'a+b',
    'a:b',
    'a/b',
    'é',
    '#x',
    '',
    'x'.repeat(165),
    '#server-to-user-',
    '#server-to-user-a b',
  ];
  for (const name of illegal) {
    t.equal((await post({ channel: name })).status, 400, name);
    t.equal((await post({ channels: ['news', ...numbered(90), name] })).status, 400, `${name} among good ones`);
  }
  t.same(reader.socket.take(), []);
  t.equal((await post({ channel: 'x'.repeat(164) })).status, 200);
  t.equal((await post({ channel: 'aZ09_-=@,.;' })).status, 200);
});

t.test('[H20] corner case 45: #server-to-user- is a legal name, and reaches that user alone', async (t) => {
  const { ask, connect } = await testApi();
  const [user, other] = [connect(), connect()];
  await user.signIn('u1');
  await user.subscribe('#server-to-user-u1');
  await other.signIn('u2');
  await other.subscribe('#server-to-user-u2');
  user.socket.take();
  other.socket.take();
  t.equal((await ask('POST', 'events', { body: { ...event, channel: '#server-to-user-u1' } })).status, 200);
  t.same(user.socket.take(), [{ event: 'headline', channel: '#server-to-user-u1', data: 'x' }]);
  t.same(other.socket.take(), []);
});

t.test('[H21] [H25] corner case 37: 10240 bytes of data are accepted, 10241 are 413', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const most: unknown[] = ['x'.repeat(10_240), 'é'.repeat(5120), '🎉'.repeat(2560), ['x'.repeat(10_236)]];
  for (const data of most) t.equal((await ask('POST', 'events', { body: { ...event, data } })).status, 200);
  t.equal(reader.socket.take().length, most.length);
  const more: unknown[] = ['x'.repeat(10_241), `${'é'.repeat(5120)}x`, `${'🎉'.repeat(2560)}x`, ['x'.repeat(10_237)]];
  for (const data of more) {
    const { status, body } = await ask('POST', 'events', { body: { ...event, data } });
    t.equal(status, 413);
    t.match(body, { error: /exceeds the allowed maximum \(10240 bytes\)/, code: 413 });
  }
  t.same(reader.socket.take(), []);
});

t.test('[H21] the limit is a setting', async (t) => {
  const { ask } = await testApi({ limits: { eventBytes: 5 } });
  t.equal((await ask('POST', 'events', { body: { ...event, data: '12345' } })).status, 200);
  t.match(await ask('POST', 'events', { body: { ...event, data: '123456' } }), {
    status: 413,
    body: { error: /\(5 bytes\)/ },
  });
});
