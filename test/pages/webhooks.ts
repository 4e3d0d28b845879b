import { join } from 'node:path';
import Pusher from 'pusher';
import { loadConfig } from '../../src/config/load.ts';
import { hmac } from '../../src/protocol/hmac.ts';
import { credentials, testServer } from '../support/nodes/server.ts';
import { systemProgram } from '../support/nodes/system-program.ts';
import { runScript, runShell } from '../support/pages/run-block.ts';
import type { Run } from './run.ts';

export const webhooks: readonly Run[] = [
  {
    holds: '"webhooks": [',
    async run(t, text) {
      const file = join(t.testdir({ 'carillon.json': text }), 'carillon.json');
      const { apps, webhooks: settings } = loadConfig({ file, env: {} });
      t.same(
        apps[0]?.webhooks.map(({ batch }) => batch),
        [undefined, true],
      );
      t.equal(settings.privateAddresses, true);
    },
  },
  {
    holds: 'pusher.webhook(',
    async run(t, text) {
      const { id: appId, key, secret } = credentials;
      const pusher = new Pusher({ appId, key, secret, host: '127.0.0.1' });
      const rawBody = JSON.stringify({ time_ms: 1, events: [{ name: 'channel_occupied', channel: 'news' }] });
      const request = {
        headers: {
          'content-type': 'application/json',
          'x-pusher-key': key,
          'x-pusher-signature': hmac(secret, rawBody),
        },
      };
      const answered: number[] = [];
      const logged: unknown[] = [];
      const response = { writeHead: (status: number) => ({ end: () => void answered.push(status) }) };
      const console = { log: (...words: unknown[]) => void logged.push(words) };
      await runScript(text, { pusher, request, rawBody, response, console });
      await runScript(text, { pusher, request, rawBody: `${rawBody} `, response, console });
      t.same(answered, [200, 401]);
      t.same(logged, [['channel_occupied', 'news']]);
    },
  },
  {
    holds: 'dead-letters',
    async run(t, text) {
      systemProgram('curl');
      const token = 'a-token-for-tests';
      const server = await testServer(t, {}, { admin: { port: 0, token } }, { oneNode: 'it asks one of them' });
      const own = text.replaceAll('9601', String(server.adminPort)).replaceAll('/apps/1/', `/apps/${credentials.id}/`);
      // Each answer in a line of its own.
      const lines = own.replaceAll('curl ', 'curl -sw "\\n" ');
      const { status, stdout } = await runShell(t, lines, { CARILLON_ADMIN_TOKEN: token }).ended;
      t.equal(status, 0);
      const [list, one, all] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
      t.match(list, { dead_letters: [] });
      t.match(one, { code: 404 });
      t.match(all, { sent: 0, kept: 0 });
    },
  },
];
