import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export const opcodes = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface Framing {
  opcode?: number;
  /** The last piece of its message. */
  last?: boolean;
  masked?: boolean;
  reserved?: number;
  /** The length it says, if not its own. */
  says?: number;
}

/** One frame as a client sends it, or as none should. */
export function frameOf(payload: string | Buffer, framing: Framing = {}): Buffer {
  const { opcode = opcodes.text, last = true, masked = true, reserved = 0 } = framing;
  const body = Buffer.from(payload);
  const length = framing.says ?? body.length;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65536 ? 4 : 10);
  head[0] = (last ? 0x80 : 0) | (reserved << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | (length < 126 ? length : length < 65536 ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  if (!masked) return Buffer.concat([head, body]);
  const mask = Buffer.from([1, 2, 3, 4]);
  const hidden = body.map((byte, index) => byte ^ (mask[index & 3] ?? 0));
  return Buffer.concat([head, mask, hidden]);
}

/** A WebSocket made by hand, for what no library would send; it reads only when told to. */
export class HandSocket {
  readonly socket: Socket;
  /** Settles when the connection is gone. */
  readonly closed: Promise<void>;
  /** Texts received, in order. */
  readonly texts: string[] = [];
  /** The code of a close frame. */
  closeCode: number | undefined;
  pongs = 0;
  #bytes = Buffer.alloc(0);
  readonly #more = new EventTarget();

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        resolve();
        this.#more.dispatchEvent(new Event('more'));
      });
    });
    socket.on('error', () => {}); // a close follows
  }

  /** Upgraded; the greeting is the first text. */
  static async open(port: number, path: string): Promise<HandSocket> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const hand = new HandSocket(socket);
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    let head = Buffer.alloc(0);
    while (!head.includes('\r\n\r\n')) head = Buffer.concat([head, (await once(socket, 'data'))[0] as Buffer]);
    socket.on('data', (chunk: Buffer) => hand.#read(chunk));
    hand.#read(head.subarray(head.indexOf('\r\n\r\n') + 4));
    return hand;
  }

  send(payload: string | Buffer, framing?: Framing): void {
    this.socket.write(frameOf(payload, framing));
  }

  say(event: string, data: unknown, more: object = {}): void {
    this.send(JSON.stringify({ event, data, ...more }));
  }

  /** The next text with this in it, past or to come, with those before it taken too; undefined when the connection ends first. */
  async next(part: string): Promise<string | undefined> {
    for (;;) {
      const index = this.texts.findIndex((text) => text.includes(part));
      if (index >= 0) return this.texts.splice(0, index + 1).at(-1);
      if (this.socket.closed) return undefined;
      await once(this.#more, 'more');
    }
  }

  get socketId(): string {
    return /socket_id\\":\\"([\d.]+)/.exec(this.texts[0] ?? '')?.[1] ?? '';
  }

  #read(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (let end = endOfFrame(this.#bytes); end !== undefined; end = endOfFrame(this.#bytes)) {
      this.#take((this.#bytes[0] ?? 0) & 15, this.#bytes.subarray(end.start, end.end));
      this.#bytes = this.#bytes.subarray(end.end);
    }
    this.#more.dispatchEvent(new Event('more'));
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.text) this.texts.push(payload.toString());
    else if (opcode === opcodes.pong) this.pongs += 1;
    else if (opcode === opcodes.close) this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    // As every client: a ping of the server is answered.
    else if (opcode === opcodes.ping) this.send(payload, { opcode: opcodes.pong });
  }
}

/** Where the payload of the first frame starts and ends; undefined while it is not all there. A server masks nothing. */
export function endOfFrame(bytes: Buffer): { start: number; end: number } | undefined {
  const second = bytes[1] ?? 0;
  const start = second === 127 ? 10 : second === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  const length = { 2: () => second, 4: () => bytes.readUInt16BE(2), 10: () => Number(bytes.readBigUInt64BE(2)) }[
    start
  ]();
  return bytes.length < start + length ? undefined : { start, end: start + length };
}
