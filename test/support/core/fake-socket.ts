import type { Fanout, Socket } from '../../../src/channels/ports/socket.ts';

export interface Frame {
  event: string;
  channel?: string;
  data?: unknown;
  user_id?: string;
}

/** All sockets of a test with their topics: what the engine does natively. */
export class FakeFanout implements Fanout {
  readonly topics = new Map<string, Set<FakeSocket>>();

  publish(topic: string, frame: string, except: Socket | undefined): void {
    for (const socket of this.topics.get(topic) ?? []) if (socket !== except) socket.send(frame);
  }
}

/** A client's end of a connection, without a network. */
export class FakeSocket implements Socket {
  readonly frames: Frame[] = [];
  readonly topics = new Set<string>();
  closed: { code: number; reason: string } | undefined;
  pings = 0;
  onClose: () => void = () => {};
  readonly #fanout: FakeFanout;

  constructor(fanout: FakeFanout) {
    this.#fanout = fanout;
  }

  send(frame: string): void {
    if (this.closed === undefined) this.frames.push(JSON.parse(frame) as Frame);
  }

  join(topic: string): void {
    if (this.closed !== undefined) return;
    this.topics.add(topic);
    const sockets = this.#fanout.topics.get(topic) ?? new Set();
    this.#fanout.topics.set(topic, sockets.add(this));
  }

  leave(topic: string): void {
    this.topics.delete(topic);
    const sockets = this.#fanout.topics.get(topic);
    sockets?.delete(this);
    if (sockets?.size === 0) this.#fanout.topics.delete(topic);
  }

  ping(): void {
    this.pings += 1;
  }

  close(code: number, reason: string): void {
    if (this.closed !== undefined) return;
    this.closed = { code, reason };
    for (const topic of [...this.topics]) this.leave(topic);
    this.onClose();
  }

  /** The frames so far; the next call starts after them. */
  take(): Frame[] {
    return this.frames.splice(0);
  }

  events(): string[] {
    return this.take().map(({ event }) => event);
  }
}
