import type { TemplatedApp } from 'uWebSockets.js';
import type { Coalescer } from './coalescer.ts';

/** One engine and how many sockets it has. */
export interface Listener {
  readonly app: TemplatedApp;
  readonly tls: boolean;
  sockets: number;
  /** What was published and has not left yet. */
  readonly coalescer: Coalescer;
  /** A socket was ended while something still waited for it. */
  flushing: boolean;
}
