import t, { type Test } from 'tap';
import { ConfigError } from '../../src/config/check.ts';
import { type CheckedConfig, loadConfig } from '../../src/index.ts';
import { createLog } from '../../src/log.ts';
import { hmac } from '../../src/protocol/hmac.ts';
import { channelText } from '../../src/protocol/signatures.ts';
import { startServer } from '../../src/server.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { credentials, testServer } from '../support/nodes/server.ts';
import { nodes, spreadServer } from '../support/nodes/spread.ts';

const configured = (flags: Record<string, string> = {}): CheckedConfig =>
  loadConfig({ env: {}, flags: { host: '127.0.0.1', port: '0', 'drain-time': '0', 'admin-port': '0', ...flags } });
const withApp = configured({ apps: JSON.stringify([credentials]) });

t.test('[C33] a reload that would end the development app is refused, and changes nothing', async (t) => {
  const server = await startServer(configured(), createLog('silent'));
  t.teardown(() => server.stop());
  await t.rejects(
    server.reload(withApp),
    new ConfigError(
      'apps: got some while the development app is served, expected none; restart the server to serve them.',
    ),
  );
  const at = `http://127.0.0.1:${server.port}/apps`;
  const form = { method: 'POST', body: new URLSearchParams({ socket_id: '1.2', channel_name: 'presence-a' }) };
  t.equal(
    (await fetch(`${at}/${credentials.key}/auth`, form)).status,
    404,
    'nothing is signed for the app of the file',
  );
  t.equal((await fetch(`${at}/app-key/auth`, form)).status, 200);
  t.same(await server.reload(configured({ 'limits-connections': '5' })), [], 'one that stays in development is taken');
});

t.test('[C33] a reload without an app does not begin the development app', async (t) => {
  const server = await testServer(t, {}, {}, { oneNode: 'the development app is for one' });
  await t.rejects(
    server.reload(configured()),
    new ConfigError(
      'apps: got none while others are served, expected at least one; only a start serves the development app.',
    ),
  );
  const stranger = await server.raw('/app/app-key?protocol=7');
  t.equal((await stranger.closed).code, 4001);
  t.equal((await fetch(`http://127.0.0.1:${server.port}/examples/`)).status, 404);
  t.equal((await server.sdk.trigger('news', 'x', {})).status, 200, 'the app of before is served');
});

t.test('[L22] a reload names each key that changed and wants a restart', async (t) => {
  const server = await startServer(withApp, createLog('silent'));
  t.teardown(() => server.stop());
  const more = {
    port: '7',
    'log-level': 'debug',
    'limits-frame-bytes': '20000',
    'limits-connections': '9',
    'cluster-redis': 'redis://127.0.0.1/0',
    'webhooks-hold': '1',
    'admin-token': 'a-token-of-the-operator',
    'app-defaults-client-events': 'true',
    'drain-notice': '1',
    'path-prefix': '/ws',
  };
  const kept = ['port', 'log.level', 'limits.frameBytes', 'cluster.redis', 'webhooks.hold', 'admin.token'];
  const changed = configured({ apps: JSON.stringify([credentials]), ...more });
  t.same(await server.reload(changed), kept);
  t.same(await server.reload(changed), kept, 'until it is started anew');
  t.same(await server.reload(withApp), []);
});

const first = { ...credentials, id: 'first', key: 'first-key' };
const second = { ...credentials, id: 'second', key: 'second-key' };

/** A server of these apps, of several nodes where the run says so, and what signs for a client of one. */
async function serve(t: Test, apps: object[]) {
  const set = (list: object[], more = {}) => configured({ apps: JSON.stringify(list), ...more });
  const start = nodes > 1 ? spreadServer : startServer;
  const server = await start(set(apps), createLog('silent'));
  t.teardown(() => server.stop());
  const connect = async (key: string): Promise<RawClient> => {
    const client = new RawClient(`ws://127.0.0.1:${server.port}/app/${key}?protocol=7`);
    t.teardown(() => client.destroy());
    await client.opened;
    return client;
  };
  return { server, connect, reload: (list: object[], more?: object) => server.reload(set(list, more)) };
}

