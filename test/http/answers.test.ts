import t from 'tap';
import { testApi } from '../support/http/ask.ts';

const event = { name: 'headline', channel: 'news', data: 'x' };

t.test('[H10] corner case 32: a success is 200 with a JSON object; empty maps are {} and empty lists []', async (t) => {
  const { ask } = await testApi();
  const all = [
    await ask('POST', 'events', { body: event }),
    await ask('POST', 'batch_events', { body: { batch: [event] } }),
    await ask('GET', 'channels'),
    await ask('GET', 'channels/news'),
    await ask('GET', 'channels/presence-room/users'),
    await ask('GET', 'channels/news/stats'),
    await ask('POST', 'users/u1/terminate_connections', { body: '{}' }),
  ];
  for (const { status, headers, text } of all) {
    t.equal(status, 200, text);
    t.equal(headers.get('Content-Type'), 'application/json', text);
    t.match(text, /^\{.*\}$/);
  }
  t.same(
    all.map(({ text }) => text),
    [
      '{}',
      '{}',
      '{"channels":{}}',
      '{"occupied":false}',
      '{"users":[]}',
      '{"occupied":false,"user_count":0,"connection_count":0}',
      '{}',
    ],
  );
});

t.test('[H11] an error has its status in the body too, and says what was wrong', async (t) => {
  const { ask, askRaw } = await testApi();
  const long = 'x'.repeat(10_241);
  const errors: [Awaited<ReturnType<typeof ask>>, status: number, says: RegExp][] = [
    [await ask('POST', 'events', { body: { ...event, name: undefined } }), 400, /name/],
    [await ask('POST', 'events', { body: { ...event, data: undefined } }), 400, /data/],
    [await ask('POST', 'events', { body: { ...event, channel: undefined } }), 400, /channel/],
    [await ask('POST', 'events', { body: { ...event, channel: 'a b' } }), 400, /"a b"/],
    [await ask('POST', 'events', { body: { ...event, socket_id: 'x' } }), 400, /socket_id/],
    [await ask('POST', 'events', { body: { ...event, info: 'x' } }), 400, /info .* out of user_count, .* got "x"/],
    [await ask('POST', 'events', { body: '{' }), 400, /JSON/],
    [await ask('POST', 'batch_events', { body: {} }), 400, /batch/],
    [await ask('GET', 'channels', { query: [['info', 'user_count']] }), 400, /filter_by_prefix/],
    [await ask('GET', 'channels/news/users'), 400, /presence/],
    [await askRaw('GET', '/apps/app-1/channels'), 401, /auth_key/],
    [await ask('GET', '/nothing'), 404, /Not found/],
    [await ask('GET', '/apps/nobody/channels'), 404, /app/],
    [await ask('GET', 'events'), 405, /POST/],
    [await ask('POST', 'events', { body: { ...event, data: long } }), 413, /10240/],
  ];
  for (const [{ status, headers, body }, wanted, says] of errors) {
    t.equal(status, wanted, String(says));
    t.equal(headers.get('Content-Type'), 'application/json');
    t.same(Object.keys(body as object), ['error', 'code']);
    t.match(body, { error: says, code: wanted });
  }
});

t.test('[H12] a path that no endpoint has, and an app id that no app has, are 404', async (t) => {
  const { ask, askRaw } = await testApi();
  const nowhere = [
    '/',
    '//',
    '/apps',
    '/apps/',
    '/apps/app-1',
    '/apps/app-1/',
    '/apps//events',
    '/apps/app-1/event',
    '/apps/app-1/events/',
    '/apps/app-1/events/x',
    '/apps/app-1/channels/',
    '/apps/app-1/channels//users',
    '/apps/app-1/channels/a/b',
    '/apps/app-1/channels/a/users/b',
    '/apps/app-1/users/u1',
    '/APPS/app-1/events',
    '/x/apps/app-1/events',
    '/timeline/v2/xhr',
    '/timeline/v2/xhr/2/3',
  ];
  for (const path of nowhere) {
    t.equal((await ask('POST', path)).status, 404, `POST ${path}`);
    t.equal((await ask('GET', path)).status, 404, `GET ${path}`);
  }
  for (const id of ['nobody', 'APP-1', 'app-1%00', '__proto__', '%zz', 'app-11', 'app-']) {
    t.equal((await askRaw('POST', `/apps/${id}/events`)).status, 404, `app ${id}, unsigned`);
    t.equal((await ask('GET', `/apps/${id}/channels`)).status, 404, `app ${id}, signed`);
  }
});

