import type { Clock } from '../clock.ts';
import type { CloseCode } from '../protocol/close-codes.ts';
import type { Bounds } from './bounds.ts';
import type { Heartbeat } from './connecting/heartbeat.ts';
import type { Counters } from './counters.ts';
import type { Cluster } from './ports/cluster.ts';
import type { About, OnError } from './ports/errors.ts';
import type { Fact } from './ports/facts.ts';
import type { Fanout } from './ports/socket.ts';
import type { Turns } from './ports/turns.ts';
import type { Rooms } from './rooms/room-port.ts';
import type { Connection } from './state.ts';

/** The parts that the core is handed, and that its functions pass on. */
export interface Core {
  readonly clock: Clock;
  readonly heartbeat: Pick<Heartbeat, 'seen'>;
  readonly cluster: Cluster;
  readonly fanout: Fanout;
  readonly counters: Counters;
  readonly bounds: () => Bounds;
  readonly turns: Turns;
  /** Channels that domains claim; undefined where there are none. */
  readonly rooms: Rooms | undefined;
  /** Ends a connection from our side; its socket then tells the broker that it closed. */
  readonly end: (connection: Connection, closeCode: CloseCode) => void;
  readonly onError: OnError;
  readonly onFact: (appId: string, fact: Fact) => void;
}

export const aboutOf = ({ id, runtime }: Connection): About => ({ app: runtime.app.id, socket: id });

/** Work nobody waits for: its failure is told, and ends nothing. */
export function inBackground(
  core: Pick<Core, 'onError'>,
  stage: string,
  work: Promise<void>,
  whose?: Connection,
): void {
  work.catch((error: unknown) => core.onError('channels', stage, error, whose && aboutOf(whose)));
}
