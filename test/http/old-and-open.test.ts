import t from 'tap';
import { type AskOptions, testApi } from '../support/http/ask.ts';

const named = (...more: [string, string][]): Pick<AskOptions, 'query'> => ({ query: [['name', 'headline'], ...more] });

t.test('[H34] the old endpoint publishes its raw body as data, and is answered 202 with nothing', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  for (const body of ['plain', '{"a":"\\/é🎉"}', '{"name":"other","channel":"sport","data":1}', ' x ', '\ufeff', '']) {
    const { status, text, headers } = await ask('POST', 'channels/news/events', { body, ...named() });
    t.equal(status, 202, body);
    t.equal(text, '');
    t.equal(headers.size, 0);
    t.strictSame(reader.socket.take(), [{ event: 'headline', channel: 'news', data: body }]);
  }
});

t.test('[H34] [H22] [H23] its socket_id is left out', async (t) => {
  const { ask, connect } = await testApi();
  const [one, two] = [connect(), connect()];
  for (const each of [one, two]) await each.subscribe('news');
  for (const { socket } of [one, two]) socket.take();
  const options = { body: 'x', ...named(['socket_id', one.connection.id]) };
  t.equal((await ask('POST', 'channels/news/events', options)).status, 202);
  t.same(one.socket.take(), []);
  t.equal(two.socket.take().length, 1);
  t.equal((await ask('POST', 'channels/news/events', { body: 'x', ...named(['socket_id', '1.1']) })).status, 202);
  t.equal(one.socket.take().length, 1);
});

t.test('[H34] [H25] its rules are those of an event, and a body that is not UTF-8 is 400', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const post = async (path: string, options: AskOptions): Promise<number> => (await ask('POST', path, options)).status;
  t.equal(await post('channels/news/events', { body: 'x' }), 400, 'no name');
  t.equal(await post('channels/news/events', { body: 'x', query: [['name', '']] }), 400);
  t.equal(await post('channels/news/events', { body: 'x', query: [['name', 'pusher:ping']] }), 400);
  t.equal(await post('channels/news/events', { body: 'x', query: [['name', 'n'.repeat(201)]] }), 400);
  t.equal(await post('channels/news/events', { body: 'x', ...named(['socket_id', 'x']) }), 400);
  t.equal(await post('channels/news/events', { body: 'x', ...named(['socket_id', '']) }), 400);
  t.equal(await post('channels/news/events', { body: 'x', ...named(['info', 'user_count']) }), 400);
  t.equal(await post('channels/a%20b/events', { body: 'x', ...named() }), 400);
  t.equal(await post('channels/news/events', { body: Buffer.from([0x61, 0xff]), ...named() }), 400);
  t.equal(await post('channels/news/events', { body: Buffer.from([0xc3]), ...named() }), 400, 'half a letter');
  t.equal(await post('channels/news/events', { body: 'é'.repeat(5121), ...named() }), 413);
  t.equal(await post('channels/news/events', { body: 'x', ...named(), secret: 'wrong' }), 401);
  t.same(reader.socket.take(), []);
  t.equal(await post('channels/news/events', { body: 'é'.repeat(5120), ...named() }), 202);
  t.equal(reader.socket.take().length, 1);
});

t.test('[H36] [U11] corner case 48: terminate_connections closes all of that user, and only those', async (t) => {
  const { ask, connect } = await testApi();
  const [early, late, other, present, stranger] = [connect(), connect(), connect(), connect(), connect()];
  await early.signIn('u1');
  await early.subscribe('private-a');
  await late.subscribe('presence-a', { user_id: 'other' });
  await late.signIn('u1');
  await other.signIn('u2');
  await present.subscribe('presence-a', { user_id: 'u1' });
  t.match(await ask('POST', 'users/u1/terminate_connections', { body: '{}' }), { status: 200, text: '{}' });
  for (const { socket } of [early, late]) t.match(socket.closed, { code: 4009 });
  for (const { socket } of [other, present, stranger]) t.equal(socket.closed, undefined);
});

