import t from 'tap';
import { ConfigError } from '../../src/config/check.ts';
import { type CheckedConfig, loadConfig } from '../../src/index.ts';
import { createLog } from '../../src/log.ts';
import { startServer } from '../../src/server.ts';
import { credentials, testServer } from '../support/server.ts';

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
