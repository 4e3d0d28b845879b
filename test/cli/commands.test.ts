import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readCommand, UsageError } from '../../src/cli/command.ts';
import { listKeys } from '../../src/config/keys.ts';
import { runCli, startCli } from '../support/cli.ts';

const secret = 'TOP-SECRET-OF-THE-SHOP';
const shop = { PUSHER_APP_ID: 'shop', PUSHER_APP_KEY: 'shop-key', PUSHER_APP_SECRET: secret };

t.test('--help names every command, flag and status, and --version is that of the package', async (t) => {
  const [help, bare, version] = await Promise.all([['--help'], [], ['--version']].map((args) => runCli(t, args)));
  t.equal(help?.status, 0);
  t.equal(readCommand(['-h', 'start']).name, 'help');
  t.same(bare, help, 'no command at all: the help');
  for (const { flag } of listKeys()) t.match(help?.stdout, ` --${flag} `, flag);
  for (const word of ['start', 'status', 'check-config', 'trigger', '--config', '64', '69', '78'])
    t.match(help?.stdout, word);
  const { version: own } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  t.same(version, { status: 0, stdout: `${own}\n`, stderr: '' });
});

t.test('a wrong command line: status 64, and a way on', async (t) => {
  const cases: [args: string[], says: string][] = [
    [['serve'], 'there is no command "serve"; see carillon --help.'],
    [['start', 'now'], 'start takes no "now"; see carillon --help.'],
    [['start', '--prot', '1'], "Unknown option '--prot'; see carillon --help."],
    [['start', '--port'], "Option '--port <value>' argument missing; see carillon --help."],
  ];
  for (const [args, says] of cases) t.throws(() => readCommand(args), new UsageError(says), args.join(' '));
  const ran = await Promise.all([
    runCli(t, ['serve']),
    runCli(t, ['trigger', 'news', 'headline']),
    runCli(t, ['trigger', 'news', 'headline', 'hello']),
  ]);
  t.same(ran, [
    { status: 64, stdout: '', stderr: 'carillon: there is no command "serve"; see carillon --help.\n' },
    {
      status: 64,
      stdout: '',
      stderr: `carillon: trigger wants a channel, an event and JSON, e.g. carillon trigger news headline '{"id":7}'\n`,
    },
    { status: 64, stdout: '', stderr: `carillon: trigger: hello is not JSON (a text wants its quotes: '"hello"').\n` },
  ]);
});

t.test('a wrong configuration: status 78 and one sentence, whatever the command', async (t) => {
  const file = join(t.testdir(), 'carillon.json');
  writeFileSync(file, `{"apps": [{"id": "a", "secret": "${secret}"\n`);
  const cases: [args: string[], env: Record<string, string>, says: string][] = [
    [
      ['start', '--config', file],
      {},
      `carillon: ${file}: got something that is not JSON in line 2, wants a JSON object.`,
    ],
    [
      ['check-config', '--port', 'x'],
      {},
      'carillon: port: got "x" (from --port), wants a whole number from 0 to 65535.',
    ],
    [
      ['start'],
      { ...shop, PUSHER_APP_SECRET: 'app-secret' },
      'carillon: apps: the secret of key "shop-key" has 10 characters, wants at least 16 to listen on 0.0.0.0.',
    ],
    [
      ['start', '--tls-cert', 'x.pem'],
      {},
      'carillon: tls.key: got nothing, wants a PEM file, as the other of the two is set.',
    ],
  ];
  const ran = await Promise.all(cases.map(([args, env]) => runCli(t, args, env)));
  t.same(
    ran,
    cases.map(([, , says]) => ({ status: 78, stdout: '', stderr: `${says}\n` })),
  );
});

t.test('check-config prints what is in force, secrets masked', async (t) => {
  const tokens = [{ key: 'shop-key-2', secret: `${secret}-2` }];
  const file = join(t.testdir(), 'carillon.json');
  const content = { port: 7000, tls: { passphrase: secret }, apps: [{ id: 'blog', key: 'k', secret, tokens }] };
  writeFileSync(file, JSON.stringify(content));
  const env = { ...shop, CARILLON_CONFIG: file, CARILLON_APP_DEFAULTS_CLIENT_EVENTS: 'true' };
  const { status, stdout, stderr } = await runCli(t, ['check-config', '--log-level', 'warn'], env);
  t.equal(status, 0);
  t.equal(stderr, '');
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
  const bare = await runCli(t, ['check-config']);
  t.match(JSON.parse(bare.stdout), { host: '127.0.0.1', apps: [{ id: 'app-id', secret: masked }] });
});

t.test('status says whether a server runs and is ready', async (t) => {
  const { cli, port } = await startCli(t, ['--path-prefix', '/ws', '--drain-notice', '3600']);
  const at = ['--port', String(port), '--path-prefix', '/ws'];
  t.same(await runCli(t, ['status', ...at]), { status: 0, stdout: 'running, ready\n', stderr: '' });
  const elsewhere = await runCli(t, ['status', '--port', String(port), '--path-prefix', '/elsewhere']);
  t.match(elsewhere, { status: 1, stderr: 'is no Carillon: 404 for /health' });
  await cli.logs(/"leaving/, () => cli.signal('SIGTERM'));
  const leaving = await runCli(t, ['status', ...at]);
  t.equal(leaving.status, 0);
  t.match(leaving.stdout, /^running, not ready: .*shutting down/);
  cli.signal('SIGTERM');
  await cli.ended;
  const gone = await runCli(t, ['status', ...at]);
  t.equal(gone.status, 69);
  t.match(gone.stderr, /^carillon: no server answers on 127\.0\.0\.1:\d+\/ws \(ECONNREFUSED\); start one/);
});

t.test('trigger says what went wrong', async (t) => {
  const { cli, port } = await startCli(t);
  const at = ['--port', String(port)];
  const [illegal, unknown] = await Promise.all([
    runCli(t, ['trigger', 'no such channel', 'x', '1', ...at]),
    runCli(t, ['trigger', 'news', 'x', '1', ...at, '--host', '127.0.0.1'], shop),
  ]);
  t.equal(illegal.status, 1);
  t.match(illegal.stderr, /^carillon: the server answered 400: \{"error":".*\n$/);
  t.equal(unknown.status, 1);
  t.match(unknown.stderr, /^carillon: the server answered 404: /);
  t.notMatch(unknown.stderr, secret);
  cli.signal('SIGTERM');
  await cli.ended;
  const { status, stdout, stderr } = await runCli(t, ['trigger', 'news', 'x', '1', ...at]);
  t.equal(status, 69);
  t.equal(stdout, '');
  t.match(stderr, `carillon: no server answers on 127.0.0.1:${port} (ECONNREFUSED); start one with carillon start`);
});
