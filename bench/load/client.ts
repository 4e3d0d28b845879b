import { hmac } from '../../src/protocol/hmac.ts';
import { channelText } from '../../src/protocol/signatures.ts';
import type { Ledger } from './audit.ts';
import { FrameReader, textFrame, upgradeRequest } from './frames.ts';
import { openWire, type Wire } from './wire.ts';

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly id: string;
  readonly key: string;
  readonly secret: string;
}

/** A frame that is no benched event. */
export interface Said {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
}

export interface ClientPlan {
  readonly server: Server;
  readonly index: number;
  readonly localAddress: string | undefined;
  /** Channels it joins once it is greeted, by name. */
  readonly names: readonly string[];
  readonly ledger: Ledger;
  readonly onEvent: (client: Client, bytes: Buffer, start: number, end: number) => boolean;
  readonly onSaid?: (client: Client, said: Said) => void;
}

/** One WebSocket of a load process. */
export class Client {
  readonly plan: ClientPlan;
  readonly wire: Wire;
  readonly ready: Promise<void>;
  readonly closed: Promise<void>;
  socketId = '';
  open = true;
  #left: number;
  #resolve: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(plan: ClientPlan) {
    this.plan = plan;
    this.#left = plan.names.length;
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    let onClosed: () => void = () => {};
    this.closed = new Promise((resolve) => {
      onClosed = resolve;
    });
    const reader = new FrameReader((opcode, bytes, start, end) => this.#frame(opcode, bytes, start, end));
    const { server } = plan;
    this.wire = openWire(
      server,
      plan.localAddress,
      (bytes, length) => reader.read(bytes, length),
      () =>
        this.wire.write(
          upgradeRequest(`/app/${server.key}?protocol=7&client=bench&version=1.0`, `${server.host}:${server.port}`),
        ),
      (why) => {
        this.open = false;
        this.#reject(new Error(`socket ${plan.index} closed: ${why}`));
        onClosed();
      },
    );
  }

  say(event: string, data: unknown, channel?: string): void {
    this.wire.write(textFrame(JSON.stringify({ event, data, channel })));
  }

  subscribe(name: string): void {
    const { server, index } = this.plan;
    if (!/^(private|presence)-/.test(name)) return this.say('pusher:subscribe', { channel: name });
    const user = `{"user_id":"u${index}","user_info":{"name":"User ${index}"}}`;
    const channelData = name.startsWith('presence-') ? user : undefined;
    const auth = `${server.key}:${hmac(server.secret, channelText(this.socketId, name, channelData))}`;
    this.say('pusher:subscribe', { channel: name, auth, channel_data: channelData });
  }

  #frame(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === 1) {
      if (!this.plan.onEvent(this, bytes, start, end)) this.#said(bytes.toString('utf8', start, end));
    } else if (opcode === 9) {
      this.wire.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
    } else if (opcode === 8) {
      this.#reject(new Error(`closed by the server: ${bytes.toString('utf8', start + 2, end)}`));
    }
  }

  #said(text: string): void {
    const said = JSON.parse(text) as Said;
    if (said.event === 'pusher:ping') return this.say('pusher:pong', {});
    if (said.event === 'pusher:connection_established') this.#greeted(said);
    else if (said.event === 'pusher_internal:subscription_succeeded') this.#joined();
    else if (said.event === 'pusher:error' || said.event === 'pusher:subscription_error')
      this.#reject(new Error(`refused: ${text}`));
    this.plan.onSaid?.(this, said);
  }

  #greeted({ data }: Said): void {
    this.socketId = (JSON.parse(String(data)) as { socket_id: string }).socket_id;
    for (const name of this.plan.names) this.subscribe(name);
    if (this.#left === 0) this.#resolve();
  }

  #joined(): void {
    this.#left -= 1;
    if (this.#left === 0) this.#resolve();
  }
}
