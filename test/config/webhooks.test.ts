import t from 'tap';
import { bind } from '../../src/config/bind.ts';
import { type CheckedConfig, ConfigError, check } from '../../src/config/check.ts';
import { loadConfig } from '../../src/config/load.ts';
import { isSecret } from '../../src/config/shown.ts';

const app = { id: 'shop', key: 'shop-key', secret: 'a-secret-of-the-shop' };
const token = 'sixteen-letters-';

const load = (env: Record<string, string>): CheckedConfig => loadConfig({ env });
const withApp = (env: Record<string, string> = {}) => load({ CARILLON_APPS: JSON.stringify([app]), ...env });
const withEndpoint = (endpoint: unknown) => load({ CARILLON_APPS: JSON.stringify([{ ...app, webhooks: [endpoint] }]) });

t.test('[W24] the admin listener is on with a token, or for the development app', async (t) => {
  const place = { host: '127.0.0.1', port: 9601 };
  t.equal(bind(withApp()).admin, undefined);
  t.same(bind(withApp({ CARILLON_ADMIN_TOKEN: 'x' })).admin, { ...place, token: 'x', unasked: false });
  t.same(bind(withApp({ CARILLON_ADMIN_ENABLED: 'true' })).admin, { ...place, token: undefined, unasked: false });
  t.same(bind(load({})).admin, { ...place, token: undefined, unasked: true });
  t.same(bind(load({ CARILLON_ADMIN_TOKEN: 'x' })).admin, { ...place, token: 'x', unasked: false });
  t.equal(bind(load({ CARILLON_ADMIN_ENABLED: 'false' })).admin, undefined);
  t.equal(bind(withApp({ CARILLON_ADMIN_TOKEN: token, CARILLON_ADMIN_ENABLED: 'false' })).admin, undefined);
});

t.test('[W24] on another address than loopback it wants a token that cannot be guessed', async (t) => {
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'carillon.example']) {
    for (const given of [{ CARILLON_ADMIN_ENABLED: 'true' }, { CARILLON_ADMIN_TOKEN: 'fifteen-letters' }]) {
      const config = withApp({ CARILLON_ADMIN_HOST: host, ...given });
      const length = 'CARILLON_ADMIN_TOKEN' in given ? 15 : 0;
      const sentence = `admin.token: got ${length} characters, expected at least 16 to listen on ${host}.`;
      t.throws(() => bind(config), new ConfigError(sentence));
    }
    t.equal(bind(withApp({ CARILLON_ADMIN_HOST: host, CARILLON_ADMIN_TOKEN: token })).admin?.host, host);
    t.equal(bind(withApp({ CARILLON_ADMIN_HOST: host })).admin, undefined, 'where it is off, it may say what it likes');
  }
  t.throws(() => bind(load({ CARILLON_ADMIN_HOST: '0.0.0.0' })), { message: /^admin\.token: / });
});

t.test('[W25] private addresses: with the setting, or while only the development app is served', async (t) => {
  t.equal(bind(withApp()).privateAddresses, false);
  t.equal(bind(load({})).privateAddresses, true);
  t.equal(bind(withApp({ CARILLON_WEBHOOKS_PRIVATE_ADDRESSES: 'true' })).privateAddresses, true);
  t.equal(bind(load({ CARILLON_WEBHOOKS_PRIVATE_ADDRESSES: 'false' })).privateAddresses, false);
});

t.test('an endpoint that cannot be right is refused with its place, and without its secrets', async (t) => {
  const url = 'https://app.example/hook';
  const wrong: [endpoint: unknown, says: RegExp][] = [
    [{}, /^apps\.0\.webhooks\.0\.url: got nothing/],
    [{ url: 'ftp://app.example/' }, /^apps\.0\.webhooks\.0\.url: .*https\?/],
    [{ url: 'https://' }, /^apps\.0\.webhooks\.0\.url: .*/],
    [{ url: 'https://app.example:99999/' }, /^apps\.0\.webhooks\.0\.url: got no URL/],
    [{ url: 'https://user:hush@app.example/' }, /^apps\.0\.webhooks\.0\.url: .*expected them in headers/],
    [{ url, events: [] }, /^apps\.0\.webhooks\.0\.events: /],
    [
      { url, events: ['member_joined'] },
      /^apps\.0\.webhooks\.0\.events\.0: got "member_joined", expected one of "channel_occ/,
    ],
    [{ url, channels: ['a b'] }, /^apps\.0\.webhooks\.0\.channels\.0: /],
    [{ url, batch: 'yes' }, /^apps\.0\.webhooks\.0\.batch: .*true or false/],
    [{ url, filter: {} }, /^apps\.0\.webhooks\.0\.filter: there is no such key; expected one of url, events,/],
    [{ url, headers: { 'content-type': 'text/plain' } }, /headers\.content-type: this one is ours to set/],
    [{ url, headers: { 'X-Pusher-Signature': 'hush' } }, /headers\.X-Pusher-Signature: this one is ours/],
    [{ url, headers: { Host: 'hush' } }, /headers\.Host: this one is ours/],
    [{ url, headers: { 'X Y': 'hush' } }, /^apps\.0\.webhooks\.0\.headers/],
    [{ url, headers: { Authorization: 'hush\r\nX-Pusher-Key: a' } }, /^apps\.0\.webhooks\.0\.headers\.Authorization: /],
  ];
  for (const [endpoint, says] of wrong) {
    t.throws(() => withEndpoint(endpoint), { message: says }, JSON.stringify(endpoint));
    try {
      withEndpoint(endpoint);
    } catch (error) {
      t.ok(error instanceof ConfigError);
      t.notMatch((error as Error).message, /hush/);
    }
  }
  t.same(withEndpoint({ url, headers: { Authorization: 'Basic x' } }).apps[0]?.webhooks[0]?.url, url);
});

t.test('endpoints of all apps stand in appDefaults, and are checked there', async (t) => {
  const url = 'https://app.example/hook';
  const config = withApp({ CARILLON_APP_DEFAULTS_WEBHOOKS: JSON.stringify([{ url }]) });
  t.same(config.apps[0]?.webhooks, [{ url }]);
  t.throws(() => check({ ...config, appDefaults: { ...config.appDefaults, webhooks: [{ url: 'http://a:b@c/' }] } }), {
    message: /^appDefaults\.webhooks\.0\.url: /,
  });
});

t.test('the token of the operator and the headers of an endpoint are secrets', async (t) => {
  for (const name of ['token', 'headers', 'secret']) t.ok(isSecret(name), name);
  for (const name of ['tokens', 'channels', 'url', 'webhooks']) t.notOk(isSecret(name), name);
  t.throws(() => load({ CARILLON_ADMIN_TOKEN: 'hush hush' }), {
    message: /^admin\.token: got a secret of the wrong form/,
  });
});
