import { errors } from '../../protocol/errors.ts';
import { extrasOf, sendError } from '../connection.ts';
import type { Core } from '../core.ts';
import { slidingWindow } from '../rates/sliding-window.ts';
import { record } from '../record.ts';
import type { Connection } from '../state.ts';
import type { RoomSocket } from './room-port.ts';

const maxRefusals = 20;

/** A connection as a room sees it. */
export function roomSocket(core: Core, connection: Connection): RoomSocket {
  return {
    id: connection.id,
    get channels() {
      return [...connection.subscriptions.keys()];
    },
    send: (frame) => connection.socket.send(frame),
    /** [D6] Above the rate a socket is told once that its bad commands are dropped. */
    mayBeRefused() {
      const extras = extrasOf(connection);
      extras.refusals ??= slidingWindow(maxRefusals);
      if (extras.refusals.take(core.clock.now())) {
        extras.refusalsTold = false;
        return true;
      }
      if (!extras.refusalsTold) sendError(connection, errors.refusalRate(maxRefusals));
      extras.refusalsTold = true;
      return false;
    },
    commanded(channel, event, refusal) {
      if (refusal === undefined) record(connection, 'command', { channel, event });
      else record(connection, 'command-refused', { channel, event, why: `${refusal.refuse}: ${refusal.message}` });
    },
  };
}
