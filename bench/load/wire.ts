import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

/** Microseconds of the machine's steady clock: the same in every process. */
const offset = Number(process.hrtime.bigint()) / 1000 - performance.now() * 1000;
export const nowMicros = (): number => performance.now() * 1000 + offset;

/** One for all sockets: a read is handled before the next one begins, and nothing keeps a part of it. */
const shared = Buffer.allocUnsafe(1 << 17);

export interface Wire {
  write(bytes: Buffer | string): void;
  /** With a reset, so that the port is free again at once. */
  destroy(): void;
  /** Reads no more until it is called with false. */
  hold(on: boolean): void;
  readonly dead: boolean;
}

/** A TCP connection without the stream machinery on the way in. */
export function openWire(
  to: { readonly host: string; readonly port: number },
  localAddress: string | undefined,
  onBytes: (bytes: Buffer, length: number) => void,
  onOpen: () => void,
  onClose: (why: string) => void,
): Wire {
  let dead = false;
  const socket: Socket = connect({
    host: to.host,
    port: to.port,
    noDelay: true,
    ...(localAddress === undefined ? {} : { localAddress }),
    onread: {
      buffer: shared,
      callback: (length, bytes) => {
        onBytes(bytes as Buffer, length);
        return true;
      },
    },
  });
  let why = '';
  socket.on('connect', onOpen);
  socket.on('error', (error) => {
    why = error.message;
  });
  socket.on('end', () => socket.end());
  socket.on('close', () => {
    dead = true;
    onClose(why);
  });
  return {
    write: (bytes) => void socket.write(bytes, 'latin1'),
    destroy: () => void socket.resetAndDestroy(),
    hold: (on) => void (on ? socket.pause() : socket.resume()),
    get dead() {
      return dead;
    },
  };
}
