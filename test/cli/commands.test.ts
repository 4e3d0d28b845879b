import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { listKeys } from '../../src/config/keys.ts';
import { runCli, startCli } from '../support/cli.ts';

const secret = 'TOP-SECRET-OF-THE-SHOP';
const shop = { PUSHER_APP_ID: 'shop', PUSHER_APP_KEY: 'shop-key', PUSHER_APP_SECRET: secret };

t.test('--help names every command, flag and status, and --version is that of the package', async (t) => {
  const [help, short, bare, version] = await Promise.all(
    [['--help'], ['-h'], [], ['--version']].map((args) => runCli(t, args)),
  );
  t.equal(help?.status, 0);
  t.same(short, help);
  t.same(bare, help, 'no command at all: the help');
  for (const { flag } of listKeys()) t.match(help?.stdout, ` --${flag} `, flag);
  for (const word of ['start', 'check-config', 'trigger', '--config', '64', '69', '78']) t.match(help?.stdout, word);
  const { version: own } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  t.same(version, { status: 0, stdout: `${own}\n`, stderr: '' });
});

t.test('a wrong command line: status 64, and a way on', async (t) => {
  const cases: [args: string[], says: string][] = [
    [['serve'], 'carillon: there is no command "serve"; see carillon --help.'],
    [['start', 'now'], 'carillon: start takes no "now"; see carillon --help.'],
    [['start', '--prot', '1'], "carillon: Unknown option '--prot'"],
    [['start', '--port'], "carillon: Option '--port <value>' argument missing; see carillon --help."],
    [['trigger', 'news', 'headline'], 'carillon: trigger wants a channel, an event and JSON, e.g. carillon trigger'],
    [
      ['trigger', 'news', 'headline', 'hello'],
      `carillon: trigger: hello is not JSON (a text wants its quotes: '"hello"').`,
    ],
  ];
  const ran = await Promise.all(cases.map(([args]) => runCli(t, args)));
  for (const [index, { status, stdout, stderr }] of ran.entries()) {
    const [args, says] = cases[index] ?? [[], ''];
    t.equal(status, 64, args.join(' '));
    t.equal(stdout, '');
    t.ok(stderr.startsWith(says), stderr);
    t.equal(stderr.trimEnd().split('\n').length, 1);
  }
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
      ['start'],
      { CARILLON_PROT: '1' },
      'carillon: CARILLON_PROT: there is no such setting; docs/config.md lists the names.',
    ],
    [
      ['check-config', '--port', 'x'],
      {},
      'carillon: port: got "x" (from --port), wants a whole number from 0 to 65535.',
    ],
    [
      ['trigger', 'c', 'e', '1'],
      { CARILLON_LOG_LEVEL: 'x' },
      'carillon: log.level: got "x" (from CARILLON_LOG_LEVEL), wants',
    ],
    [
      ['start', '--host', '0.0.0.0'],
      {},
      'carillon: host: got "0.0.0.0" with no app configured, wants a loopback address',
    ],
    [
      ['start'],
      { ...shop, PUSHER_APP_SECRET: 'app-secret' },
      'carillon: apps: the secret of key "shop-key" has 10 characters, wants at least 16 to listen on 0.0.0.0.',
    ],
    [['start', '--tls-cert', 'x.pem'], {}, 'carillon: tls.key: got nothing, wants a PEM file'],
  ];
  const ran = await Promise.all(cases.map(([args, env]) => runCli(t, args, env)));
  for (const [index, { status, stdout, stderr }] of ran.entries()) {
    const [args, , says] = cases[index] ?? [[], {}, ''];
    t.equal(status, 78, args.join(' '));
    t.equal(stdout, '');
    t.ok(stderr.startsWith(says), stderr);
    t.equal(stderr.trimEnd().split('\n').length, 1);
    t.notMatch(stderr, secret);
  }
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
