import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ConfigError } from '../../src/config/check.ts';
import { loadConfig } from '../../src/config/load.ts';

/** The configuration, and what was told beside it. */
function load(env: Record<string, string>, file?: string) {
  const told: string[] = [];
  const config = loadConfig({ env, file }, (level, text) => told.push(`${level}: ${text}`));
  return { config, told };
}

function complaint(env: Record<string, string>): string {
  try {
    loadConfig({ env });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'it was accepted';
}

/** What a pod has beside a service of this name, with a port 6001 that may be named. */
const service = (name: string, address = '10.0.0.1', protocol = 'tcp'): [string, string][] => {
  const host = address.includes(':') ? `[${address}]` : address;
  const port = `${name}_PORT_6001_${protocol.toUpperCase()}`;
  return [
    [`${name}_SERVICE_HOST`, address],
    [`${name}_SERVICE_PORT`, '6001'],
    [`${name}_SERVICE_PORT_HTTP`, '6001'],
    [`${name}_SERVICE_PORT_WEB_SOCKETS`, '6001'],
    [`${name}_PORT`, `${protocol}://${host}:6001`],
    [port, `${protocol}://${host}:6001`],
    [`${port}_PROTO`, protocol],
    [`${port}_PORT`, '6001'],
    [`${port}_ADDR`, address],
  ];
};

t.test('[L23] what Kubernetes says of a service named carillon, or carillon-…, is passed over', async (t) => {
  const all = [
    ...service('CARILLON'),
    ...service('CARILLON_ADMIN', '172.20.255.254'),
    ...service('CARILLON_REDIS', 'fd00::1'),
    ...service('CARILLON_2', '10.0.0.1', 'udp'),
    ...service('CARILLON_PORT', '10.0.0.1', 'sctp'),
  ];
  for (const [name, text] of all) {
    const { config, told } = load({ [name]: text });
    t.same(config, loadConfig({ env: {} }), `${name}=${text}`);
    t.same(told, [`debug: ${name} is what Kubernetes says of a service, and was passed over`]);
  }
  t.equal(load(Object.fromEntries(all)).told.length, all.length);
  t.equal(load({ ...Object.fromEntries(all), CARILLON_PORT: '7000' }).config.port, 7000, 'a setting is one');
  t.same(load({ CARILLON_ADMIN_PORT: '7001' }).config.admin.port, 7001);
});

t.test('[L23] what only looks like it is refused as ever', async (t) => {
  const cases: [name: string, text: string, says: RegExp][] = [
    ['CARILLON_PROT', 'tcp://10.0.0.1:6001', /^CARILLON_PROT: there is no such setting/],
    ['CARILLON_PORT', 'tcp:/10.0.0.1:6001', /^port: got "tcp:/],
    ['CARILLON_PORT', 'tcp://10.0.0.1', /^port: got "tcp:/],
    ['CARILLON_PORT', 'http://10.0.0.1:6001', /^port: got "http:/],
    ['CARILLON_HOST_PORT', '6001', /^CARILLON_HOST_PORT: there is no such setting/],
    ['CARILLON_SERVICE_HOST', 'localhost', /^CARILLON_SERVICE_HOST: there is no such setting/],
    ['CARILLON_SERVICE_PORT', 'http', /^CARILLON_SERVICE_PORT: there is no such setting/],
    ['CARILLON_SERVICE_PORTS', '6001', /^CARILLON_SERVICE_PORTS: there is no such setting/],
    ['CARILLON_PORT_6001_TCP', '6001', /^CARILLON_PORT_6001_TCP: there is no such setting/],
    ['CARILLON_PORT_6001_TLS', 'tcp://10.0.0.1:6001', /^CARILLON_PORT_6001_TLS: there is no such setting/],
    ['CARILLON_PORT_6001_TCP_PROTO', 'http', /^CARILLON_PORT_6001_TCP_PROTO: there is no such setting/],
    ['CARILLON_PORT_6001_TCP_ADDR', '6001', /^CARILLON_PORT_6001_TCP_ADDR: there is no such setting/],
    ['CARILLON_PORT_HTTP_TCP', 'tcp://10.0.0.1:6001', /^CARILLON_PORT_HTTP_TCP: there is no such setting/],
  ];
  for (const [name, text, says] of cases) t.match(complaint({ [name]: text }), says, `${name}=${text}`);
});

t.test('[L23] a setting of the environment may stand in a file that NAME_FILE names', async (t) => {
  const folder = t.testdir({
    token: 'a-token-of-the-operator\n',
    redis: 'redis://:a-password@redis/0\r\n',
    apps: '[{ "id": "a", "key": "k", "secret": "a-secret-of-an-app" }]\n',
    secret: 'a-secret-from-a-file',
    empty: '',
  });
  const at = (name: string): string => join(folder, name);
  const env = { CARILLON_ADMIN_TOKEN_FILE: at('token'), CARILLON_CLUSTER_REDIS_FILE: at('redis') };
  const { config, told } = load({ ...env, CARILLON_APPS_FILE: at('apps') });
  t.equal(config.admin.token, 'a-token-of-the-operator', 'the newline at its end is none of it');
  t.equal(config.cluster.redis, 'redis://:a-password@redis/0');
  t.match(config.apps, [{ id: 'a', key: 'k', secret: 'a-secret-of-an-app' }]);
  t.same(told, []);
  for (const prefix of ['PUSHER_APP', 'REVERB_APP']) {
    const app = { [`${prefix}_ID`]: '1', [`${prefix}_KEY`]: '2', [`${prefix}_SECRET_FILE`]: at('secret') };
    t.match(load(app).config.apps, [{ id: '1', secret: 'a-secret-from-a-file' }]);
  }
  t.equal(load({ CARILLON_ADMIN_TOKEN_FILE: '' }).config.admin.token, null, 'an empty name is none');
  const says: [env: Record<string, string>, sentence: string][] = [
    [{ CARILLON_PORT_FILE: at('token') }, 'port: got "a-token-of-the-operator" (from CARILLON_PORT_FILE), '],
    [{ CARILLON_ADMIN_TOKEN_FILE: at('none') }, `CARILLON_ADMIN_TOKEN_FILE: ${at('none')} cannot be read (ENOENT).`],
    [{ CARILLON_ADMIN_TOKEN_FILE: folder }, `CARILLON_ADMIN_TOKEN_FILE: ${folder} cannot be read (EISDIR).`],
    [{ ...env, CARILLON_ADMIN_TOKEN: 'x' }, 'CARILLON_ADMIN_TOKEN_FILE: got a file while CARILLON_ADMIN_TOKEN is set'],
    [{ CARILLON_TOKEN_FILE: at('token') }, 'CARILLON_TOKEN_FILE: there is no such setting'],
    [{ CARILLON_CONFIG_FILE: at('token') }, 'CARILLON_CONFIG_FILE: there is no such setting'],
    [
      { PUSHER_APP_ID: '1', PUSHER_APP_KEY: '2', PUSHER_APP_SECRET_FILE: at('empty') },
      'PUSHER_APP_SECRET: got nothing',
    ],
  ];
  for (const [given, sentence] of says) t.ok(complaint(given).startsWith(sentence), complaint(given));
});

t.test('[L22] a configuration file with secrets that everybody may read is told of', async (t) => {
  const file = join(t.testdir({}), 'carillon.json');
  const app = { id: 'a', key: 'k', secret: 'a-secret-of-an-app' };
  const cases: [content: object, mode: number, isTold: boolean][] = [
    [{ apps: [app] }, 0o644, true],
    [{ apps: [app] }, 0o640, false],
    [{ apps: [app] }, 0o600, false],
    [{ port: 1, admin: { token: null } }, 0o644, false],
    [{ admin: { token: 'x' } }, 0o604, true],
    [{ cluster: { redis: 'redis://redis/0' } }, 0o644, false],
    [{ cluster: { redis: 'redis://:x@redis/0' } }, 0o644, true],
    [{ appDefaults: { webhooks: [{ url: 'https://h/' }] } }, 0o644, false],
    [{ appDefaults: { webhooks: [{ url: 'https://h/?key=x' }] } }, 0o644, true],
    [{ tls: { passphrase: 'x' } }, 0o644, true],
  ];
  for (const [content, mode, isTold] of cases) {
    writeFileSync(file, JSON.stringify(content));
    chmodSync(file, mode);
    const what = `${JSON.stringify(content)} ${mode.toString(8)}`;
    t.same(load({}, file).told.length, isTold ? 1 : 0, what);
    if (isTold) t.match(load({}, file).told, [/^warn: .*carillon\.json holds secrets and may be read by everybody/]);
  }
});
