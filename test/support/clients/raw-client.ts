import { type ClientOptions, WebSocket } from 'ws';
import { hmac } from '../../../src/protocol/hmac.ts';
import { channelText, userText } from '../../../src/protocol/signatures.ts';
import { credentials } from '../core/core.ts';
import type { Frame } from '../core/fake-socket.ts';
import { allNodesHeard, hasOtherNodes } from '../nodes/spread.ts';

interface Waiting {
  readonly wants: (frame: Frame) => boolean;
  readonly resolve: (frame: Frame) => void;
}

/** A client that says exactly what a test tells it, and remembers every frame in order. */
export class RawClient {
  readonly ws: WebSocket;
  /** Frames nobody has taken yet. */
  readonly frames: Frame[] = [];
  /** Every text received, as it came. */
  readonly texts: string[] = [];
  /** Open and greeted, or closed before that. */
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
  socketId = '';
  #waiting: Waiting[] = [];
  readonly #port: number;

  constructor(url: string, headers: Record<string, string> = {}, more: ClientOptions = {}) {
    this.#port = Number(new URL(url).port);
    this.ws = new WebSocket(url, { headers, perMessageDeflate: false, ...more });
    this.ws.on('error', () => {}); // a close follows
    this.closed = new Promise((resolve) =>
      this.ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    const greeted = new Promise<void>((resolve) => {
      this.ws.on('message', (data, isBinary) => {
        this.#receive(data.toString(), isBinary);
        resolve();
      });
    });
    this.opened = Promise.race([greeted, this.closed.then(() => {})]);
  }

  #receive(text: string, isBinary: boolean): void {
    if (isBinary) throw new Error('a server frame that is no text');
    this.texts.push(text);
    const frame = JSON.parse(text) as Frame;
    if (frame.event === 'pusher:connection_established') {
      this.socketId = (JSON.parse(frame.data as string) as { socket_id: string }).socket_id;
    }
    const index = this.#waiting.findIndex(({ wants }) => wants(frame));
    if (index < 0) this.frames.push(frame);
    else this.#waiting.splice(index, 1)[0]?.resolve(frame);
  }

  /** The next frame of this name (or that a function wants), past or to come; frames before it stay. */
  next(wanted: string | ((frame: Frame) => boolean)): Promise<Frame> {
    const wants = typeof wanted === 'string' ? (frame: Frame) => frame.event === wanted : wanted;
    const index = this.frames.findIndex(wants);
    const found = index < 0 ? undefined : this.frames.splice(index, 1)[0];
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve) => this.#waiting.push({ wants, resolve }));
  }

  /** Every frame not taken yet, up to now: the server has answered a ping that went after all that was said. */
  async barrier(): Promise<Frame[]> {
    await this.#ping();
    const frames = this.frames.splice(0);
    if (!hasOtherNodes(this.#port)) return frames;
    await allNodesHeard(this.#port);
    await this.#ping();
    return [...frames, ...this.frames.splice(0)];
  }

  async #ping(): Promise<void> {
    this.say('pusher:ping', {});
    await this.next('pusher:pong');
  }

  say(event: string, data?: unknown, more: object = {}): void {
    this.sayRaw(JSON.stringify({ event, data, ...more }));
  }

  sayRaw(text: string | Buffer): void {
    this.ws.send(text);
  }

  /** Says a signed subscribe; the answer is for the caller to take. */
  subscribe(channel: string, channelData?: unknown): void {
    const data =
      channelData === undefined || typeof channelData === 'string' ? channelData : JSON.stringify(channelData);
    const auth = /^(private|presence)-/.test(channel) ? this.sign(channelText(this.socketId, channel, data)) : '';
    this.say('pusher:subscribe', { channel, auth, ...(data === undefined ? {} : { channel_data: data }) });
  }

  /** Subscribes and waits until it is; answers the success frame. */
  async join(channel: string, channelData?: unknown): Promise<Frame> {
    this.subscribe(channel, channelData);
    return this.next((frame) => frame.event === 'pusher_internal:subscription_succeeded' && frame.channel === channel);
  }

  async signIn(id: string, more: object = {}): Promise<Frame> {
    const userData = JSON.stringify({ id, ...more });
    this.say('pusher:signin', { auth: this.sign(userText(this.socketId, userData)), user_data: userData });
    return this.next('pusher:signin_success');
  }

  /** key:signature of this text. */
  sign(text: string, secret = credentials.secret): string {
    return `${credentials.key}:${hmac(secret, text)}`;
  }

  close(): Promise<{ code: number; reason: string }> {
    this.ws.close();
    return this.closed;
  }

  /** Without a close frame, as a lost connection. */
  destroy(): void {
    this.ws.terminate();
  }
}
