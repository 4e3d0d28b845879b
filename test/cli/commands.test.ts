import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { listKeys } from '../../src/config/keys.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/log.ts';
import { startServer } from '../../src/server.ts';
import { runCli, runHere, startCli } from '../support/nodes/cli.ts';

const secret = 'TOP-SECRET-OF-THE-SHOP';
const shop = { PUSHER_APP_ID: 'shop', PUSHER_APP_KEY: 'shop-key', PUSHER_APP_SECRET: secret };

t.test('--help names every command, flag and status, and --version is that of the package', async (t) => {
  const help = await runHere(t, ['--help']);
  t.equal(help.status, 0);
  for (const args of [[], ['-h'], ['help'], ['start', '-h']]) t.same(await runHere(t, args), help, args.join(' '));
  for (const { flag } of listKeys()) t.match(help.stdout, ` --${flag} `, flag);
  for (const word of ['start', 'status', 'check-config', 'trigger', '--config', '64', '69', '78'])
    t.match(help.stdout, word);
  const { version: own } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  t.same(await runHere(t, ['--version']), { status: 0, stdout: `${own}\n`, stderr: '' });
});

t.test('a wrong command line: status 64, and a way on', async (t) => {
  const cases: [args: string[], says: string][] = [
    [['serve'], 'there is no command "serve"; see carillon --help.'],
    [['start', 'now'], 'start takes no "now"; see carillon --help.'],
    [['start', '--prot', '1'], "Unknown option '--prot'; see carillon --help."],
    [['start', '--port'], "Option '--port <value>' argument missing; see carillon --help."],
    [
      ['trigger', 'news', 'headline'],
      `trigger expects a channel, an event and JSON, e.g. carillon trigger news headline '{"id":7}'`,
    ],
    [['trigger', 'news', 'headline', 'hello'], `trigger: hello is not JSON (a text needs its quotes: '"hello"').`],
  ];
  for (const [args, says] of cases) {
    t.same(await runHere(t, args), { status: 64, stdout: '', stderr: `carillon: ${says}\n` }, args.join(' '));
  }
  t.equal((await runCli(t, ['serve'])).status, 64, 'in a process of its own');
});

t.test('a wrong configuration: status 78 and one sentence, whatever the command', async (t) => {
  const file = join(t.testdir(), 'carillon.json');
  writeFileSync(file, `{"apps": [{"id": "a", "secret": "${secret}"\n`);
  const cases: [args: string[], env: Record<string, string>, says: string][] = [
    [
      ['start', '--config', file],
      {},
      `carillon: ${file}: got something that is not JSON in line 2, expected a JSON object.`,
    ],
    [
      ['check-config', '--port', 'x'],
      {},
      'carillon: port: got "x" (from --port), expected a whole number from 0 to 65535.',
    ],
    [
      ['start'],
      { ...shop, PUSHER_APP_SECRET: 'app-secret' },
      'carillon: apps: the secret of key "shop-key" has 10 characters, expected at least 16 to listen on 0.0.0.0.',
    ],
    [
      ['trigger', 'c', 'e', '1'],
      { CARILLON_PROT: '1' },
      'carillon: CARILLON_PROT: there is no such setting; docs/config.md lists the names.',
    ],
    [
      ['status', '--host', '0.0.0.0'],
      {},
      'carillon: host: got "0.0.0.0" with no app configured, expected a loopback address, or an app with a secret of its own (set PUSHER_APP_ID, PUSHER_APP_KEY and PUSHER_APP_SECRET).',
    ],
  ];
  for (const [args, env, says] of cases) {
    t.same(await runHere(t, args, env), { status: 78, stdout: '', stderr: `${says}\n` }, args.join(' '));
  }
  const ran = await runCli(t, ['start', '--tls-cert', 'x.pem']);
  const says = 'carillon: tls.key: got nothing, expected a PEM file, as the other of the two is set.\n';
  t.same(ran, { status: 78, stdout: '', stderr: says }, 'in a process of its own');
});

