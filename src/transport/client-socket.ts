import type { WebSocket } from 'uWebSockets.js';
import type { AppCounters } from '../channels/app-counters.ts';
import type { Admitted, Refused } from '../channels/connecting/handshake.ts';
import type { Socket } from '../channels/ports/socket.ts';
import type { Connection } from '../channels/state.ts';
import type { Listener } from './listener.ts';

/** What the engine keeps of ours with a socket. It copies the properties onto its own object, so this is one level only. */
export interface SocketData {
  readonly socket: ClientSocket;
}

export interface Entry {
  readonly admission: Admitted | Refused;
  /** What it says it is. */
  readonly library: string;
  /** The address it counts for, where addresses are counted. */
  readonly addressKey: string | undefined;
}

/** A WebSocket as the core knows it. Once closed, every call is a no-op: the engine throws when a closed socket is touched. */
export class ClientSocket implements Socket {
  /** What it came with, until it is open. */
  entry: Entry | undefined;
  readonly engine: Listener;
  /** Who ends it; `slow`: the engine cuts it off, past the bound of what may wait for it. */
  endedBy: 'client' | 'server' | 'slow';
  /** Of its app, once it is open. */
  counters: AppCounters | undefined;
  connection: Connection | undefined;
  ws: WebSocket<SocketData> | undefined;

  constructor(entry: Entry, engine: Listener) {
    this.entry = entry;
    this.engine = engine;
    this.endedBy = 'client';
    this.counters = undefined;
    this.connection = undefined;
    this.ws = undefined;
  }

  // What was published before goes out before: to those who were there then, and in its place among their frames.

  send(frame: string): void {
    this.engine.coalescer.flush();
    const { ws, counters } = this;
    if (ws === undefined) return;
    if (counters !== undefined) {
      counters.messagesOut += 1;
      counters.bytesOut += Buffer.byteLength(frame);
    }
    ws.send(frame);
  }

  join(topic: string): void {
    this.engine.coalescer.flush();
    this.ws?.subscribe(topic);
  }

  leave(topic: string): void {
    this.engine.coalescer.flush();
    this.ws?.unsubscribe(topic);
  }

  ping(): void {
    this.ws?.ping();
  }

  /** What was sent before still goes out; then the code. */
  close(code: number, reason: string): void {
    this.engine.coalescer.flush();
    if ((this.ws?.getBufferedAmount() ?? 0) > 0) this.engine.flushing = true;
    this.endedBy = 'server';
    this.ws?.end(code, reason);
  }
}
