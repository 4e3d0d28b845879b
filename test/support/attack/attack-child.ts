import { connect, type Socket } from 'node:net';
import { type Attack, attacks } from './attacks.ts';

/** Who attacks what; `perSecond`: pieces of each attacker, where it is not as many as it can. */
export interface Wanted {
  readonly port: number;
  readonly names: readonly string[];
  readonly attackers: number;
  readonly perSecond?: number;
}

/** What was done in an attack. */
export interface Done {
  readonly connections: number;
  readonly bytes: number;
}

const chunkBytes = 65_536;
/** How many times in a second those with a rate say something. */
const ticks = 50;
const ignored = Buffer.allocUnsafe(chunkBytes);

let wanted: Wanted = { port: 0, names: [], attackers: 0 };
let done = { connections: 0, bytes: 0 };
const sockets = new Set<Socket>();

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

/** Connects, attacks, and does it again when the server had enough, until this attack is over. */
function attacker(attack: Attack, { port, perSecond }: Wanted): void {
  const mine = wanted;
  const socket: Socket = connect({ port, host: '127.0.0.1', onread: { buffer: ignored, callback: () => true } });
  const next = chunker(attack);
  done.connections += 1;
  sockets.add(socket);
  socket
    .on('error', () => {})
    .on('close', () => {
      sockets.delete(socket);
      if (mine === wanted) setImmediate(attacker, attack, mine);
    });
  const write = (chunk: Buffer): boolean => {
    done.bytes += chunk.length;
    return socket.write(chunk);
  };
  socket.on('end', () => socket.destroy());
  socket.on('connect', () => {
    socket.write(attack.opening);
    if (perSecond !== undefined) return paced(socket, perSecond, (pieces) => write(next(pieces, chunkBytes)));
    const more = (): void => {
      if (!socket.destroyed && write(next(Number.POSITIVE_INFINITY, chunkBytes))) setImmediate(more);
    };
    socket.on('drain', more);
    more();
  });
}

/** At its rate, and no faster than the server reads. */
function paced(socket: Socket, perSecond: number, write: (pieces: number) => boolean): void {
  let due = 0;
  const timer = setInterval(() => {
    due = Math.min(due + perSecond / ticks, perSecond);
    const pieces = Math.floor(due);
    if (pieces === 0 || socket.writableNeedDrain) return;
    due -= pieces;
    write(pieces);
  }, 20);
  socket.on('close', () => clearInterval(timer));
}

/** Ends what went on, answers what was done of it, and begins with the next. */
process.on('message', (next: Wanted) => {
  process.send?.(done);
  wanted = next;
  done = { connections: 0, bytes: 0 };
  for (const socket of sockets) socket.destroy();
  for (let n = 0; n < next.attackers; n += 1) {
    const name = next.names[n % next.names.length] ?? '';
    const attack = attacks[name];
    if (attack === undefined) throw new Error(`no attack is called ${name}`);
    attacker(attack, next);
  }
});
process.send?.('ready');
