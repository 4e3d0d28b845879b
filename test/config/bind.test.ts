import t from 'tap';
import { bind } from '../../src/config/bind.ts';
import { ConfigError } from '../../src/config/check.ts';
import { loadConfig } from '../../src/config/load.ts';

const bound = (flags: Record<string, string>) => bind(loadConfig({ env: {}, flags }));
const apps = (...secrets: string[]): string =>
  JSON.stringify(secrets.map((secret, index) => ({ id: `id-${index}`, key: `key-${index}`, secret })));
const long = 'sixteen-letters!';

t.test('with no app: the development app, everything on, on loopback', async (t) => {
  const { host, development, apps } = bound({});
  t.equal(host, '127.0.0.1');
  t.equal(development, true);
  t.equal(apps.length, 1);
  const everything = { clientEvents: true, subscriptionCount: true, watchlist: true, limits: { eventBytes: 10240 } };
  t.match(apps, [{ id: 'app-id', key: 'app-key', secret: 'app-secret', ...everything }]);
  for (const host of ['127.0.0.1', '127.8.9.10', 'localhost', '::1']) t.equal(bound({ host }).host, host);
});

t.test('[D70] the development app has every built-in domain, or those that are named', async (t) => {
  t.same(bound({}).apps[0]?.domains, ['all']);
  t.same(bound({ 'app-defaults-domains': 'ticket,./own.ts' }).apps[0]?.domains, ['ticket', './own.ts']);
});

t.test('with no app it does not listen anywhere else', async (t) => {
  for (const host of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'example.com',
    'localhost.example.com',
    '127.0.0.1.example.com',
    '1',
  ]) {
    const sentence = `host: got "${host}" with no app configured, expected a loopback address, or an app with a secret of its own (set PUSHER_APP_ID, PUSHER_APP_KEY and PUSHER_APP_SECRET).`;
    t.throws(() => bound({ host }), new ConfigError(sentence));
  }
});

t.test('with an app: everywhere, unless told where', async (t) => {
  t.match(bound({ apps: apps(long) }), { host: '0.0.0.0', development: false });
  t.equal(bound({ apps: apps(long), host: '10.0.0.1' }).host, '10.0.0.1');
});

t.test('a secret that can be guessed is for loopback alone', async (t) => {
  const refused = (secret: string, key: string, host: string) =>
    new ConfigError(
      `apps: the secret of key "${key}" has ${secret.length} characters, expected at least 16 to listen on ${host}.`,
    );
  const short = 'fifteen-letters';
  t.throws(() => bound({ apps: apps(short) }), refused(short, 'key-0', '0.0.0.0'));
  t.throws(() => bound({ apps: apps(long, short), host: '10.0.0.1' }), refused(short, 'key-1', '10.0.0.1'));
  const tokens = JSON.stringify([{ id: 'a', key: 'k', secret: long, tokens: [{ key: 'new', secret: short }] }]);
  t.throws(() => bound({ apps: tokens }), refused(short, 'new', '0.0.0.0'), 'also a further one');
  const known = JSON.stringify([{ id: 'app-id', key: 'app-key', secret: 'app-secret' }]);
  t.throws(() => bound({ apps: known }), refused('app-secret', 'app-key', '0.0.0.0'), "also the development app's");
  t.match(bound({ apps: apps(short), host: '127.0.0.1' }), { development: false });
});
