import { readdirSync, readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/log.ts';
import { startServer } from '../../src/server.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { credentials } from '../support/core/core.ts';
import { exchangeRaw } from '../support/http/api.ts';
import { statuses } from '../support/http/raw-request.ts';

const folder = new URL('../http/fixtures/', import.meta.url);

/** When the requests in the fixtures were signed. */
const signedAt = 1_700_000_000_000;

/** A request of PHP, to the byte: heads end their lines as HTTP wants it, which a text file does not. */
function readFixture(name: string): Buffer {
  const text = readFileSync(new URL(`${name}.http`, folder), 'utf8');
  const end = text.indexOf('\n\n');
  const head = text.slice(0, end).replaceAll('\n', '\r\n');
  return Buffer.from(`${head}\r\n\r\n${text.slice(end + 2)}`);
}

async function serverThen(t: Test, pathPrefix = ''): Promise<{ port: number; reader: RawClient }> {
  const apps = JSON.stringify([{ ...credentials, subscriptionCount: true }]);
  const flags = { port: '0', host: '127.0.0.1', apps };
  const config = { ...loadConfig({ env: {}, flags }), pathPrefix, drain: { notice: 0, time: 0 } };
  const log = createLog('silent', { write: () => {} });
  const server = await startServer(config, log, { clock: { ...systemClock, now: () => signedAt } });
  t.teardown(() => server.stop());
  const reader = new RawClient(`ws://127.0.0.1:${server.port}${pathPrefix}/app/${credentials.key}?protocol=7`);
  t.teardown(() => reader.destroy());
  await reader.opened;
  for (const channel of ['news', 'private-encrypted-a']) await reader.join(channel);
  await reader.join('presence-room', { user_id: 'u1' });
  await reader.barrier();
  return { port: server.port, reader };
}

interface Wanted {
  readonly body: unknown;
  /** What the subscriber gets. */
  readonly events?: object[];
  readonly statuses?: number[];
  readonly prefix?: string;
}

const room = { user_count: 1, subscription_count: 1 };

const wanted: Record<string, Wanted> = {
  '01-trigger-one-channel': {
    body: {},
    events: [
      {
        event: 'App\\Events\\OrderShipped',
        channel: 'news',
        data: '{"message":"caf\\u00e9 \\/ \\ud83c\\udf89","path":"C:\\\\x"}',
      },
    ],
  },
  '02-trigger-many-channels': {
    body: {},
    events: [
      { event: 'App\\Events\\OrderShipped', channel: 'news', data: '{"id":7}' },
      { event: 'App\\Events\\OrderShipped', channel: 'presence-room', data: '{"id":7}' },
    ],
  },
  '03-trigger-with-info': {
    body: { channels: { news: { subscription_count: 1 }, 'presence-room': room } },
    events: [
      { event: 'my-event', channel: 'news', data: '"hello world"' },
      { event: 'my-event', channel: 'presence-room', data: '"hello world"' },
    ],
  },
  '04-trigger-batch': {
    body: { batch: [{}, { user_count: 1 }] },
    events: [
      { event: 'my-event', channel: 'news', data: '{"a":"\\u00e9"}' },
      { event: 'my-event', channel: 'presence-room', data: 'plain' },
    ],
  },
  '05-get-channels-escaped': { body: { channels: { 'presence-room': room } } },
  '06-get-channel-escaped': { body: { occupied: true, ...room } },
  '07-get-channel-indexed': { body: { occupied: true, ...room } },
  '08-get-users': { body: { users: [{ id: 'u1' }] } },
  '09-terminate': { body: {} },
  '10-terminate-escaped-id': { body: {} },
  '11-path-prefix': {
    body: {},
    events: [{ event: 'my-event', channel: 'news', data: '{"id":8}' }],
    prefix: '/broker',
  },
  '12-curl-expects-continue': {
    body: {},
    events: [{ event: 'my-event', channel: 'news', data: JSON.stringify({ text: 'x'.repeat(1100) }) }],
    statuses: [100, 200],
  },
  '13-curl-unescaped': { body: { occupied: true, ...room } },
  '14-stream-chunked': { body: {}, events: [{ event: 'my-event', channel: 'news', data: '{"id":9}' }] },
  '15-encrypted': {
    body: {},
    events: [
      {
        event: 'my-event',
        channel: 'private-encrypted-a',
        data: '{"nonce":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYX","ciphertext":"3q2+7w\\/+ABC="}',
      },
    ],
  },
  '16-get-channels-indexed-unescaped': { body: { channels: { 'presence-room': room } } },
};

t.test('[H4] [H5] [H6] [H15] requests as the PHP SDK and Guzzle write them', async (t) => {
  const { port, reader } = await serverThen(t);
  const behindPrefix = await serverThen(t, '/broker');
  const names = readdirSync(folder).map((name) => name.replace('.http', ''));
  t.same(names.sort(), Object.keys(wanted), 'every fixture has its answer');
  for (const [name, { body, events = [], statuses: all = [200], prefix }] of Object.entries(wanted)) {
    const to = prefix === undefined ? { port, reader } : behindPrefix;
    const text = await exchangeRaw(to.port, [readFixture(name)], /\r\n\r\n\{.*\}$/);
    t.same(statuses(text), all, `${name}: ${text.slice(-200)}`);
    t.same(JSON.parse(text.slice(text.lastIndexOf('\r\n\r\n'))), body, name);
    t.same(await to.reader.barrier(), events, name);
  }
});

t.test('[H3] [H6] and not one of them with a byte changed', async (t) => {
  const { port, reader } = await serverThen(t);
  for (const name of Object.keys(wanted).filter((one) => wanted[one]?.prefix === undefined)) {
    const text = readFixture(name).toString('latin1');
    const changed = [
      text.replace(/auth_signature=./, (found) => found.slice(0, -1) + (found.endsWith('0') ? '1' : '0')),
      text.replace('auth_timestamp=1700000000', 'auth_timestamp=1700000001'),
      text.replace('auth_version=1.0', 'auth_version=1.0&x=y'),
      text.replace('/apps/app-1/', '/apps/app-1%2F'),
      text.replace('my-event', 'my-evenT').replace('OrderShipped', 'Ordershipped').replace('user_count', 'user_counT'),
    ];
    for (const one of changed.filter((bytes) => bytes !== text)) {
      const got = statuses(await exchangeRaw(port, [Buffer.from(one, 'latin1')], /\r\n\r\n\{.*\}$/)).at(-1) ?? 0;
      t.ok([401, 404].includes(got), `${name}: ${got}`);
    }
  }
  t.same(await reader.barrier(), [], 'and nothing arrived');
});
