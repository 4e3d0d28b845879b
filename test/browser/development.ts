import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/log.ts';
import { type Server, startServer } from '../../src/server.ts';

export interface Development {
  readonly base: string;
  /** The same server on the same port, after it was away: every connection was cut. */
  restart(): Promise<void>;
}

/** The development default, as `npm start` serves it, on a free port. */
export async function startDevelopment(t: Test): Promise<Development> {
  const start = (port: number): Promise<Server> => {
    const config = loadConfig({ env: {}, flags: { port: String(port), 'drain-time': '0' } });
    return startServer(config, createLog('silent'));
  };
  let server = await start(0);
  const { port } = server;
  t.teardown(() => server.stop());
  return {
    base: `http://127.0.0.1:${port}`,
    async restart() {
      await server.stop();
      server = await start(port);
    },
  };
}
