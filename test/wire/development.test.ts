import t, { type Test } from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/log.ts';
import { type Server, startServer } from '../../src/server.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { exchangeRaw, signQuery } from '../support/http/api.ts';
import { statuses } from '../support/http/raw-request.ts';
import { testServer } from '../support/nodes/server.ts';

const app = { key: 'app-key', secret: 'app-secret' };

const localHosts = [
  'localhost',
  'LocalHost:6001',
  'localhost.:6001',
  '127.0.0.1:6001',
  '127.8.9.10',
  '[::1]:6001',
  'app.localhost:3000',
  'a.b.localhost',
  'shop.test',
  'WWW.Shop.Test.:443',
];
const foreignHosts = [
  '',
  'evil.example',
  'evil.example:6001',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evil-localhost',
  'localhost@evil.example',
  'evil.example@localhost',
  'evil.example#.localhost',
  'evil.example/.test',
  'test',
  '.test',
  'shop..test',
  'shop.test..',
  'shop.testing',
  '10.0.0.1',
  '0.0.0.0:6001',
  '[::]',
  '[::1].evil.example',
  '[::1%25.localhost]',
  'localhost:6001:80',
  'localhost:evil.example',
];
const localOrigins = [
  ...localHosts.map((host) => `http://${host}`),
  'https://shop.test',
  'capacitor://localhost',
  'http://localhost/', // as pusher-websocket-go says it
];
const foreignOrigins = [
  'null',
  'file://',
  'localhost',
  'http://localhost http://evil.example',
  'http://localhost/.evil.example',
  'chrome-extension://abcdef',
  ...foreignHosts.map((host) => `http://${host}`),
];

/** The development default, on free ports. */
async function development(t: Test): Promise<Server> {
  const flags = { port: '0', 'admin-port': '0', 'drain-time': '0' };
  const server = await startServer(loadConfig({ env: {}, flags }), createLog('silent'));
  t.teardown(() => server.stop());
  return server;
}

const lines = (host: string, origin?: string): string =>
  [`Host: ${host}`, ...(origin === undefined ? [] : [`Origin: ${origin}`])].map((line) => `${line}\r\n`).join('');

/** The answer to one request of these lines, whole where it is a refusal. */
async function answer(port: number, request: string, head: string, body = ''): Promise<string> {
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return exchangeRaw(port, [`${request} HTTP/1.1\r\n${head}${length}\r\n${body}`], /^HTTP\/1.1 (?!403)\d|\}$/);
}

const status = async (port: number, request: string, head: string, body = ''): Promise<number | undefined> =>
  statuses(await answer(port, request, head, body))[0];

async function subscriber(t: Test, { port }: Server): Promise<RawClient> {
  const client = await socket(t, port, {});
  await client.join('news');
  return client;
}

async function socket(t: Test, port: number, headers: Record<string, string>): Promise<RawClient> {
  const client = new RawClient(`ws://127.0.0.1:${port}/app/${app.key}?protocol=7`, headers);
  t.teardown(() => client.destroy());
  await client.opened;
  return client;
}

function signed(method: string, path: string, body = ''): string {
  const query = signQuery(method, path, Buffer.from(body), app);
  return `${method} ${path}?${new URLSearchParams(query)}`;
}

t.test('[C39] [D71] sockets: local names as Host and Origin are served, others are 4009', async (t) => {
  const { port } = await development(t);
  const code = async (headers: Record<string, string>): Promise<number | 'served'> => {
    const client = await socket(t, port, headers);
    return client.socketId !== '' ? 'served' : (await client.closed).code;
  };
  for (const Host of localHosts) t.equal(await code({ Host }), 'served', `Host ${Host}`);
  // An empty one is not sent by this client, which says its own instead.
  for (const Host of foreignHosts.filter((host) => host !== '')) t.equal(await code({ Host }), 4009, `Host ${Host}`);
  for (const Origin of localOrigins) t.equal(await code({ Origin }), 'served', `Origin ${Origin}`);
  for (const Origin of foreignOrigins) t.equal(await code({ Origin }), 4009, `Origin ${Origin}`);
  const refused = await socket(t, port, { Origin: 'http://evil.example' });
  t.match((await refused.closed).reason, /configure an app/, 'it says what to do');
});

