import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A subscriber of one channel that only checks the numbers in the events: cheap enough for a hundred of them. */
export interface CountingClient {
  /** How many numbered events came, each the one after the last; a break in the order stops it. */
  readonly count: number;
  /** What was wrong first, or undefined. */
  readonly wrong: string | undefined;
  readonly subscribed: Promise<void>;
  /** Settles with so many events, or at the first that is wrong. */
  reached(count: number): Promise<void>;
  close(): void;
}

/** Expects `data` to be 0, 1, 2, … */
export function countingClient(port: number, key: string, channel: string): CountingClient {
  const socket = connect(port, '127.0.0.1');
  let count = 0;
  let wrong: string | undefined;
  let notify = (): void => {};
  let subscribed = (): void => {};
  const subscription = new Promise<void>((resolve) => {
    subscribed = resolve;
  });

  function takeNumber(number: string): void {
    if (wrong === undefined && number !== String(count)) wrong = `wanted ${count}, got ${number}`;
    count += 1;
    notify();
  }

  function take(text: string): void {
    const number = /^\{"event":"n",.*"data":"(\d+)"\}$/.exec(text)?.[1];
    if (number !== undefined) takeNumber(number);
    else if (text.includes('connection_established'))
      say(socket, `{"event":"pusher:subscribe","data":{"channel":"${channel}"}}`);
    else if (text.includes('subscription_succeeded')) subscribed();
    else if (text.includes('pusher:ping')) say(socket, '{"event":"pusher:pong"}');
    else if (text !== '' && !text.includes('subscription_count')) wrong ??= text; // a control frame has no text
  }

  socket.write(
    `GET /app/${key}?protocol=7 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  readFrames(socket, take, (why) => {
    wrong ??= why;
    subscribed();
    notify();
  });
  return {
    get count() {
      return count;
    },
    get wrong() {
      return wrong;
    },
    subscribed: subscription,
    reached: (wanted) =>
      new Promise((resolve) => {
        notify = () => {
          if (count >= wanted || wrong !== undefined) resolve();
        };
        notify();
      }),
    close: () => socket.destroy(),
  };
}

/** Frames of clients are masked; by nothing, here. */
function say(socket: Socket, text: string): void {
  socket.write(Buffer.concat([Buffer.of(0x81, 0x80 | text.length, 0, 0, 0, 0), Buffer.from(text)]));
}

/** Whole text frames of up to 64 KB after the head of the upgrade. */
function readFrames(socket: Socket, take: (text: string) => void, ended: (why: string) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  let upgraded = false;
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    if (!upgraded) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      upgraded = true;
      rest = rest.subarray(end + 4);
    }
    rest = takeFrames(rest, take);
  });
  socket.on('error', (error) => ended(error.message));
  socket.on('close', () => ended('closed'));
}

function takeFrames(bytes: Buffer, take: (text: string) => void): Buffer {
  let at = 0;
  while (bytes.length - at >= 4) {
    const short = bytes[at + 1] ?? 0;
    const start = at + (short === 126 ? 4 : 2);
    const end = start + (short === 126 ? bytes.readUInt16BE(at + 2) : short);
    if (bytes.length < end) break;
    take(bytes.toString('latin1', start, end));
    at = end;
  }
  return bytes.subarray(at);
}
