import { complaints } from '../protocol/refusals.ts';
import { type Connection, complain, seldomOf } from './connection.ts';
import type { Core } from './core.ts';
import type { RoomSocket } from './room-ports.ts';
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
      const seldom = seldomOf(connection);
      seldom.refusals ??= slidingRate(mostRefusals);
      if (seldom.refusals.take(core.clock.now())) {
        seldom.refusalsTold = false;
        return true;
      }
      if (!seldom.refusalsTold) complain(connection, complaints.refusalRate(mostRefusals));
      seldom.refusalsTold = true;
      return false;
    },
  };
}
