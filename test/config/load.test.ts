import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { check } from '../../src/config/check.ts';
import { defaults, type Key, listKeys } from '../../src/config/keys.ts';
import { loadConfig } from '../../src/config/load.ts';

const app = { id: 'shop', key: 'shop-key', secret: 'a-secret-of-the-shop' };

/** A configuration file that goes with the test. */
function file(t: Test, content: unknown): string {
  const path = join(t.testdir(), 'carillon.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** What a key has in a configuration. */
function at(config: object, path: string[]): unknown {
  return path.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], config);
}

function put(path: string[], value: unknown): object {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object;
}

/** Something the key allows and that is not its default: as a value, and as the environment and flags spell it. */
function another({ path, schema }: Key): { value: unknown; text: string } {
  const types = ([] as unknown[]).concat(schema.type);
  const asJson = (value: unknown) => ({ value, text: JSON.stringify(value) });
  if (schema.enum !== undefined) return { value: schema.enum.at(-1), text: String(schema.enum.at(-1)) };
  if (types.includes('boolean')) return asJson(!schema.default);
  if (types.includes('integer')) return asJson(Number(schema.default ?? 6) + 1);
  if (types.includes('number')) return asJson(Number(schema.default ?? 6) + 0.5);
  if (types.includes('string')) return textFor(path);
  if (path.at(-1) === 'apps') return asJson([app]);
  if (path.at(-1) === 'domainOptions') return asJson({ 'chat-room': { announce: true } });
  if (path.at(-1) === 'history') return asJson({ 'room-*': { size: 100, ttl: '7d' } });
  if (path.at(-1) === 'webhooks') return asJson([{ url: 'https://app.example/webhooks' }]);
  if (schema.items?.type === 'string') return { value: ['10.0.0.1', '10.0.0.2'], text: '10.0.0.1, 10.0.0.2' };
  throw new Error(`${path.join('.')}: this test does not know such a key; teach it`);
}

function textFor(path: string[]): { value: string; text: string } {
  const text = path.at(-1) === 'prefix' ? 'other' : '/127.0.0.2';
  return { value: text, text };
}

/** Apps are compared without the settings they take over. */
function seen(config: object, path: string[]): unknown {
  const value = at(config, path);
  return path.at(-1) === 'apps' ? (value as (typeof app)[]).map(({ id, key, secret }) => ({ id, key, secret })) : value;
}

t.test('with nothing said, everything is as the schema says', async (t) => {
  const config = loadConfig({ env: {} });
  t.same(config, check(defaults()));
  t.equal(config.port, 6001);
  t.equal(config.host, null);
  t.equal(config.appDefaults.limits.eventBytes, 10240);
  t.same(config.apps, []);
});

t.test('every key can be set in the file, by its variable and by its flag', async (t) => {
  const keys = listKeys();
  t.ok(keys.length >= 40, `${keys.length} keys`);
  t.equal(new Set(keys.map(({ env }) => env)).size, keys.length);
  t.equal(new Set(keys.map(({ flag }) => flag)).size, keys.length);
  for (const key of keys) {
    const { value, text } = another(key);
    const name = key.path.join('.');
    t.not(JSON.stringify(value), JSON.stringify(key.schema.default ?? null), `${name}: another value`);
    t.same(seen(loadConfig({ env: {}, file: file(t, put(key.path, value)) }), key.path), value, `${name} in the file`);
    t.same(seen(loadConfig({ env: { [key.env]: text } }), key.path), value, key.env);
    t.same(seen(loadConfig({ env: {}, flags: { [key.flag]: text } }), key.path), value, `--${key.flag}`);
  }
});

t.test('what is said later wins: defaults, file, environment, flags', async (t) => {
  const given = { file: file(t, { port: 1, log: { level: 'error' }, limits: { connections: 1 } }), env: {}, flags: {} };
  t.match(loadConfig(given), { port: 1, log: { level: 'error' }, limits: { connections: 1, frameBytes: 262144 } });
  const env = { CARILLON_PORT: '2', CARILLON_LOG_LEVEL: 'warn' };
  t.match(loadConfig({ ...given, env }), { port: 2, log: { level: 'warn' }, limits: { connections: 1 } });
  t.match(loadConfig({ ...given, env, flags: { port: '3' } }), { port: 3, log: { level: 'warn' } });
});

