import { connect, type Socket } from 'node:net';
import { type Attack, attacks } from './attacks.ts';

/** Who attacks what; `perSecond`: pieces of each attacker, where it is not as many as it can. */
export interface Wanted {
  readonly port: number;
  readonly names: readonly string[];
  readonly attackers: number;
  readonly perSecond?: number;
}

/** What was done so far. */
export interface Done {
  connections: number;
  bytes: number;
}

const { port, names, attackers, perSecond } = JSON.parse(process.argv[2] ?? '{}') as Wanted;
const done: Done = { connections: 0, bytes: 0 };
const chunkBytes = 65_536;
/** How many times in a second those with a rate say something. */
const ticks = 50;

/** The next pieces as one chunk. The same piece again and again is put together once. */
function chunker({ piece }: Attack): (pieces: number, most: number) => Buffer {
  let said = 0;
  const full = Buffer.isBuffer(piece)
    ? Buffer.concat(Array(Math.ceil(chunkBytes / piece.length)).fill(piece))
    : undefined;
  return (pieces, most) => {
    if (full !== undefined && pieces === Number.POSITIVE_INFINITY) return full;
    const chunk: Buffer[] = [];
    let bytes = 0;
    while (chunk.length < pieces && bytes < most) {
      const next = Buffer.isBuffer(piece) ? piece : piece(said++);
      chunk.push(next);
      bytes += next.length;
    }
    return Buffer.concat(chunk);
  };
}

/** Connects, attacks, and does it again when the server had enough. */
function attacker(attack: Attack): void {
  const socket: Socket = connect({ port, host: '127.0.0.1', onread: { buffer: ignored, callback: () => true } });
  const next = chunker(attack);
  done.connections += 1;
  socket.on('error', () => {}).on('close', () => setImmediate(attacker, attack));
  const write = (chunk: Buffer): boolean => {
    done.bytes += chunk.length;
    return socket.write(chunk);
  };
  socket.on('end', () => socket.destroy());
  socket.on('connect', () => {
    socket.write(attack.opening);
    if (perSecond !== undefined) return paced(socket, (pieces) => write(next(pieces, chunkBytes)));
    const more = (): void => {
      if (!socket.destroyed && write(next(Number.POSITIVE_INFINITY, chunkBytes))) setImmediate(more);
    };
    socket.on('drain', more);
    more();
  });
}

/** At its rate, and no faster than the server reads. */
function paced(socket: Socket, write: (pieces: number) => boolean): void {
  let due = 0;
  const timer = setInterval(() => {
    due = Math.min(due + (perSecond ?? 0) / ticks, perSecond ?? 0);
    const pieces = Math.floor(due);
    if (pieces === 0 || socket.writableNeedDrain) return;
    due -= pieces;
    write(pieces);
  }, 20);
  socket.on('close', () => clearInterval(timer));
}

const ignored = Buffer.allocUnsafe(chunkBytes);

for (let n = 0; n < attackers; n += 1) {
  const attack = attacks[names[n % names.length] ?? ''];
  if (attack === undefined) throw new Error(`no attack is called ${names[n % names.length]}`);
  attacker(attack);
}
process.send?.('attacking');
process.on('message', () => process.send?.(done));