t.test('[D71] [D72] every path over HTTP: a foreign Host or Origin is 403, and nothing is done', async (t) => {
  const server = await development(t);
  const reader = await subscriber(t, server);
  const body = JSON.stringify({ name: 'planted', channel: 'news', data: '1' });
  const form = 'socket_id=1.2&channel_name=private-a';
  const requests: [request: string, body: string, status: number][] = [
    [signed('POST', '/apps/app-id/events', body), body, 200],
    [signed('GET', '/apps/app-id/channels'), '', 200],
    ['POST /apps/app-key/auth', form, 200],
    ['POST /apps/app-key/user-auth', form, 200],
    ['OPTIONS /apps/app-key/auth', '', 204],
    ['GET /examples', '', 301],
    ['GET /health', '', 200],
    ['GET /timeline/v2/jsonp/1', '', 200],
    ['GET /nothing', '', 404],
  ];
  for (const [request, sent, wanted] of requests) {
    const [name] = request.split('?');
    t.equal(await status(server.port, request, lines('localhost'), sent), wanted, `${name} of a local name`);
    t.equal(
      await status(server.port, request, lines('[::1]:1', 'http://shop.test'), sent),
      wanted,
      `${name} of a local page`,
    );
    for (const head of [lines('evil.example:6001'), lines('localhost', 'http://evil.example'), lines('', 'null')]) {
      const text = await answer(server.port, request, head, sent);
      t.same(statuses(text), [403], `${name} of ${head}`);
      t.notMatch(text, /Access-Control-Allow-Origin/i, 'no page may read it');
      t.match(text, /PUSHER_APP_ID/, 'it says what to do');
    }
  }
  const frames = await reader.barrier();
  t.equal(frames.filter(({ event }) => event === 'planted').length, 2, 'those of the local names alone');
});

t.test('[D71] [D72] over HTTP: each name, as Host and as Origin', async (t) => {
  const { port } = await development(t);
  const asked = (head: string): Promise<number | undefined> => status(port, 'GET /health', head);
  for (const host of localHosts) t.equal(await asked(lines(host)), 200, `Host ${host}`);
  for (const host of foreignHosts) t.equal(await asked(lines(host)), 403, `Host ${host}`);
  for (const origin of localOrigins) t.equal(await asked(lines('localhost', origin)), 200, `Origin ${origin}`);
  for (const origin of foreignOrigins) t.equal(await asked(lines('localhost', origin)), 403, `Origin ${origin}`);
  t.not(await asked(''), 200, 'without a Host');
});

t.test('[W24] the operator of the development app: a local name, and no page but its own', async (t) => {
  const { adminPort = 0 } = await development(t);
  const asked = (head: string): Promise<number | undefined> =>
    status(adminPort, 'GET /apps/app-id/webhooks/dead-letters', head);
  for (const host of localHosts) {
    t.equal(await asked(lines(host)), 200, `Host ${host}`);
    t.equal(await asked(lines(host, `http://${host}`)), 200, `its own page on ${host}`);
  }
  for (const host of foreignHosts) {
    t.equal(await asked(lines(host)), 403, `Host ${host}`);
    t.equal(await asked(lines(host, `http://${host}`)), 403, `its own page on ${host}`);
  }
  for (const origin of [...foreignOrigins, 'http://localhost:8000', 'http://shop.test'])
    t.equal(await asked(lines('localhost', origin)), 403, `Origin ${origin}`);
});

t.test('[C39] [D72] with an app configured every Host and Origin goes on', async (t) => {
  const server = await testServer(t);
  for (const headers of [{ Host: 'evil.example' }, { Origin: 'http://evil.example' }, { Origin: 'null' }])
    t.not((await server.raw(undefined, { headers })).socketId, '');
  t.equal(await status(server.port, 'GET /health', lines('evil.example', 'http://evil.example')), 200);
});
