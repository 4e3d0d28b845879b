import type Echo from 'laravel-echo';
import Pusher from 'pusher';
import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/log.ts';
import { type Server, startServer } from '../../src/server.ts';
import { subscribed } from '../support/clients/stock.ts';
import { runScript, runShell, variablesOf } from '../support/pages/run-block.ts';
import { type Run, stockClass, withWindow } from './run.ts';

/** The development app, on a port of its own. */
export async function development(t: Test): Promise<Server> {
  const server = await startServer(
    loadConfig({ env: {}, flags: { port: '0', 'drain-time': '0' } }),
    createLog('silent'),
  );
  t.teardown(() => server.stop());
  return server;
}

/** The server library as the lines of an `.env` for Laravel say. */
export function sdkOf(variables: Record<string, string>, port: number): Pusher {
  const setting = (name: string): string => variables[`PUSHER_${name}`] ?? variables[`REVERB_${name}`] ?? '';
  return new Pusher({
    appId: setting('APP_ID'),
    key: setting('APP_KEY'),
    secret: setting('APP_SECRET'),
    host: setting('HOST'),
    port: String(port),
    useTLS: setting('SCHEME') === 'https',
  });
}

const developmentSdk = (port: number): Pusher =>
  sdkOf(
    { PUSHER_APP_ID: 'app-id', PUSHER_APP_KEY: 'app-key', PUSHER_APP_SECRET: 'app-secret', PUSHER_HOST: '127.0.0.1' },
    port,
  );

/** Runs lines for Echo, and sees that what it listens to arrives. */
export async function echoHears(t: Test, text: string, port: number, sdk: Pusher, given: object = {}): Promise<void> {
  const { Pusher: Client, made } = stockClass(t);
  const window = withWindow(t);
  await runScript(text.replaceAll('6001', String(port)), { Pusher: Client, window, ...given });
  const echo = window['Echo'] as Echo<'pusher'>;
  const heard = new Promise((resolve) => echo.channel('news').listen('.headline', resolve));
  await subscribed((await made).channel('news'));
  await sdk.trigger('news', 'headline', { id: 7 });
  t.same(await heard, { id: 7 });
}

const starts = async (t: Test, text: string, env: Record<string, string>): Promise<string> => {
  const shell = runShell(t, text, { CARILLON_PORT: '0', CARILLON_DRAIN_TIME: '0', ...env });
  return (await shell.printed(/Carillon serves ws:\/\/\S+/))[0];
};

export const readme: readonly Run[] = [
  {
    holds: 'npm ci && npm start',
    run: async (t, text) =>
      void t.match(await starts(t, text, {}), /^Carillon serves ws:\/\/127\.0\.0\.1:\d+\/app\/app-key$/),
  },
  {
    holds: 'openssl rand',
    run: async (t, text) => void t.match(await starts(t, text, {}), /\/app\/my-key$/),
  },
  {
    holds: 'new Pusher(',
    async run(t, text) {
      const { port } = await development(t);
      const { Pusher: Client, made } = stockClass(t);
      const logged = new Promise((log) => {
        void runScript(text.replaceAll('6001', String(port)), { Pusher: Client, console: { log } });
      });
      await subscribed((await made).channel('news'));
      await developmentSdk(port).trigger('news', 'headline', { id: 7 });
      t.same(await logged, { id: 7 });
    },
  },
  {
    holds: 'trigger news headline',
    async run(t, text) {
      const { port } = await development(t);
      const { Pusher: Client } = stockClass(t);
      const client = new Client('app-key', {
        wsHost: '127.0.0.1',
        wsPort: port,
        forceTLS: false,
        enabledTransports: ['ws'],
        cluster: '',
      });
      const heard = new Promise((resolve) => client.subscribe('news').bind('headline', resolve));
      await subscribed(client.channel('news'));
      t.match(await runShell(t, text, { CARILLON_PORT: String(port) }).ended, { status: 0 });
      t.same(await heard, { id: 7 });
    },
  },
  {
    holds: 'PUSHER_SCHEME=http',
    async run(t, text) {
      const { port } = await development(t);
      t.equal((await sdkOf(variablesOf(text), port).trigger('news', 'headline', {})).status, 200);
    },
  },
  {
    holds: 'new Echo(',
    async run(t, text) {
      const { port } = await development(t);
      await echoHears(t, text, port, developmentSdk(port));
    },
  },
];
