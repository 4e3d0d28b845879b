import type { TemplatedApp } from 'uWebSockets.js';
import type { AppList } from '../apps/app-list.ts';
import { admit, type Handshake } from '../channels/admit.ts';
import type { Broker } from '../channels/broker.ts';
import { closeWith } from '../channels/connection.ts';
import type { Fanout } from '../channels/ports.ts';
import { ClientSocket, type Held } from './client-socket.ts';
import { engine } from './engine.ts';
import type { Guard } from './guard.ts';
import { copyHandshake } from './request.ts';

export interface SocketSettings {
  readonly lenientProtocol: boolean;
  readonly pathPrefix: string;
  readonly limits: { readonly frameBytes: number; readonly backpressureBytes: number };
}

/** [C8] Every upgrade is accepted: a browser can read a close code, but not the status of a refused upgrade. */
export function serveSockets(
  app: TemplatedApp,
  guard: Guard,
  tls: boolean,
  apps: AppList,
  broker: Broker,
  settings: () => SocketSettings,
): void {
  const { frameBytes, backpressureBytes } = settings().limits;
  guard.sockets<Held>(app, {
    maxPayloadLength: frameBytes,
    maxBackpressure: backpressureBytes,
    closeOnBackpressureLimit: 1, // the engine's default would skip frames and say nothing
    idleTimeout: 0, // the heartbeat decides, and says why
    sendPingsAutomatically: false,
    compression: engine.DISABLED,

    upgrade(response, request, context) {
      const { lenientProtocol, pathPrefix } = settings();
      const handshake: Handshake = copyHandshake(request, pathPrefix, tls);
      const socket = new ClientSocket(admit(apps, handshake, lenientProtocol));
      const key = request.getHeader('sec-websocket-key');
      // A browser that offered protocols fails when none is taken; one that was not offered must never be.
      const protocol = request.getHeader('sec-websocket-protocol').split(',')[0]?.trim() ?? '';
      response.upgrade({ socket }, key, protocol, request.getHeader('sec-websocket-extensions'), context);
    },

    open(ws) {
      const { socket } = ws.getUserData();
      socket.ws = ws;
      const { admission } = socket;
      if ('closing' in admission) closeWith(socket, admission.protocol, admission.closing);
      else socket.connection = broker.connect(socket, admission.app, admission.protocol);
    },

    message(ws, data, isBinary) {
      const { connection } = ws.getUserData().socket;
      if (connection === undefined) return;
      if (isBinary) broker.receiveBinary(connection);
      else broker.receive(connection, Buffer.from(data).toString('utf8'));
    },

    ping: (ws) => alive(broker, ws.getUserData()),
    pong: (ws) => alive(broker, ws.getUserData()),

    close(ws) {
      const { socket } = ws.getUserData();
      socket.ws = undefined;
      if (socket.connection !== undefined) broker.closed(socket.connection);
    },
  });
}

function alive(broker: Broker, { socket: { connection } }: Held): void {
  if (connection !== undefined) broker.alive(connection);
}

/** Hot path: one call for all subscribers, whatever their number. */
export function nativeFanout(app: TemplatedApp): Fanout {
  return {
    publish(topic, frame, except) {
      const ws = except instanceof ClientSocket ? except.ws : undefined;
      // From a socket that is not subscribed the engine's own exclusion reaches nobody.
      if (ws?.isSubscribed(topic)) ws.publish(topic, frame);
      else app.publish(topic, frame);
    },
  };
}