const join = (client: RawClient, channel: string, key: string, secret: string): void =>
  client.say('pusher:subscribe', { channel, auth: `${key}:${hmac(secret, channelText(client.socketId, channel))}` });

t.test('[C34] the clients of an app that is taken away get 4001, of one that is disabled 4003', async (t) => {
  const { connect, reload } = await serve(t, [first, second]);
  const gone: RawClient[] = [];
  const staying: RawClient[] = [];
  for (let n = 0; n < nodes; n += 1) gone.push(await connect('first-key'));
  for (let n = 0; n < nodes; n += 1) staying.push(await connect('second-key'));
  await reload([second]);
  for (const { closed } of gone) t.equal((await closed).code, 4001);
  t.equal((await (await connect('first-key')).closed).code, 4001);
  for (const client of staying) await client.barrier();
  await reload([{ ...second, enabled: false }]);
  for (const { closed } of staying) t.equal((await closed).code, 4003);
  await reload([first, second]);
  const back = await connect('first-key');
  join(back, 'private-a', 'first-key', credentials.secret);
  t.match(await back.barrier(), [{}, { event: 'pusher_internal:subscription_succeeded' }], 'it may come back');
});

t.test('[C34] until they leave they can sign nothing, and if the app is back by then they stay', async (t) => {
  const { connect, reload } = await serve(t, [first, second]);
  const one: RawClient[] = [];
  const other: RawClient[] = [];
  for (const all of [one, other]) for (let n = 0; n < nodes; n += 1) all.push(await connect('first-key'));
  await reload([second], { 'drain-time': '3600' });
  // On each node the first of them leaves at once, the last after an hour.
  const left = await Promise.all(
    one.map((client, node) => {
      const next = other[node] ?? client;
      return Promise.race([client.closed.then(() => next), next.closed.then(() => client)]);
    }),
  );
  for (const client of left) {
    join(client, 'private-a', 'first-key', credentials.secret);
    t.match((await client.barrier()).slice(-2), [{ event: 'pusher:subscription_error' }, { event: 'pusher:error' }]);
  }
  await reload([first, second]);
  for (const client of left) {
    join(client, 'private-a', 'first-key', credentials.secret);
    t.match((await client.barrier()).slice(-1), [{ event: 'pusher_internal:subscription_succeeded' }]);
  }
});

t.test('[C35] a key that is taken away ends what it signed, where that is wanted', async (t) => {
  const tokens = [{ key: 'new-key', secret: 'a-new-secret-for-tests' }];
  for (const revokeRemovedKeys of [false, true]) {
    const { connect, reload } = await serve(t, [{ ...first, tokens, revokeRemovedKeys }]);
    const [opened, signed, both, apart] = [
      await connect('new-key'),
      await connect('first-key'),
      await connect('first-key'),
      await connect('first-key'),
    ];
    join(signed, 'private-a', 'new-key', 'a-new-secret-for-tests');
    join(both, 'private-a', 'first-key', credentials.secret);
    for (const client of [opened, signed, both]) await client.barrier();
    await reload([{ ...first, revokeRemovedKeys }]);
    if (revokeRemovedKeys) {
      t.equal((await opened.closed).code, 4001);
      t.equal((await signed.closed).code, 4200);
    } else {
      join(opened, 'private-b', 'new-key', 'a-new-secret-for-tests');
      t.match((await opened.barrier()).slice(-1), [{ event: 'pusher:error' }], 'it stays, and signs no more');
      await signed.barrier();
    }
    await both.barrier();
    await reload([{ ...first, secret: 'another-secret-for-tests', revokeRemovedKeys }]);
    if (revokeRemovedKeys) t.equal((await both.closed).code, 4200, 'its secret is another');
    else await both.barrier();
    await apart.barrier();
  }
});