t.test('the file is --config, else CARILLON_CONFIG; an empty name is none', async (t) => {
  const path = file(t, { port: 7000 });
  t.equal(loadConfig({ env: { CARILLON_CONFIG: path } }).port, 7000);
  t.equal(loadConfig({ env: { CARILLON_CONFIG: '/there/is/none.json' }, file: path }).port, 7000);
  t.equal(loadConfig({ env: { CARILLON_CONFIG: '' } }).port, 6001);
  t.equal(loadConfig({ env: {}, file: file(t, { $schema: './config.schema.json', port: 7001 }) }).port, 7001);
});

t.test('an empty variable is "not set" where that is allowed', async (t) => {
  t.equal(loadConfig({ env: { CARILLON_HOST: '' } }).host, null);
  t.equal(loadConfig({ env: { CARILLON_PATH_PREFIX: '' } }).pathPrefix, '');
});

t.test('other variables of the environment are not looked at', async (t) => {
  t.same(
    loadConfig({ env: { PORT: '1', HOST: 'x', PUSHER_HOST: 'x', PUSHER_APP_CLUSTER: 'mt1' } }),
    loadConfig({ env: {} }),
  );
});

t.test("Laravel's own variables name an app", async (t) => {
  for (const prefix of ['PUSHER_APP', 'REVERB_APP']) {
    const env = { [`${prefix}_ID`]: '1', [`${prefix}_KEY`]: '2', [`${prefix}_SECRET`]: 'a-secret-of-an-app' };
    const { apps } = loadConfig({ env });
    t.match(apps, [{ id: '1', key: '2', secret: 'a-secret-of-an-app', clientEvents: false }]);
    t.equal(apps.length, 1);
    const both = loadConfig({ env, file: file(t, { apps: [app] }) });
    t.same(
      both.apps.map(({ id }) => id),
      ['shop', '1'],
      'beside those of the file',
    );
    const replaced = loadConfig({ env, file: file(t, { apps: [{ ...app, id: '1', clientEvents: true }] }) });
    t.match(replaced.apps, [{ id: '1', key: '2', clientEvents: true }], 'for one of the file, with its settings');
    t.equal(replaced.apps.length, 1);
  }
  const env = { PUSHER_APP_ID: 'a', PUSHER_APP_KEY: 'b', PUSHER_APP_SECRET: 'a-secret-of-an-app' };
  const reverb = { REVERB_APP_ID: 'c', REVERB_APP_KEY: 'd', REVERB_APP_SECRET: 'a-secret-of-an-app' };
  t.same(
    loadConfig({ env: { ...env, ...reverb } }).apps.map(({ id }) => id),
    ['a', 'c'],
    'both sets are two apps',
  );
  const same = { REVERB_APP_ID: 'a', REVERB_APP_KEY: 'b', REVERB_APP_SECRET: 'a-secret-of-an-app' };
  t.same(
    loadConfig({ env: { ...env, ...same } }).apps.map(({ id }) => id),
    ['a'],
    'the same app twice is one',
  );
  const flags = { apps: JSON.stringify([app]) };
  t.same(
    loadConfig({ env, flags }).apps.map(({ id }) => id),
    ['shop'],
    'a flag replaces them all',
  );
});

t.test('ids and keys that look like numbers stay texts', async (t) => {
  const env = { PUSHER_APP_ID: '0123', PUSHER_APP_KEY: '1e3', PUSHER_APP_SECRET: '12345678901234567890' };
  t.match(loadConfig({ env }).apps, [{ id: '0123', key: '1e3', secret: '12345678901234567890' }]);
  const apps = [{ id: '42', key: '007', secret: 'a-secret-of-an-app', tokens: [{ key: '9', secret: '10' }] }];
  t.match(loadConfig({ env: { CARILLON_APPS: JSON.stringify(apps) } }).apps, apps);
});

t.test('several apps, each with its own settings over the defaults of all', async (t) => {
  const config = loadConfig({
    env: { CARILLON_APP_DEFAULTS_LIMITS_CONNECTIONS: '5' },
    file: file(t, {
      appDefaults: { clientEvents: true, limits: { eventBytes: 20480 } },
      apps: [app, { id: 'blog', key: 'blog-key', secret: 's', clientEvents: false, limits: { connections: 9 } }],
    }),
  });
  t.match(config.apps, [
    { id: 'shop', clientEvents: true, limits: { connections: 5, eventBytes: 20480, channelsPerEvent: 100 } },
    { id: 'blog', clientEvents: false, limits: { connections: 9, eventBytes: 20480, channelsPerEvent: 100 } },
  ]);
});
