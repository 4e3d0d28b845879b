import t, { type Test } from 'tap';
import { runHere } from '../support/nodes/cli.ts';
import { freePort } from '../support/nodes/free-port.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';

const token = 'a-token-of-the-operator';
const oneNode = 'it is asked what is on it';
const environment = {
  PUSHER_APP_ID: credentials.id,
  PUSHER_APP_KEY: credentials.key,
  PUSHER_APP_SECRET: credentials.secret,
};

function carillon(
  t: Test,
  { adminPort }: Pick<TestServer, 'adminPort'>,
  args: string[],
  more: Record<string, string> = {},
) {
  const env = { ...environment, CARILLON_ADMIN_TOKEN: token, ...more };
  return runHere(t, [...args, '--admin-port', String(adminPort)], env);
}

const objects = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

t.test('[W36] status, channels and connections, as tables and as JSON', async (t) => {
  const server = await testServer(t, {}, { admin: { port: 0, token } }, { oneNode });
  const [a, b] = [await server.raw(), await server.raw()];
  await a.join('presence-room', { user_id: 'u1' });
  await b.join('presence-room', { user_id: 'u2' });
  await a.join('news');
  await a.signIn('u1');

  const status = await carillon(t, server, ['status', '--json']);
  t.match(objects(status.stdout), [{ ready: true, apps: [{ id: credentials.id, connections: 2, members: 2 }] }]);
  const table = (await carillon(t, server, ['channels'])).stdout.split('\n').map((line) => line.split(/\s{2,}/));
  t.same(table, [['NAME', 'SUBSCRIPTIONS', 'USERS'], ['news', '1', '-'], ['presence-room', '2', '2'], ['']]);
  t.same(objects((await carillon(t, server, ['channels', 'pres', '--json'])).stdout), [
    { name: 'presence-room', subscriptions: 2, users: 2 },
  ]);
  t.same(await carillon(t, server, ['channel', 'presence-room']), {
    status: 0,
    stdout: 'presence-room: 2 subscriptions, 2 of them here, 2 users\n  u1\n  u2\n',
    stderr: '',
  });
  t.match(objects((await carillon(t, server, ['channel', 'news', '--json'])).stdout), [
    { name: 'news', members: null },
  ]);
  t.same(objects((await carillon(t, server, ['connections', '--json', '--user', 'u1'])).stdout), [
    { id: a.socketId, user: 'u1', protocol: 7, channels: 2 },
  ]);
  t.match((await carillon(t, server, ['connections'])).stdout, new RegExp(`${b.socketId} +- +7 +1\n`));
});

t.test('[W36] more channels than a page', async (t) => {
  const server = await testServer(
    t,
    { limits: { channelsPerConnection: 3000, subscribesPerSecond: 10_000, messagesPerSecond: 0 } },
    { admin: { port: 0, token } },
    { oneNode },
  );
  const client = await server.raw();
  for (let index = 0; index < 2500; index += 1) client.say('pusher:subscribe', { channel: `c-${index}` });
  await client.barrier();
  const found = objects((await carillon(t, server, ['channels', 'c-', '--json'])).stdout);
  t.equal(new Set(found.map((one) => (one as { name: string }).name)).size, 2500);
});

t.test('[W36] closing, terminating, webhooks', async (t) => {
  const server = await testServer(
    t,
    { webhooks: [{ url: 'http://127.0.0.1:1/' }] },
    { admin: { port: 0, token } },
    { oneNode },
  );
  const [a, b] = [await server.raw(), await server.raw()];
  await b.signIn('u1');
  t.match(await carillon(t, server, ['close', a.socketId]), { status: 0, stdout: `closed ${a.socketId}\n` });
  t.equal((await a.closed).code, 4009);
  t.match(await carillon(t, server, ['terminate', 'u1']), { status: 0 });
  t.equal((await b.closed).code, 4009);
  t.match(objects((await carillon(t, server, ['webhooks', '--json'])).stdout), [
    { url: /127\.0\.0\.1/, dead_letters: 0 },
  ]);
  t.match(await carillon(t, server, ['webhooks', '--resend']), { status: 0, stdout: 'sent 0 again, kept 0\n' });
  t.match(await carillon(t, server, ['close', '1.1']), {
    status: 1,
    stdout: '',
    stderr: /answered 404: There is no conn.*\n$/,
  });
});

t.test('[W36] a wrong address, token, app or word is one sentence and a status', async (t) => {
  const server = await testServer(t, {}, { admin: { port: 0, token } }, { oneNode });
  const cases: [args: string[], more: Record<string, string>, status: number, says: RegExp][] = [
    [['channels'], { CARILLON_ADMIN_TOKEN: 'another' }, 77, /set admin\.token as the server has it\.$/],
    [['channels'], { CARILLON_ADMIN_TOKEN_FILE: '/nothing', CARILLON_ADMIN_TOKEN: '' }, 78, /./],
    [['channels', '--app', 'nobody'], {}, 1, /answered 404: There is no app with this id here$/],
    [['channel'], {}, 64, /channel expects a name, e\.g\. carillon channel presence-room\.$/],
    [['channels', 'a', 'b'], {}, 64, /channels takes no "b"; see carillon --help\.$/],
    [['channels', '--resend'], {}, 64, /channels takes no --resend; see carillon channels --help\.$/],
    [['trigger', 'a', 'b', '{}', '--json'], {}, 64, /trigger takes no --json/],
  ];
  for (const [args, more, status, says] of cases) {
    const done = await carillon(t, server, args, more);
    t.match(done, { status, stdout: '' }, args.join(' '));
    t.match(done.stderr.trimEnd(), says);
    t.equal(done.stderr.trimEnd().split('\n').length, 1);
    t.notMatch(done.stderr, token);
  }
  const nobody = await carillon(t, { adminPort: await freePort() }, ['connections']);
  t.match(nobody, {
    status: 69,
    stderr:
      /^carillon: no server answers on http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\); say where with --admin-host and --admin-port\.\n$/,
  });
  const off = await runHere(t, ['channels'], environment);
  t.match(off, { status: 78, stderr: /the operator's port is off/ });
});

t.test('[W36] each command has a help with an example', async (t) => {
  for (const name of ['status', 'channels', 'channel', 'connections', 'terminate', 'close', 'webhooks']) {
    const { status, stdout } = await runHere(t, [name, '--help']);
    t.equal(status, 0);
    t.match(stdout, new RegExp(`^carillon ${name}[^\n]*: [^\n]+\n[^]*\nExample\n  carillon ${name}`), name);
    t.match((await runHere(t, ['--help'])).stdout, new RegExp(`\n  carillon ${name}[ \n]`));
  }
});