t.test('[H12] an id is percent-decoded', async (t) => {
  const { ask } = await testApi();
  t.equal((await ask('GET', '/apps/%61pp-1/channels')).status, 200);
  t.equal((await ask('GET', '/apps/%61pp-1/channels', { signedPath: '/apps/app-1/channels' })).status, 200);
});

t.test('[H12] a method that the path does not have is 405, and the answer says which it has', async (t) => {
  const { ask, askRaw } = await testApi();
  const wrong: [method: string, path: string, allowed: string][] = [
    ['GET', 'events', 'POST'],
    ['PUT', 'events', 'POST'],
    ['post', 'events', 'POST'],
    ['GET', 'batch_events', 'POST'],
    ['POST', 'channels', 'GET'],
    ['HEAD', 'channels', 'GET'],
    ['DELETE', 'channels/news', 'GET'],
    ['POST', 'channels/presence-room/users', 'GET'],
    ['GET', 'users/u1/terminate_connections', 'POST'],
    ['GET', 'channels/news/events', 'POST'],
    ['OPTIONS', 'events', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['POST', '/timeline/v2/xhr/2', 'GET, OPTIONS'],
    ['POST', '/app/key-1', 'GET'],
  ];
  for (const [method, path, allowed] of wrong) {
    const signed = await ask(method, path);
    t.equal(signed.status, 405, `${method} ${path}`);
    t.equal(signed.headers.get('Allow'), allowed);
    const whole = path.startsWith('/') ? path : `/apps/app-1/${path}`;
    t.equal((await askRaw(method, whole)).status, 405, `${method} ${path}, unsigned`);
  }
});

t.test('[H13] a rightly signed call for a disabled app is 403 and does nothing', async (t) => {
  const { ask, connect, app, broker, api } = await testApi();
  const reader = connect();
  await reader.subscribe('cache-news');
  await reader.signIn('u1');
  reader.socket.take();
  const disabled = { ...app, settings: { ...app.settings, enabled: false } };
  api.apps.replace([disabled]);
  broker.update([disabled]);
  t.equal((await ask('POST', 'events', { body: { ...event, channel: 'cache-news' } })).status, 403);
  t.equal((await ask('POST', 'batch_events', { body: { batch: [{ ...event, channel: 'cache-news' }] } })).status, 403);
  t.equal((await ask('POST', 'users/u1/terminate_connections', { body: '{}' })).status, 403);
  t.equal((await ask('GET', 'channels')).status, 403);
  t.match(await ask('GET', 'channels/cache-news'), { status: 403, body: { error: /disabled/ } });
  t.equal((await ask('GET', 'channels', { secret: 'wrong' })).status, 401, 'badly signed, nothing is told');
  t.same(reader.socket.take(), []);
  t.equal(reader.socket.closed, undefined);
  api.apps.replace([app]);
  t.match((await ask('GET', 'channels/cache-news', { query: [['info', 'cache']] })).body, { cache: null });
});

t.test('[H14] corner case 56: a query parameter that the endpoint does not know is 400, and named', async (t) => {
  const { ask, connect } = await testApi();
  const reader = connect();
  await reader.subscribe('news');
  reader.socket.take();
  const unknown: [method: string, path: string, name: string][] = [
    ['GET', 'channels/presence-room/users', 'info'],
    ['GET', 'channels/presence-room/users', 'limit'],
    ['GET', 'channels', 'prefix'],
    ['GET', 'channels', 'socket_id'],
    ['GET', 'channels/news', 'filter_by_prefix'],
    ['GET', 'channels/news/stats', 'info'],
    ['POST', 'events', 'foo'],
    ['POST', 'batch_events', 'info'],
    ['POST', 'channels/news/events', 'channel'],
    ['POST', 'users/u1/terminate_connections', 'reason'],
    ['GET', 'channels', '__proto__'],
    ['GET', 'channels', 'body_md5_'],
  ];
  for (const [method, path, name] of unknown) {
    const body = path.endsWith('events') ? event : undefined;
    const options = { query: [[name, 'user_count']] as [string, string][], ...(body === undefined ? {} : { body }) };
    const { status, body: answered } = await ask(method, path, options);
    t.equal(status, 400, `${method} ${path}?${name}`);
    t.match((answered as { error: string }).error, `extraneous: ${name}`);
  }
  t.same(reader.socket.take(), [], 'nothing was published');
});
