import t from 'tap';
import { pageOf, readWanted } from '../../src/http/admin/page.ts';
import type { ChannelsPage, ConnectionsPage } from '../../src/protocol/operator-answers.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';
import { seeded } from '../support/random/random.ts';
import { until } from '../support/until.ts';

const admin = { admin: { port: 0, token: 'x' } };
const oneNode = 'what is here is of a node';
const base = `/apps/${credentials.id}`;

async function ask<T>({ adminPort }: TestServer, method: string, path: string, token = 'x') {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${adminPort}${path}`, { method, headers });
  return { status: response.status, body: (await response.json()) as T };
}

t.test('[W33] the node and its apps in numbers', async (t) => {
  const server = await testServer(t, {}, admin, { oneNode });
  const none = { id: credentials.id, enabled: true, connections: 0, channels: 0, users: 0, members: 0 };
  t.match((await ask(server, 'GET', '/apps')).body, { apps: [{ ...none, events_published: 0, deliveries: 0 }] });
  const client = await server.raw();
  await client.join('presence-a', { user_id: 'u1' });
  await client.signIn('u1');
  await server.sdk.trigger('presence-a', 'x', {});
  t.match((await ask(server, 'GET', '/status')).body, {
    ready: true,
    reason: null,
    apps: [
      { id: credentials.id, connections: 1, channels: 1, users: 1, members: 1, events_published: 1, deliveries: 1 },
    ],
  });
  for (const path of ['/status', '/apps', `${base}/channels`, `${base}/connections`, `${base}/webhooks`])
    t.equal((await ask(server, 'GET', path, 'y')).status, 401, path);
});

t.test('[W34] channels and connections, page by page and one by one', async (t) => {
  const server = await testServer(t, {}, admin, { oneNode });
  const [a, b] = [await server.raw(), await server.raw()];
  for (const name of ['news-2', 'news-1', 'other']) await a.join(name);
  await b.join('news-1');
  await a.join('presence-a', { user_id: 'u1' });
  await a.signIn('u1');
  const first = await ask<ChannelsPage>(server, 'GET', `${base}/channels?prefix=news-&limit=1`);
  t.same(first.body, { channels: [{ name: 'news-1', subscriptions: 2, users: null }], next: 'news-1' });
  const second = await ask(server, 'GET', `${base}/channels?prefix=news-&limit=1&after=${first.body.next}`);
  t.same(second.body, { channels: [{ name: 'news-2', subscriptions: 1, users: null }], next: null });
  t.same(
    (await ask<ChannelsPage>(server, 'GET', `${base}/channels`)).body.channels.map(({ name }) => name),
    ['news-1', 'news-2', 'other', 'presence-a'],
  );
  t.same((await ask(server, 'GET', `${base}/channels/presence-a`)).body, {
    name: 'presence-a',
    subscriptions: 1,
    users: 1,
    here: 1,
    members: ['u1'],
  });
  t.match((await ask(server, 'GET', `${base}/channels/nobody`)).body, { subscriptions: 0, here: 0, members: null });
  t.equal((await ask(server, 'GET', `${base}/channels/a%20b`)).status, 400);

  const all = await ask<ConnectionsPage>(server, 'GET', `${base}/connections`);
  t.same(
    all.body.connections.map(({ id }) => id),
    [a.socketId, b.socketId].sort(),
  );
  t.same((await ask(server, 'GET', `${base}/connections?user=u1`)).body, {
    connections: [{ id: a.socketId, user: 'u1', protocol: 7, channels: 4 }],
    next: null,
  });
  t.same((await ask(server, 'GET', `${base}/connections?user=nobody`)).body, { connections: [], next: null });
  t.match((await ask(server, 'GET', `${base}/connections/${b.socketId}`)).body, {
    user: null,
    subscriptions: ['news-1'],
  });
  t.equal((await ask(server, 'GET', `${base}/connections/1.1`)).status, 404);
  for (const limit of ['0', '1001', '-1', 'x', '1.5', ''])
    for (const what of ['channels', 'connections'])
      t.equal((await ask(server, 'GET', `${base}/${what}?limit=${limit}`)).status, 400, limit);
});

t.test('[W34] whatever the order, the pages are all of it, once', async (t) => {
  const random = seeded(7);
  const names = Array.from({ length: 500 }, () => random().toString(36).slice(2));
  for (const limit of [1, 3, 100, 499, 500, 501]) {
    const seen: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const { page, next }: { page: string[]; next: string | null } = pageOf(names, (name) => name, { after, limit });
      seen.push(...page);
      after = next;
    }
    t.same(seen, [...names].sort(), `${limit}`);
  }
  t.same(
    pageOf([] as string[], (name) => name, { after: '', limit: 5 }),
    { page: [], next: null },
  );
  t.same(readWanted(new URLSearchParams()), { after: '', limit: 100 });
});

t.test('[W35] a connection is closed, and a user on all of them', async (t) => {
  const server = await testServer(t, {}, admin, { oneNode });
  const [a, b, c] = [await server.raw(), await server.raw(), await server.raw()];
  await b.signIn('u1');
  t.same(await ask(server, 'POST', `${base}/connections/${a.socketId}/close`), { status: 202, body: { closed: 1 } });
  t.equal((await a.closed).code, 4009);
  t.equal((await ask(server, 'POST', `${base}/connections/${a.socketId}/close`)).status, 404);
  t.equal((await ask(server, 'GET', `${base}/connections/${b.socketId}/close`)).status, 405);
  t.equal((await ask(server, 'POST', `${base}/users/u1/terminate`, 'y')).status, 401);
  t.same(await ask(server, 'POST', `${base}/users/u1/terminate`), { status: 202, body: {} });
  t.equal((await b.closed).code, 4009);
  await c.barrier(); // who is somebody else stays
});

t.test('[W33] the endpoints of webhooks and what waits for them', async (t) => {
  const url = 'http://127.0.0.1:1/hook?secret=shh';
  const server = await testServer(
    t,
    { webhooks: [{ url }] },
    { ...admin, webhooks: { retryFor: 60, firstPause: 30, privateAddresses: true, stopTime: 0 } },
    { oneNode },
  );
  t.match((await ask(server, 'GET', `${base}/webhooks`)).body, {
    webhooks: [{ waiting: 0, age: null, dead_letters: 0 }],
  });
  await (await server.raw()).join('news');
  const read = async () =>
    (await ask<{ webhooks: { age: number; url: string }[] }>(server, 'GET', `${base}/webhooks`)).body;
  await until(async () => ((await read()).webhooks[0]?.age ?? 0) > 0);
  const [found] = (await read()).webhooks;
  t.match(found, { waiting: 1, dead_letters: 0 });
  t.notMatch(found?.url, /shh/);
});

t.test("[W24] [W33] [W34] no answer of the operator's port holds a secret", async (t) => {
  const url = 'http://127.0.0.1:1/hook?with=shh-in-the-query';
  const headers = { Authorization: 'shh-in-a-header' };
  const server = await testServer(t, { webhooks: [{ url, headers }] }, admin, { oneNode });
  const client = await server.raw();
  await client.join('private-a');
  const paths = [
    '/metrics',
    '/status',
    '/apps',
    ...['channels', 'channels/private-a', 'connections', 'webhooks'].map((one) => `${base}/${one}`),
  ];
  for (const path of [...paths, `${base}/connections/${client.socketId}`, `${base}/webhooks/dead-letters`]) {
    const answer = await fetch(`http://127.0.0.1:${server.adminPort}${path}`, {
      headers: { Authorization: 'Bearer x' },
    });
    const text = await answer.text();
    t.equal(answer.status, 200, path);
    t.notMatch(text, new RegExp(`shh-|${credentials.secret}`), path);
  }
});