t.test('check-config prints what is in force, secrets masked', async (t) => {
  const tokens = [{ key: 'shop-key-2', secret: `${secret}-2` }];
  const file = join(t.testdir(), 'carillon.json');
  const blog = { id: 'blog', key: 'k', secret, tokens, limits: { connections: 10 } };
  const content = { port: 7000, tls: { passphrase: secret }, apps: [blog] };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  const env = { ...shop, CARILLON_CONFIG: file, CARILLON_APP_DEFAULTS_CLIENT_EVENTS: 'true' };
  const { status, stdout, stderr } = await runHere(t, ['check-config', '--log-level', 'warn'], env);
  t.equal(status, 0);
  t.match(stderr, /^warning: a stranger at one address can take all 10 connections .*\n$/, 'what start warns of');
  t.notMatch(stdout, secret);
  const masked = '********';
  t.match(JSON.parse(stdout), {
    host: '0.0.0.0',
    port: 7000,
    log: { level: 'warn' },
    tls: { passphrase: masked, cert: null },
    limits: { frameBytes: 262144 },
    apps: [
      { id: 'blog', secret: masked, tokens: [{ key: 'shop-key-2', secret: masked }], clientEvents: true },
      { id: 'shop', key: 'shop-key', secret: masked, clientEvents: true, limits: { eventBytes: 10240 } },
    ],
  });
  const bare = await runHere(t, ['check-config']);
  t.match(JSON.parse(bare.stdout), { host: '127.0.0.1', apps: [{ id: 'app-id', secret: masked }] });
});

t.test('status says whether a server runs and is ready', async (t) => {
  const { cli, port } = await startCli(t, ['--path-prefix', '/ws', '--drain-notice', '3600']);
  const at = ['--port', String(port), '--path-prefix', '/ws'];
  t.same(await runHere(t, ['status', ...at]), { status: 0, stdout: 'running, ready\n', stderr: '' });
  const elsewhere = await runHere(t, ['status', '--port', String(port), '--path-prefix', '/elsewhere']);
  t.match(elsewhere, { status: 1, stderr: 'is no Carillon: 404 for /health' });
  await cli.logs(/"leaving/, () => cli.signal('SIGTERM'));
  const leaving = await runHere(t, ['status', ...at]);
  t.equal(leaving.status, 0);
  t.match(leaving.stdout, /^running, not ready: .*shutting down/);
  cli.signal('SIGTERM');
  await cli.ended;
  const gone = await runHere(t, ['status', ...at]);
  t.equal(gone.status, 69);
  t.match(gone.stderr, /^carillon: no server answers on 127\.0\.0\.1:\d+\/ws \(ECONNREFUSED\); start one/);
});

t.test('trigger publishes, or says what went wrong', async (t) => {
  const server = await startServer(
    loadConfig({ env: {}, flags: { port: '0', 'drain-time': '0' } }),
    createLog('silent'),
  );
  t.teardown(() => server.stop());
  const at = ['--port', String(server.port)];
  const sent = await runHere(t, ['trigger', 'news', 'x', '{"id":8}', ...at]);
  t.same(sent, { status: 0, stdout: 'sent x to news\n', stderr: '' });
  const illegal = await runHere(t, ['trigger', 'no such channel', 'x', '1', ...at]);
  t.equal(illegal.status, 1);
  t.match(illegal.stderr, /^carillon: the server answered 400: \{"error":".*\n$/);
  const unknown = await runHere(t, ['trigger', 'news', 'x', '1', ...at, '--host', '127.0.0.1'], shop);
  t.equal(unknown.status, 1);
  t.match(unknown.stderr, /^carillon: the server answered 404: /);
  t.notMatch(unknown.stderr, secret);
  await server.stop();
  const gone = await runHere(t, ['trigger', 'news', 'x', '1', ...at]);
  t.equal(gone.status, 69);
  t.equal(gone.stdout, '');
  // How it learns that depends on whether its connection of before is known to be gone.
  const why = /\((ECONNREFUSED|UND_ERR_SOCKET)\)/;
  t.match(gone.stderr.replace(why, '(why)'), `no server answers on 127.0.0.1:${server.port} (why); start one with`);
});
