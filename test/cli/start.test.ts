import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Pusher from 'pusher';
import pusherJs, { type Options } from 'pusher-js';
import t, { type Test } from 'tap';
import { RawClient } from '../support/clients/raw-client.ts';
import { call } from '../support/http/api.ts';
import { CliProcess, runCli, startCli } from '../support/nodes/cli.ts';

const PusherClient = pusherJs as unknown as typeof pusherJs.default;
const first = { id: 'app-1', key: 'key-1', secret: 'a-secret-for-tests' };
const second = { id: 'app-2', key: 'key-2', secret: 'another-secret-for-tests' };

async function connect(t: Test, port: number, key: string): Promise<RawClient> {
  const client = new RawClient(`ws://127.0.0.1:${port}/app/${key}?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  return client;
}

t.test('what start prints is what connects a stock client and a stock SDK', async (t) => {
  const { cli } = await startCli(t);
  const port = Number((await cli.printed(/^Carillon serves ws:\/\/127\.0\.0\.1:(\d+)\/app\/app-key and http:/m))[1]);
  const [, key = '', options = ''] = await cli.printed(/new Pusher\('(.*)', (\{.*\})\)/);
  const client = new PusherClient(key, new Function(`return ${options}`)() as Options);
  t.teardown(() => client.disconnect());
  const setting = async (name: string) => (await cli.printed(new RegExp(`^  PUSHER_${name}=(.*)$`, 'm')))[1] ?? '';
  t.equal(await setting('PORT'), String(port));
  const sdk = new Pusher({
    appId: await setting('APP_ID'),
    key: await setting('APP_KEY'),
    secret: await setting('APP_SECRET'),
    host: await setting('HOST'),
    port: await setting('PORT'),
    useTLS: (await setting('SCHEME')) === 'https',
  });
  const channel = client.subscribe('news');
  await new Promise((resolve) => channel.bind('pusher:subscription_succeeded', resolve));
  const headline = new Promise((resolve) => channel.bind('headline', resolve));
  t.equal((await sdk.trigger('news', 'headline', { id: 7 })).status, 200);
  t.same(await headline, { id: 7 });

  const triggered = new Promise((resolve) => channel.bind('update', resolve));
  const ran = await runCli(t, ['trigger', 'news', 'update', '{"id":8}', '--port', String(port)]);
  t.same(ran, { status: 0, stdout: 'sent update to news\n', stderr: '' });
  t.same(await triggered, { id: 8 });
  cli.signal('SIGTERM');
  t.equal(
    (await cli.ended).stderr,
    'warning: no app is configured: serving the development app "app-id" with a secret that everybody knows, on loopback only.\n',
  );
});

t.test('with an app of its own the secret is not printed, and not logged', async (t) => {
  const secret = 'a-secret-that-stays-secret';
  const env = { PUSHER_APP_ID: '1', PUSHER_APP_KEY: 'k', PUSHER_APP_SECRET: secret, CARILLON_LOG_LEVEL: 'debug' };
  const { cli, port } = await startCli(t, ['--path-prefix', '/ws'], env);
  t.match(cli.stdout, `Carillon serves ws://localhost:${port}/ws/app/k and http://localhost:${port}/ws/apps/1\n`);
  t.match(cli.stdout, "wsPath: '/ws'");
  t.notMatch(cli.stderr, 'no app is configured');
  await runCli(t, ['trigger', 'news', 'x', '1', '--port', String(port), '--path-prefix', '/ws'], env);
  cli.signal('SIGTERM');
  const { stdout, stderr } = await cli.ended;
  t.notMatch(stdout + stderr, secret);
});

/** The engine shares a port that was named unless told otherwise; one that the system chose it never shares. */
async function startOnNamedPort(t: Test): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const started = await startCli(t, ['--port', String(port)]).catch(() => undefined); // somebody else has it
    if (started !== undefined) return port;
  }
}

t.test('a taken port is an error that says so, and the first server keeps it', async (t) => {
  const port = await startOnNamedPort(t);
  const second = new CliProcess(t, ['start', '--port', String(port)]);
  const served = await second.printed(/Carillon serves/).then(
    () => true,
    () => false,
  );
  t.notOk(served);
  if (served) second.signal('SIGKILL');
  const { status, stdout, stderr } = await second.ended;
  t.equal(status, 69);
  t.equal(stdout, '');
  t.match(stderr, new RegExp(`^carillon: Cannot listen on 127\\.0\\.0\\.1:${port}: the port is taken.*--port.*\\n$`));
  const clients = await Promise.all(Array.from({ length: 8 }, () => connect(t, port, 'app-key')));
  t.equal(new Set(clients.map(({ socketId }) => socketId)).size, 8);
});

