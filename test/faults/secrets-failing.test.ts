import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/log.ts';
import { startServer } from '../../src/server.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { signQuery } from '../support/http/api.ts';
import { makeCertificate } from '../support/nodes/certificate.ts';
import { runHere, startCli } from '../support/nodes/cli.ts';
import { freePort } from '../support/nodes/free-port.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

// A start that fails leaves its listeners: its process ends with it, and this one does not.
process.setMaxListeners(0);

/** Letters that neither JSON nor a URL writes otherwise. */
const random = (): string => randomBytes(24).toString('hex');
const seen = (secrets: readonly string[], output: string): string[] => secrets.filter((one) => output.includes(one));

/** Speaks to whoever connects as this says. */
async function speaker(t: Test, say: string): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (said) => socket.write(say.replace('{said}', String(said).replaceAll('\r\n', ' '))));
  }).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

t.test('[L20] a Redis that refuses, repeats, is not there or is another: the password is nowhere', async (t) => {
  const folder = t.testdir({});
  const { cert, key } = makeCertificate(folder);
  const [plain, tls] = [await freePort(), await freePort()];
  const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
  const ports = ['--bind', '127.0.0.1', '--port', String(plain), '--tls-port', String(tls), '--tls-auth-clients', 'no'];
  const redis = await testRedis(t, ...ports, ...files);
  await redis.client.config('SET', 'requirepass', random());
  const echo = "-ERR unknown command 'AUTH', with args beginning with: {said}\r\n";
  const odd = '-ERR I do not like {said}\r\n';
  const at = '127.0.0.1:';
  const cases: [name: string, url: (password: string) => string, says: RegExp][] = [
    ['refused', (password) => `redis://${at}${plain}/0?password=${password}`, /WRONGPASS/],
    ['refused with a user', (password) => `redis://somebody:${password}@${at}${plain}`, /WRONGPASS/],
    ['repeated', (password) => `redis://somebody:${password}@${at}${echoPort}`, /unknown command/],
    ['repeated in other words', (password) => `redis://:${password}@${at}${oddPort}`, /do not like/],
    ['not there', (password) => `redis://:${password}@${at}${nobody}`, /ECONNREFUSED/],
    ['another certificate', (password) => `rediss://:${password}@${at}${tls}`, /self-signed/],
    ['no TLS where it is expected', (password) => `rediss://:${password}@${at}${plain}`, /./],
  ];
  const [echoPort, oddPort, nobody] = [await speaker(t, echo), await speaker(t, odd), await freePort()];
  for (const [name, url, says] of cases) {
    const [password, secret] = [random(), random()];
    const logged: string[] = [];
    const apps = JSON.stringify([{ id: 'a', key: 'k', secret }]);
    const flags = { host: '127.0.0.1', port: '0', apps, 'cluster-redis': url(password), 'cluster-timeout': '0.2' };
    const config = loadConfig({ env: {}, flags: { ...flags, 'drain-time': '0' } });
    const server = await startServer(config, createLog('debug', { write: (line) => void logged.push(line) }));
    await until(() => logged.some((line) => line.includes('"stage":"connect"')));
    const ready = await (await fetch(`http://127.0.0.1:${server.port}/ready`)).text();
    const query = new URLSearchParams(signQuery('GET', '/apps/a/channels', Buffer.from(''), { key: 'k', secret }));
    const answer = await (await fetch(`http://127.0.0.1:${server.port}/apps/a/channels?${query}`)).text();
    await server.stop();
    t.match(logged.join(''), says, `${name}: the log says why`);
    t.match(ready, says, `${name}: so does /ready`);
    t.same(seen([password, secret], logged.join('') + ready + answer), [], name);
  }
});

t.test('[L20] a setting that is wrong, in a start, a check and a reload: no secret is repeated', async (t) => {
  const folder = t.testdir({});
  const file = join(folder, 'carillon.json');
  const { cert, key } = makeCertificate(folder, { passphrase: random() });
  const secrets: string[] = [];
  const made = (): string => {
    const one = random();
    secrets.push(one);
    return one;
  };
  const app = (more: object = {}) => ({ id: 'a', key: 'k', secret: made(), ...more });
  const hook = (url: string, headers: unknown = { Authorization: made() }) => ({ webhooks: [{ url, headers }] });
  const wrong: object[] = [
    { cluster: { redis: `http://:${made()}@h` } },
    { cluster: { redis: `redis://:${made()}@[h` } },
    { cluster: { redis: `redis://:${made()}@h:99999` } },
    { cluster: { redis: `redis://u:${made()}#${made()}@h:6379` } },
    { cluster: { redis: `redis://:${made()}%zz@h` } },
    { cluster: { redis: [made()] } },
    { admin: { token: `a b${made()}` } },
    { admin: { token: [made()] } },
    { tls: { cert, key, passphrase: made() } },
    { tls: { cert, key, passphrase: [made()] } },
    { appDefaults: hook(`ftp://h/?token=${made()}`) },
    { appDefaults: hook(`http://[h/?token=${made()}`) },
    { appDefaults: hook(`http://u:${made()}@h/`) },
    { appDefaults: hook(`http://h/?token=${made()}`, { Authorization: [made()] }) },
    { appDefaults: hook(`http://h/?token=${made()}`, made()) },
    { appDefaults: { domainOptions: { ticket: made() } } },
    { appDefaults: { domainOptions: made() } },
    { apps: [app({ domains: ['nobody'], domainOptions: { nobody: { key: made() } } })] },
    { apps: [app({ domains: ['ticket'], domainOptions: { ticket: { capacity: made() } } })] },
    { apps: [app({ tokens: [{ key: 'k2', secret: [made()] }] })] },
    { apps: [app(), app()] },
  ];
  const put = (content: object): void =>
    writeFileSync(file, JSON.stringify({ host: '127.0.0.1', apps: [app()], ...content }));
  let said = '';
  for (const content of wrong) {
    put(content);
    for (const command of ['check-config', 'start']) {
      const { status, stdout, stderr } = await runHere(t, [command, '--config', file, '--port', '0']);
      t.equal(status, 78, `${command}: ${stderr}`);
      said += stdout + stderr;
    }
  }
  const own = app({
    ...hook(`http://127.0.0.1:${await freePort()}/hook?token=${made()}`),
    domainOptions: { ticket: { note: made() } },
  });
  const fit = { log: { level: 'debug' }, apps: [own], admin: { token: made(), port: 0 }, webhooks: { retryFor: 0 } };
  put({ ...fit, webhooks: { retryFor: 0, privateAddresses: true } });
  const checked = await runHere(t, ['check-config', '--config', file]);
  t.equal(checked.status, 0);
  const { cli, port } = await startCli(t, ['--config', file]);
  for (const content of wrong) {
    put(content);
    await cli.logs(/not reloaded/, () => cli.signal('SIGHUP'));
  }
  const client = new RawClient(`ws://127.0.0.1:${port}/app/k?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  await cli.logs(/a webhook was not delivered/, () => client.say('pusher:subscribe', { channel: 'news' }));
  cli.signal('SIGTERM');
  const { stdout, stderr } = await cli.ended;
  said += checked.stdout + checked.stderr + stdout + stderr;
  t.same(seen(secrets, said), []);
  t.comment(`${secrets.length} secrets searched in ${said.length} characters`);
});
