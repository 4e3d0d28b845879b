import type { TemplatedApp, us_listen_socket } from 'uWebSockets.js';
import { PortTaken } from './port-taken.ts';
import { uws } from './uws.ts';

export interface Listening {
  readonly port: number;
  /** No new connections; those that are open stay. */
  stop(): void;
}

/** The form with all four is there, but the engine's typings leave it out. */
interface ListenWithOptions {
  listen(host: string, port: number, options: number, done: (socket: us_listen_socket | false) => void): unknown;
}

const shared = 0;
const exclusive = 1;

/** Exclusively: without it a second server on the same port succeeds, and takes half of the connections. */
export const listen = (app: TemplatedApp, host: string, port: number, settings = ''): Promise<Listening> =>
  attempt(app, host, port, exclusive, settings);

/** So that a second engine of ours can take the port over. Others are kept out by trying it exclusively before. */
export async function listenReplaceably(app: TemplatedApp, host: string, port: number): Promise<Listening> {
  const trial = await attempt(uws.App(), host, port, exclusive);
  trial.stop();
  return attempt(app, host, trial.port, shared);
}

/** On a port that we hold with `listenReplaceably`. */
export const listenBeside = (app: TemplatedApp, host: string, port: number): Promise<Listening> =>
  attempt(app, host, port, shared);

function attempt(app: TemplatedApp, host: string, port: number, options: number, settings = ''): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const taken = (socket: us_listen_socket | false): void => {
      if (socket === false) return reject(new PortTaken(host, port, settings));
      let open = true;
      resolve({
        port: uws.us_socket_local_port(socket),
        stop() {
          if (open) uws.us_listen_socket_close(socket);
          open = false;
        },
      });
    };
    (app as unknown as ListenWithOptions).listen(host, port, options, taken);
  });
}
