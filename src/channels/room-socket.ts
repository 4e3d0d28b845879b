import { complaints } from '../protocol/refusals.ts';
import { type Connection, complain } from './connection.ts';
import type { Core } from './core.ts';
import type { RoomSocket } from './ports.ts';
import { slidingRate } from './sliding-rate.ts';

const mostRefusals = 20;

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
      connection.refusals ??= slidingRate(mostRefusals);
      if (connection.refusals.take(core.clock.now())) {
        connection.refusalsTold = false;
        return true;
      }
      if (!connection.refusalsTold) complain(connection, complaints.refusalRate(mostRefusals));
      connection.refusalsTold = true;
      return false;
    },
  };
}
