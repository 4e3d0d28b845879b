import type { AppList } from '../apps/app-list.ts';
import { tally } from '../channels/app-counters.ts';
import type { Broker } from '../channels/broker.ts';
import { checkHandshake, type HandshakeSettings } from '../channels/connecting/handshake.ts';
import { libraryOf } from '../channels/connecting/library.ts';
import { closeWith } from '../channels/connection.ts';
import { aboutOf } from '../channels/core.ts';
import { record } from '../channels/record.ts';
import type { Connection } from '../channels/state.ts';
import { closeCodes } from '../protocol/close-codes.ts';
import { ClientSocket, type SocketData } from './client-socket.ts';
import type { Guard } from './guard.ts';
import type { Listener } from './listener.ts';
import { copyHandshake, type Surroundings } from './request.ts';
import { uws } from './uws.ts';

export interface SocketSettings extends Surroundings, HandshakeSettings {
  readonly frameBytes: number;
  readonly backpressureBytes: number;
}

/** What the sockets of every engine share. */
export interface SocketParts {
  readonly guard: Guard;
  readonly apps: AppList;
  readonly broker: Broker;
  readonly settings: () => SocketSettings;
}

/** [C8] Every upgrade is accepted: a browser can read a close code, but not the status of a refused upgrade. */
export function serveSockets(engine: Listener, { guard, apps, broker, settings }: SocketParts): void {
  const { frameBytes, backpressureBytes } = settings();
  guard.sockets<SocketData>(
    engine.app,
    {
      maxPayloadLength: frameBytes,
      maxBackpressure: backpressureBytes,
      closeOnBackpressureLimit: 1, // the engine's default would skip frames and say nothing
      idleTimeout: 0, // the heartbeat decides, and says why
      sendPingsAutomatically: false,
      compression: uws.DISABLED,

      upgrade(response, request, context) {
        const around = settings();
        const { handshake, addressKey } = copyHandshake(request, response, engine.tls, around);
        const admission = checkHandshake(apps, handshake, around);
        const entry = { admission, library: libraryOf(handshake.query), addressKey };
        const socket = new ClientSocket(entry, engine);
        const key = request.getHeader('sec-websocket-key');
        // A browser that offered protocols fails when none is taken; one that was not offered must never be.
        const protocol = request.getHeader('sec-websocket-protocol').split(',')[0]?.trim() ?? '';
        response.upgrade({ socket }, key, protocol, request.getHeader('sec-websocket-extensions'), context);
      },

      open(ws) {
        const { socket } = ws.getUserData();
        const { entry } = socket;
        socket.ws = ws;
        socket.entry = undefined;
        engine.sockets += 1;
        if (entry === undefined) return;
        const { admission, library, addressKey } = entry;
        tally(broker.counters.libraries, library);
        if ('closeCode' in admission) {
          const { code, reason } = admission.closeCode;
          tally(broker.counters.handshakes, String(code));
          broker.recorder?.record({
            kind: 'handshake-refused',
            app: '',
            code,
            why: reason,
            library,
            address: addressKey,
          });
          return closeWith(socket, admission.protocol, admission.closeCode);
        }
        socket.counters = broker.runtimeOf(admission.app).counters;
        socket.connection = broker.connect(socket, admission.app, admission.protocol, addressKey, admission.key);
        if (socket.connection !== undefined) record(socket.connection, 'connected', { library, address: addressKey });
      },

      message(ws, data, isBinary) {
        const { connection } = ws.getUserData().socket;
        if (connection === undefined) return;
        const { counters } = connection.runtime;
        counters.messagesIn += 1;
        counters.bytesIn += data.byteLength;
        if (isBinary) broker.receiveBinary(connection, data.byteLength);
        else broker.receive(connection, utf8.decode(data));
      },

      ping: (ws) => alive(broker, ws.getUserData()),
      pong: (ws) => alive(broker, ws.getUserData()),

      /** [L7] Only marked: inside this callback nothing of the engine may be touched. It closes the socket by itself. */
      dropped(ws) {
        ws.getUserData().socket.endedBy = 'slow';
      },

      close(ws, code, reason) {
        const { socket } = ws.getUserData();
        socket.ws = undefined;
        engine.sockets -= 1;
        if (socket.endedBy === 'slow') broker.counters.slowReadersCut += 1;
        const isTooBig = reason.byteLength === tooBig.length && tooBig.equals(Buffer.from(reason));
        if (isTooBig) broker.counters.messagesTooLarge += 1;
        if (socket.connection === undefined) return;
        recordEnd(socket, socket.connection, code, isTooBig ? tooLarge : Buffer.from(reason).toString());
        const by = isTooBig || socket.endedBy !== 'client' ? 'server' : 'client';
        tally(socket.connection.runtime.counters.closes, `${closeKind(code)} ${by}`);
        broker.closed(socket.connection);
      },
    },
    ({ socket: { connection } }) => connection && aboutOf(connection),
  );
}

/** One native call, and no Buffer around the bytes first. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const tooBig = Buffer.from('Received too big message'); // the engine's own words

/** [M3] A client can end with any of 4000 codes. */
const closeKind = (code: number): string => (knownCodes.has(code) ? String(code) : 'other');
const knownCodes = new Set([
  1000,
  1001,
  1002,
  1005,
  1006,
  1007,
  1009,
  ...Object.values(closeCodes).map(({ code }) => code),
]);

function alive(broker: Broker, { socket: { connection } }: SocketData): void {
  if (connection !== undefined) broker.alive(connection);
}

const tooLarge = 'a message was larger than it may be';

/** [M22] */
function recordEnd({ endedBy }: ClientSocket, connection: Connection, code: number, why: string): void {
  if (endedBy === 'slow') record(connection, 'cut-off', { why: 'it did not read' });
  else if (why === tooLarge) record(connection, 'cut-off', { why });
  const by = endedBy === 'client' && why !== tooLarge ? 'client' : 'server';
  record(connection, 'closed', { code, why: endedBy === 'slow' ? 'it did not read' : why, by });
}
