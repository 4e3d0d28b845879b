/**
 * What the core needs from a connected client. Nothing here knows about WebSockets.
 * - MUST keep the order of frames, also between `send` and what is published to its topics.
 * - MUST call the broker's `closed` once, whoever closed; after that every call here is a no-op.
 */
export interface Socket {
  send(frame: string): void;
  /** From now on, what is published to the topic reaches this socket. */
  join(topic: string): void;
  leave(topic: string): void;
  /** A control-frame ping; any answer is told to the broker as a sign of life. */
  ping(): void;
  close(code: number, reason: string): void;
}

/** Brings a frame to every socket that joined the topic, but for one. */
export interface Fanout {
  publish(topic: string, frame: string, except: Socket | undefined): void;
}
