/** As much of RFC 6455 as a client of a server without extensions needs. */

/** A masked text frame. The mask is all zeros, which is one like any other and costs nothing. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65536 ? 4 : 10;
  const frame = Buffer.alloc(head + 4 + length);
  frame[0] = 0x81;
  if (head === 2) frame[1] = 0x80 | length;
  else if (head === 4) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head + 4, 'utf8');
  return frame;
}

export const upgradeRequest = (path: string, host: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

export type OnFrame = (opcode: number, bytes: Buffer, start: number, end: number) => void;

/** Cuts a stream of bytes into the upgrade's answer and then frames. Only a broken frame is copied. */
export class FrameReader {
  #rest: Buffer | undefined;
  #upgraded = false;
  readonly #onFrame: OnFrame;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  read(bytes: Buffer, length: number): void {
    let from = bytes;
    let end = length;
    if (this.#rest !== undefined) {
      from = Buffer.concat([this.#rest, bytes.subarray(0, length)]);
      end = from.length;
      this.#rest = undefined;
    }
    let at = 0;
    if (!this.#upgraded) {
      at = this.#skipHead(from, end);
      if (at === 0) return this.#keep(from, 0, end);
    }
    while (at < end) {
      const next = this.#frame(from, at, end);
      if (next === 0) return this.#keep(from, at, end);
      at = next;
    }
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    this.#rest = Buffer.from(bytes.subarray(start, end));
  }

  #skipHead(bytes: Buffer, end: number): number {
    const stop = bytes.subarray(0, end).indexOf('\r\n\r\n');
    if (stop < 0) return 0;
    const line = bytes.toString('latin1', 0, Math.min(stop, 64));
    if (!line.startsWith('HTTP/1.1 101')) throw new Error(`no upgrade: ${line}`);
    this.#upgraded = true;
    return stop + 4;
  }

  /** Where the next frame begins; 0 when this one is not all there. */
  #frame(bytes: Buffer, at: number, end: number): number {
    if (end - at < 2) return 0;
    let size = (bytes[at + 1] ?? 0) & 127;
    let start = at + 2;
    if (size === 126) {
      if (end - at < 4) return 0;
      size = bytes.readUInt16BE(start);
      start += 2;
    } else if (size === 127) {
      if (end - at < 10) return 0;
      size = Number(bytes.readBigUInt64BE(start));
      start += 8;
    }
    const stop = start + size;
    if (stop > end) return 0;
    this.#onFrame((bytes[at] ?? 0) & 15, bytes, start, stop);
    return stop;
  }
}
