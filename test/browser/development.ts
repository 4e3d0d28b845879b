import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/log.ts';
import { type Server, startServer } from '../../src/server.ts';

export interface Development {
  readonly base: string;
  /** The same server on the same port, after it was away: every connection was cut. */
  restart(): Promise<void>;
}

async function freePort(): Promise<number> {
  const trial = createServer().listen(0, '127.0.0.1');
  await once(trial, 'listening');
  const { port } = trial.address() as AddressInfo;
  trial.close();
  await once(trial, 'close');
  return port;
}

/** The development default, as `npm start` serves it, on a free port. */
export async function startDevelopment(t: Test): Promise<Development> {
  const start = (port: number): Promise<Server> => {
    const config = loadConfig({ env: {}, flags: { port: String(port), 'drain-time': '0' } });
    return startServer(config, createLog('silent'));
  };
  // A port by its number: one that the system chose cannot be taken again while its last connections fade.
  const port = await freePort();
  let server = await start(port);
  t.teardown(() => server.stop());
  return {
    base: `http://127.0.0.1:${port}`,
    async restart() {
      await server.stop();
      server = await start(port);
    },
  };
}