t.test('[H36] it is {} whether the user has connections or not, with an empty body or {}', async (t) => {
  const { ask, connect } = await testApi();
  for (const options of [{}, { body: '{}' }]) {
    t.match(await ask('POST', 'users/nobody/terminate_connections', options), { status: 200, text: '{}' });
    const client = connect();
    await client.signIn('u1');
    t.match(await ask('POST', 'users/u1/terminate_connections', options), { status: 200, text: '{}' });
    t.match(client.socket.closed, { code: 4009 });
  }
});

t.test('[H36] the id is percent-decoded', async (t) => {
  const { ask, connect } = await testApi();
  const client = connect();
  await client.signIn('a@b.c=d');
  t.equal((await ask('POST', 'users/a%2540b.c%3Dd/terminate_connections')).status, 200);
  t.equal(client.socket.closed, undefined, 'decoded once');
  t.equal((await ask('POST', 'users/a%40b.c%3Dd/terminate_connections')).status, 200);
  t.match(client.socket.closed, { code: 4009 });
  t.equal((await ask('POST', 'users/a%20b/terminate_connections')).status, 200);
  t.equal((await ask('POST', 'users/%zz/terminate_connections')).status, 200);
});

t.test('[H37] the statistics of pusher-js are taken without a signature, by pages of any origin', async (t) => {
  const { askRaw } = await testApi();
  for (const slashes of ['/', '//']) {
    const xhr = await askRaw('GET', `${slashes}timeline/v2/xhr/2`, 'session=MQ%3D%3D&bundle=MQ%3D%3D');
    t.match(xhr, { status: 200, text: '{}' });
    t.equal(xhr.headers.get('Content-Type'), 'application/json');
    t.equal(xhr.headers.get('Access-Control-Allow-Origin'), '*');
    for (const n of ['1', '17', '123456']) {
      const script = await askRaw('GET', `${slashes}timeline/v2/jsonp/${n}`, 'session=MQ%3D%3D');
      t.match(script, { status: 200, text: `Pusher.ScriptReceivers[${n}](null,{});` });
      t.match(script.headers.get('Content-Type'), /javascript/);
      t.equal(script.headers.get('Access-Control-Allow-Origin'), '*');
    }
    for (const path of ['xhr/2', 'jsonp/1']) {
      const asked = await askRaw('OPTIONS', `${slashes}timeline/v2/${path}`);
      t.match(asked, { status: 204, text: '' });
      t.equal(asked.headers.get('Access-Control-Allow-Origin'), '*');
      t.match(asked.headers.get('Access-Control-Allow-Methods'), 'GET');
    }
  }
});

t.test('[H37] what is no number gets into no script', async (t) => {
  const { askRaw } = await testApi();
  for (const n of ['1](alert)[', '%31', 'a', '1;', '-1', '1.5']) {
    const { text } = await askRaw('GET', `/timeline/v2/jsonp/${n}`);
    t.notMatch(text, /ScriptReceivers/, n);
  }
});

t.test('[H38] /health is 200 while the process runs, /ready while it takes connections', async (t) => {
  let why: string | undefined;
  const { askRaw } = await testApi({}, { notReady: () => why });
  for (const method of ['GET', 'HEAD']) {
    t.equal((await askRaw(method, '/health')).status, 200);
    t.equal((await askRaw(method, '/ready')).status, 200);
  }
  why = 'The server is shutting down';
  t.equal((await askRaw('GET', '/health')).status, 200);
  t.match(await askRaw('GET', '/ready'), { status: 503, body: { error: why, code: 503 } });
});

t.test('[H44] /up is what /health is', async (t) => {
  const { askRaw } = await testApi({}, { notReady: () => 'The server is shutting down' });
  for (const method of ['GET', 'HEAD']) {
    const [up, health] = [await askRaw(method, '/up'), await askRaw(method, '/health')];
    t.equal(up.status, 200);
    t.same([up.text, up.headers], [health.text, health.headers]);
  }
  t.equal((await askRaw('POST', '/up')).status, 405);
});

t.test('[C7] an ordinary GET on /app/{key} is answered 426', async (t) => {
  const { askRaw } = await testApi();
  for (const path of ['/app/key-1', '/app/nobody', '/app/key-1/']) {
    const { status, headers } = await askRaw('GET', path, 'protocol=7');
    t.equal(status, 426, path);
    t.equal(headers.get('Upgrade'), 'websocket');
  }
});
