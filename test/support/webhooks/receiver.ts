import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Test } from 'tap';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As they came on the wire, names in their own case. */
  readonly rawHeaders: string[];
  readonly body: string;
}

/** Does something with the answer; nothing of it: never answers. */
export type Answer = (response: ServerResponse, received: Received) => void;

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** Connections so far, and how many are open. */
  readonly connections: { all: number; open: number };
  answer(how: Answer): void;
  /** Settles with the first requests that are as wanted, past or to come. */
  until(wanted: (received: Received[]) => boolean): Promise<void>;
  /** Ends every connection. */
  cut(): void;
}

const ok: Answer = (response) => response.end('ok');

/** A backend that takes webhooks: on a free port of loopback, closed with the test. */
export async function startReceiver(t: Test, certificate?: { cert: string; key: string }): Promise<Receiver> {
  const received: Received[] = [];
  const connections = { all: 0, open: 0 };
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  let how = ok;
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers, rawHeaders } = request;
      const one = { path: url, headers, rawHeaders, body: Buffer.concat(chunks).toString() };
      received.push(one);
      how(response, one);
      for (const look of waiting) look();
    });
  };
  const server: Server =
    certificate === undefined
      ? createServer(serve)
      : createTlsServer({ cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) }, serve);
  server.on('connection', (socket) => {
    connections.all += 1;
    connections.open += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      connections.open -= 1;
      sockets.delete(socket);
      for (const look of waiting) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  t.teardown(() => {
    cut();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: certificate === undefined ? `http://127.0.0.1:${port}/hook` : `https://localhost:${port}/hook`,
    port,
    received,
    connections,
    answer(next) {
      how = next;
    },
    until(wanted) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (!wanted(received)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
    cut,
  };
}
