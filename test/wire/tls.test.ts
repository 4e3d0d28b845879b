import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import Pusher from 'pusher';
import t, { type Test } from 'tap';
import { type CheckedConfig, ConfigError } from '../../src/config/check.ts';
import { loadConfig } from '../../src/config/load.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { countOf, stockClients } from '../support/clients/stock-clients.ts';
import { type MadeCertificate, makeCertificate } from '../support/nodes/certificate.ts';
import { startCli } from '../support/nodes/cli.ts';
import { credentials, testServer } from '../support/nodes/server.ts';

const path = `/app/${credentials.key}?protocol=7`;

interface Pair {
  readonly first: MadeCertificate;
  readonly second: MadeCertificate;
  /** The files the server is told. */
  readonly cert: string;
  readonly key: string;
  use(made: MadeCertificate): void;
  /** Both, for a client that trusts them. */
  readonly trusted: string;
}

function pairOf(t: Test): Pair {
  const folder = t.testdir({});
  const made = ['first', 'second'].map((name) => {
    mkdirSync(join(folder, name));
    return makeCertificate(join(folder, name));
  });
  const [first, second] = made as [MadeCertificate, MadeCertificate];
  const [cert, key, trusted] = ['cert.pem', 'key.pem', 'trusted.pem'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const one of made) appendFileSync(trusted, readFileSync(one.cert));
  const use = (one: MadeCertificate): void => {
    copyFileSync(one.cert, cert);
    copyFileSync(one.key, key);
  };
  use(first);
  return { first, second, cert, key, use, trusted };
}

/** A TLS connection; by address, so it sends no server name unless told to. */
function dial(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => resolve(socket));
    socket.on('error', reject);
  });
}

