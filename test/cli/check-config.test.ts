import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeCertificate } from '../support/nodes/certificate.ts';
import { runHere } from '../support/nodes/cli.ts';

// A start that fails leaves its listeners: its process ends with it, and this one does not.
process.setMaxListeners(0);

const random = (): string => randomBytes(24).toString('hex');
const app = { id: 'a', key: 'k', secret: random() };

t.test('[L21] check-config refuses what start refuses, in the same words', async (t) => {
  const folder = t.testdir({ own: {}, other: {}, locked: {}, 'broken.mjs': 'export default 5', 'no.mjs': 'nonsense(' });
  const file = join(folder, 'carillon.json');
  const at = (name: string): string => join(folder, name);
  const [own, other] = [makeCertificate(at('own')), makeCertificate(at('other'))];
  const locked = makeCertificate(at('locked'), { passphrase: random() });
  const domains = (...names: string[]) => ({ apps: [{ ...app, domains: names }] });
  const wrong: [content: object, says: RegExp][] = [
    [{ tls: { cert: at('none.pem'), key: own.key } }, /^tls\.cert: .*none\.pem cannot be read \(ENOENT\)/],
    [{ tls: { cert: own.cert } }, /^tls\.key: got nothing/],
    [{ tls: { cert: own.cert, key: other.key } }, /^tls: .* are no certificate and its key/],
    [{ tls: { cert: locked.cert, key: locked.key, passphrase: random() } }, /^tls: .* are no certificate and its key/],
    [{ tls: { cert: file, key: file } }, /^tls: .* are no certificate and its key/],
    [domains('tickets'), /^domains: there is no domain "tickets"/],
    [domains(at('none.mjs')), /^domains: .*none\.mjs cannot be loaded/],
    [domains(at('broken.mjs')), /^domains: .*broken\.mjs: /],
    [domains(at('no.mjs')), /^domains: .*no\.mjs cannot be loaded/],
    [{ apps: [], appDefaults: { domains: [at('none.mjs')] } }, /^domains: .*none\.mjs cannot be loaded/],
    [{ apps: [], host: '0.0.0.0' }, /^host: got "0\.0\.0\.0" with no app configured/],
    [{ apps: [{ ...app, secret: 'short' }], host: '0.0.0.0' }, /^apps: the secret of key "k" has 5 characters/],
    [{ admin: { host: '0.0.0.0', enabled: true } }, /^admin\.token: /],
    [{ trustedProxies: ['10.0.0.0/99'] }, /^trustedProxies: /],
    [{ cluster: { redis: 'redis://:x@[h' } }, /^cluster\.redis: got no URL/],
  ];
  for (const [content, says] of wrong) {
    writeFileSync(file, JSON.stringify({ host: '127.0.0.1', apps: [app], ...content }));
    const started = await runHere(t, ['start', '--config', file, '--port', '0']);
    const checked = await runHere(t, ['check-config', '--config', file]);
    t.match(checked, { status: 78, stdout: '' }, String(says));
    t.match(checked.stderr.replace(/^carillon: /, ''), says);
    t.equal(checked.stderr, started.stderr);
    t.equal(started.status, 78);
  }
});

t.test('[D70] --domains without an app is looked at too', async (t) => {
  const wrong = await runHere(t, ['check-config', '--domains', './none.mjs']);
  t.match(wrong, { status: 78, stderr: /^carillon: domains: \.\/none\.mjs cannot be loaded: / });
  const right = await runHere(t, ['check-config', '--domains', 'ticket']);
  t.match(JSON.parse(right.stdout), { apps: [{ id: 'app-id', domains: ['ticket'] }] });
});

t.test('[L20] check-config prints an app without its secrets, wherever they stand', async (t) => {
  const file = join(t.testdir({}), 'carillon.json');
  const secrets = Array.from({ length: 7 }, random);
  const [secret, token, query, header, option, password, redis] = secrets;
  const webhooks = [{ url: `https://app.example/hook?token=${query}`, headers: { Authorization: header } }];
  const domainOptions = { ticket: { capacity: 7, announce: true, note: option, deep: { list: [password] } } };
  const own = { ...app, secret, webhooks, domains: ['ticket'], domainOptions };
  const cluster = { redis: `rediss://carillon:${redis}@redis.internal/0` };
  const all = { host: '127.0.0.1', cluster, admin: { token }, apps: [own], appDefaults: { webhooks, domainOptions } };
  writeFileSync(file, JSON.stringify(all));
  const { status, stdout, stderr } = await runHere(t, ['check-config', '--config', file]);
  t.equal(status, 0);
  t.same(
    secrets.filter((one) => (stdout + stderr).includes(String(one))),
    [],
  );
  const masked = '********';
  const options = { ticket: { capacity: 7, announce: true, note: masked, deep: { list: [masked] } } };
  const shown = { domainOptions: options, webhooks: [{ url: `https://app.example/hook?${masked}`, headers: masked }] };
  t.match(JSON.parse(stdout), { cluster: { redis: `rediss://carillon:${masked}@redis.internal/0` }, apps: [shown] });
});
