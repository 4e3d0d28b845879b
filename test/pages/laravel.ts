import { join } from 'node:path';
import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/log.ts';
import { startServer } from '../../src/server.ts';
import { blocksOf } from '../support/pages/page-blocks.ts';
import { main, runShell, variablesOf } from '../support/pages/run-block.ts';
import { echoHears, sdkOf } from './readme.ts';
import type { Run } from './run.ts';

/** Started by these variables, but for the port, it takes what Laravel sends by the same ones. */
async function starts(t: Test, text: string): Promise<void> {
  const variables = variablesOf(text);
  const config = loadConfig({ env: variables, flags: { port: '0', host: '127.0.0.1', 'drain-time': '0' } });
  const server = await startServer(config, createLog('silent'));
  t.teardown(() => server.stop());
  t.notOk(server.development, 'an app of its own');
  t.equal((await sdkOf(variables, server.port).trigger('news', 'headline', {})).status, 200);
}

const pusherEnv = (): string =>
  blocksOf('docs/laravel.md').find(({ text }) => text.includes('PUSHER_APP_ID'))?.text ?? '';

export const laravel: readonly Run[] = [
  { holds: 'PUSHER_APP_ID', run: starts },
  {
    holds: 'REVERB_APP_ID',
    async run(t, text) {
      await starts(t, text);
      const [app] = loadConfig({ env: variablesOf(text) }).apps;
      t.equal(app?.clientEvents, true);
      t.equal(loadConfig({ env: variablesOf(text) }).port, Number(variablesOf(text)['REVERB_PORT']));
    },
  },
  {
    holds: '--env-file=.env',
    async run(t, text) {
      const folder = t.testdir({
        '.env': `${pusherEnv()}CARILLON_PORT=0\nCARILLON_DRAIN_TIME=0\n`,
        node_modules: { '.bin': { carillon: t.fixture('symlink', main) } },
      });
      const shell = runShell(t, text, {}, join(folder));
      t.match((await shell.printed(/Carillon serves ws:\/\/\S+/))[0], /\/app\/my-key$/);
    },
  },
  {
    holds: 'new Echo(',
    async run(t, text) {
      const variables = variablesOf(pusherEnv());
      const config = loadConfig({ env: variables, flags: { port: '0', host: '127.0.0.1', 'drain-time': '0' } });
      const server = await startServer(config, createLog('silent'));
      t.teardown(() => server.stop());
      const viteEnv = {
        VITE_PUSHER_APP_KEY: variables['PUSHER_APP_KEY'],
        VITE_PUSHER_HOST: variables['PUSHER_HOST'],
        VITE_PUSHER_PORT: server.port,
        VITE_PUSHER_SCHEME: variables['PUSHER_SCHEME'],
      };
      await echoHears(t, text, server.port, sdkOf(variables, server.port), { viteEnv });
    },
  },
];
