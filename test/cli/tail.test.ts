import t, { type Test } from 'tap';
import { runHere } from '../support/nodes/cli.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';

const token = 'a-token-of-the-operator';
const oneNode = 'it is asked what happened on it';

function carillon(t: Test, { adminPort }: Pick<TestServer, 'adminPort'>, args: string[], as = token) {
  const env = {
    PUSHER_APP_ID: credentials.id,
    PUSHER_APP_KEY: credentials.key,
    PUSHER_APP_SECRET: credentials.secret,
    CARILLON_ADMIN_TOKEN: as,
  };
  return runHere(t, [...args, '--admin-port', String(adminPort)], env);
}

/** What `tail` prints while this is done, and how it ends with the server. */
async function tailed(t: Test, args: string[], act: (server: TestServer) => Promise<unknown>, settings = {}) {
  const server = await testServer(t, {}, { admin: { port: 0, token }, ...settings }, { oneNode });
  const printed: string[] = [];
  const tail = carillon(t, server, ['tail', ...args]);
  const client = await server.raw();
  // It listens from when the server has it, and it hears each of these then.
  const { log } = console;
  console.log = (line: string) => {
    printed.push(line);
    log(line);
  };
  while (!printed.some((line) => line.includes('sign'))) {
    await server.sdk.trigger('a-sign', 'sign', 'x');
    await client.barrier();
  }
  await act(server);
  await server.sdk.trigger('a-sign', 'the-end', 'x');
  while (!printed.some((line) => line.includes('the-end'))) await client.barrier();
  console.log = log;
  await server.stop();
  return tail;
}

t.test('[M32] what happens, a line each', async (t) => {
  const act = async (server: TestServer) => {
    const client = await server.raw();
    await client.join('news');
    await client.join('other');
    await server.sdk.trigger('news', 'e', 'the data', { socket_id: client.socketId });
  };
  const { status, stdout, stderr } = await tailed(t, ['news', 'a-*'], act);
  const lines = stdout.split('\n').map((line) => line.split(/\s{2,}/));
  t.same(lines[0], ['NUMBER', 'TIME', 'KIND', 'APP', 'CHANNEL', 'EVENT', 'SOCKET', 'MORE']);
  const seen = lines.filter((line) => line[4] === 'news');
  t.match(seen, [
    [/^\d+$/, /^\d\d:\d\d:\d\d\.\d{3}$/, 'subscribed', credentials.id, 'news', '-', /^\d+\.\d+$/],
    [/^\d+$/, /./, 'published', credentials.id, 'news', 'e', '-', /^to 0, not to \d+\.\d+, the data$/],
  ]);
  t.equal(seen.length, 2);
  t.notOk(lines.some((line) => line[4] === 'other'));
  t.equal(status, 69);
  t.match(stderr, /^carillon: the server on http:\/\/127\.0\.0\.1:\d+ has closed the connection\.\n$/);
});

t.test('[M32] as objects, of several kinds', async (t) => {
  const act = async (server: TestServer) => {
    const client = await server.raw();
    await client.join('news');
    await client.close();
    await server.sdk.trigger('news', 'e', 'x');
  };
  const { stdout } = await tailed(t, ['--json', '--kind', 'published,closed', '--app', credentials.id], act);
  const facts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.same([...new Set(facts.map(({ kind }) => kind))].sort(), ['closed', 'published']);
  t.match(
    facts.find(({ event }) => event === 'e'),
    { kind: 'published', app: credentials.id, channel: 'news', number: Number, at: Number, sockets: 0 },
  );
});

t.test('[M32] [M33] what is wrong is one sentence', async (t) => {
  const server = await testServer(t, {}, { admin: { port: 0, token } }, { oneNode });
  for (const [args, as, status, says] of [
    [['tail'], 'another', 77, /set admin\.token/],
    [['tail', '--kind', 'nonsense'], token, 1, /answered 400: kind: expected one of connected, /],
    [['explain'], token, 64, /explain expects --socket or --user/],
    [['explain', '--socket', '1.1'], token, 1, /answered 400: channel: expected/],
    [['explain', '--socket', '1.1', '--channel', 'a', '--app', 'nobody'], token, 1, /There is no app/],
  ] as const) {
    const done = await carillon(t, server, [...args], as);
    t.match(done, { status, stdout: '' }, args.join(' '));
    t.match(done.stderr, says);
    t.equal(done.stderr.trimEnd().split('\n').length, 1);
  }
});

t.test('[M33] why an event did not arrive', async (t) => {
  const server = await testServer(t, {}, { admin: { port: 0, token } }, { oneNode });
  const client = await server.raw();
  await client.signIn('ada');
  await server.sdk.trigger('news', 'e', 'x');
  const asked = ['explain', '--user', 'ada', '--channel', 'news', '--event', 'e'];
  t.same(await carillon(t, server, asked), {
    status: 0,
    stdout: `${client.socketId} has never been subscribed to news since it connected.\n`,
    stderr: '',
  });
  const { stdout } = await carillon(t, server, [...asked, '--json']);
  t.match(JSON.parse(stdout), { cause: 'not-subscribed', sentence: /never/, facts: [{ event: 'e' }] });
  await client.join('news');
  await server.sdk.trigger('news', 'f', 'x');
  const at = new Date().toISOString();
  const arrived = await carillon(t, server, ['explain', '--socket', client.socketId, '--channel', 'news', '--at', at]);
  t.match(arrived, { status: 0, stdout: /^Arrived: / });
});

t.test('[M32] [M33] each has a help with an example', async (t) => {
  for (const name of ['tail', 'explain']) {
    const { status, stdout } = await runHere(t, [name, '--help']);
    t.equal(status, 0);
    t.match(stdout, new RegExp(`^carillon ${name}[^\n]*: [^\n]+\n[^]*\nExample\n  carillon ${name}`), name);
  }
});