async function fingerprintAt(port: number, options?: ConnectionOptions): Promise<string> {
  const socket = await dial(port, options);
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

const sdkOver = (port: number, trusted: string): Pusher => {
  const { id: appId, key, secret } = credentials;
  const agent = new Agent({ ca: readFileSync(trusted) });
  return new Pusher({ appId, key, secret, host: '127.0.0.1', port: String(port), useTLS: true, agent } as never);
};

t.test('[C31] stock clients over wss; a renewed certificate on SIGHUP, and nobody dropped', async (t) => {
  const pair = pairOf(t);
  const config = join(t.testdirName, 'carillon.json');
  writeFileSync(config, JSON.stringify({ host: '127.0.0.1', apps: [{ ...credentials, tlsOnly: true }] }));
  const { cli, port } = await startCli(t, ['--config', config, '--tls-cert', pair.cert, '--tls-key', pair.key]);
  const reload = () => cli.logs(/configuration (?:not )?reloaded[^"]*/, () => cli.signal('SIGHUP'));
  const sdk = sdkOver(port, pair.trusted);
  const wanted = {
    key: credentials.key,
    clients: 3,
    options: { wsHost: '127.0.0.1', wssPort: port, forceTLS: true, cluster: '' },
    channels: ['news'],
    events: ['n'],
  };
  const env = { NODE_EXTRA_CA_CERTS: pair.trusted };
  const before = stockClients(t, wanted, env);
  await before.until((reports) => countOf(reports, 'subscribed') === 3);
  t.equal(await fingerprintAt(port), pair.first.fingerprint);
  await sdk.trigger('news', 'n', 1);
  await before.until((reports) => countOf(reports, 'event') === 3);

  pair.use(pair.second);
  t.equal(await reload(), 'configuration reloaded');
  t.equal(await fingerprintAt(port), pair.second.fingerprint, 'without a server name');
  t.equal(await fingerprintAt(port, { servername: 'localhost' }), pair.second.fingerprint, 'with one');
  const after = stockClients(t, wanted, env);
  await after.until((reports) => countOf(reports, 'subscribed') === 3);
  await sdk.trigger('news', 'n', 2);
  await after.until((reports) => countOf(reports, 'event') === 3);
  await before.until((reports) => countOf(reports, 'event') === 6);

  writeFileSync(pair.cert, 'no certificate');
  t.match(await reload(), /^configuration not reloaded, the old one stays in force: tls: .* expected two PEM files/);
  copyFileSync(pair.first.cert, pair.cert);
  t.match(await reload(), /^configuration not reloaded/, 'the key of another certificate');
  t.equal(await fingerprintAt(port), pair.second.fingerprint);
  await sdk.trigger('news', 'n', 3);
  await before.until((reports) => countOf(reports, 'event') === 9);
  for (const { reports } of [before, after]) {
    t.equal(countOf(reports, 'closed') + countOf(reports, 'error'), 0);
    t.equal(countOf(reports, 'connected'), 3, 'each connected once');
  }
});

const configOf = (more: Record<string, string>): CheckedConfig =>
  loadConfig({ env: {}, flags: { port: '0', host: '127.0.0.1', apps: JSON.stringify([credentials]), ...more } });

/** The status of GET /health on a connection of this agent. */
function health(port: number, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { port, host: '127.0.0.1', path: '/health', rejectUnauthorized: false, agent },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    asked.on('error', reject).end();
  });
}

t.test('[C31] whose connection is there goes on through renewals, be it a WebSocket yet or not', async (t) => {
  const pair = pairOf(t);
  const server = await testServer(t, {}, { tls: { cert: pair.cert, key: pair.key } });
  const config = configOf({ 'tls-cert': pair.cert, 'tls-key': pair.key });
  const early = await dial(server.port); // TLS, and not yet a WebSocket
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  t.teardown(() => agent.destroy());
  const statuses = await Promise.all(Array.from({ length: 4 }, () => health(server.port, agent)));
  for (let n = 0; n < 20; n += 1) {
    pair.use(n % 2 === 0 ? pair.second : pair.first);
    const asked = Array.from({ length: 8 }, () => health(server.port, agent));
    await server.reload(config);
    statuses.push(...(await Promise.all(asked)));
    t.equal(await fingerprintAt(server.port), (n % 2 === 0 ? pair.second : pair.first).fingerprint);
  }
  t.same(new Set(statuses), new Set([200]));
  const client = new RawClient(`wss://127.0.0.1:${server.port}${path}`, {}, { createConnection: () => early });
  t.teardown(() => client.destroy());
  await client.opened;
  await client.join('news');
  await sdkOver(server.port, pair.trusted).trigger('news', 'n', 'x');
  t.equal((await client.next('n')).data, 'x', 'also one that connected before twenty renewals and spoke after them');
});

t.test('[C31] TLS 1.2 is the floor, ciphers can be chosen, a key may have a passphrase', async (t) => {
  const made = makeCertificate(t.testdir({}), { passphrase: 'a passphrase' });
  const ciphers = 'ECDHE-ECDSA-AES256-GCM-SHA384';
  const tls = { cert: made.cert, key: made.key, passphrase: 'a passphrase', ciphers };
  const server = await testServer(t, {}, { tls });
  t.equal(await fingerprintAt(server.port, { maxVersion: 'TLSv1.3', minVersion: 'TLSv1.3' }), made.fingerprint);
  const chosen = await dial(server.port, { maxVersion: 'TLSv1.2' });
  t.equal(chosen.getCipher().name, ciphers);
  chosen.destroy();
  const old: ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  await t.rejects(dial(server.port, old));
  await t.rejects(dial(server.port, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }));
  const plain = new RawClient(`ws://127.0.0.1:${server.port}${path}`);
  t.equal((await plain.closed).code, 1006, 'nothing is served without TLS');
});

t.test('[C31] what cannot be used is said in a sentence, and changes nothing', async (t) => {
  const pair = pairOf(t);
  const plain = await testServer(t);
  const client = await plain.raw();
  const withTls = configOf({ 'tls-cert': pair.cert, 'tls-key': pair.key });
  await t.rejects(plain.reload(withTls), { message: /^tls: to turn TLS on or off, restart/ });
  const half = { ...withTls, tls: { ...withTls.tls, key: null } };
  const missing = { ...withTls, tls: { ...withTls.tls, key: '/nowhere.pem' } };
  await t.rejects(plain.reload(half), { message: /^tls\.key: got nothing/ });
  await t.rejects(plain.reload(missing), { message: /^tls\.key: \/nowhere\.pem cannot be read \(ENOENT\)/ });
  await client.barrier();
  const server = await testServer(t, {}, { tls: { cert: pair.cert, key: pair.key } });
  const { port } = server;
  await t.rejects(server.reload(configOf({})), { message: /^tls: to turn TLS on or off/ });
  await server.reload(withTls); // the same files: the same engine
  t.equal(await fingerprintAt(port), pair.first.fingerprint);
  await t.rejects(testServer(t, {}, { port, tls: { cert: pair.cert, key: pair.key } }), { message: /port is taken/ });
  const bad = await plain.reload({ ...configOf({}), trustedProxies: ['10.0.0.0/99'] }).catch((error: unknown) => error);
  t.ok(bad instanceof ConfigError);
});