t.test('SIGHUP takes new apps and limits and disconnects nobody', async (t) => {
  const path = join(t.testdir(), 'carillon.json');
  const write = (content: unknown) =>
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  write({ host: '127.0.0.1', apps: [first] });
  const { cli, port } = await startCli(t, ['--config', path]);
  const client = await connect(t, port, first.key);
  await client.join('news');
  const post = (data: string, app = first) =>
    call(port, 'POST', `/apps/${app.id}/events`, {
      ...app,
      body: { name: 'headline', channel: 'news', data },
    });
  t.equal((await post('x'.repeat(100))).status, 200);
  t.equal((await post('', second)).status, 404);

  write({ host: '127.0.0.1', limits: { connections: 2 }, apps: [{ ...first, limits: { eventBytes: 99 } }, second] });
  await cli.logs(/configuration reloaded/, () => cli.signal('SIGHUP'));
  t.equal((await post('x'.repeat(100))).status, 413, 'the new limit holds');
  t.equal((await post('')).status, 200);
  t.equal((await post('', second)).status, 200, 'the new app is there');
  await connect(t, port, second.key);
  const third = await connect(t, port, second.key);
  t.equal((await third.closed).code, 4100, 'so does that of the process');
  t.match(
    (await client.barrier()).map(({ event }) => event),
    ['pusher:connection_established', 'headline', 'headline'],
    'who was connected still is, and subscribed',
  );

  for (const [bad, why] of [
    ['{\n"port": 1,\n}', 'not JSON in line 3'],
    [{ apps: [first, first] }, 'the id of apps.0 too'],
    [{ apps: [{ ...first, secret: 'short' }], prot: 1 }, 'prot: there is no such key'],
    [{ host: '127.0.0.1', tls: { cert: 'none.pem' }, apps: [] }, 'tls.key: got nothing'],
  ]) {
    write(bad);
    const line = await cli.logs(/.*not reloaded, the old one stays in force: .*/, () => cli.signal('SIGHUP'));
    t.match(JSON.parse(line), { level: 50 });
    t.match(line, why as string);
    t.equal((await post('x'.repeat(100))).status, 413, 'the limit of before');
    t.equal((await post('', second)).status, 200, 'the apps of before');
  }
  t.same((await client.barrier()).length, 0);
  t.equal(client.ws.readyState, client.ws.OPEN);
  cli.signal('SIGTERM');
  const { stdout, stderr } = await cli.ended;
  t.notMatch(stdout + stderr, first.secret);
});

t.test('[L22] the log names what a reload could not change, and a port of the operator that was taken', async (t) => {
  const taken = await startCli(t, ['--admin-port', '0']);
  const [, port = ''] = await taken.cli.printed(/The operator is listened to on 127\.0\.0\.1:(\d+)/);
  const path = join(t.testdir({}), 'carillon.json');
  writeFileSync(path, JSON.stringify({ admin: { port: Number(port) } }));
  const { cli } = await startCli(t, ['--config', path]);
  const [line] = await cli.printed(/.*nobody listens to the operator: Cannot listen on .*--admin-port.*/);
  t.match(JSON.parse(line), { level: 40 });
  writeFileSync(path, JSON.stringify({ admin: { port: Number(port) }, webhooks: { hold: 1 }, cluster: { lease: 9 } }));
  const warned = await cli.logs(/.*waits for a restart.*/, () => cli.signal('SIGHUP'));
  t.match(JSON.parse(warned), { level: 40, msg: 'changed, and waits for a restart: cluster.lease, webhooks.hold' });
});

t.test('SIGTERM and SIGINT end it with status 0, and tell the clients', async (t) => {
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    const { cli, port } = await startCli(t);
    const client = await connect(t, port, 'app-key');
    cli.signal(name);
    t.equal((await cli.ended).status, 0, name);
    t.equal((await client.closed).code, 4200);
  }
});

t.test('a second signal ends it at once', async (t) => {
  const { cli } = await startCli(t, ['--drain-notice', '3600']);
  await cli.logs(/"leaving/, () => cli.signal('SIGTERM'));
  cli.signal('SIGTERM');
  t.equal((await cli.ended).status, 1);
});
