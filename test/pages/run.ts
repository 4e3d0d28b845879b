import pusherJs from 'pusher-js';
import type { Test } from 'tap';
import type { PusherClient } from '../support/nodes/server.ts';

export interface Run {
  /** Words that the block of a page has, and no other one of that page. */
  readonly holds: string;
  readonly run: (t: Test, text: string) => Promise<void>;
}

const Stock = pusherJs as unknown as typeof pusherJs.default;

/** The stock client for a block to use, whose instances end with the test; and the first that it makes. */
export function stockClass(t: Test): { Pusher: typeof Stock; made: Promise<PusherClient> } {
  const clients: PusherClient[] = [];
  let tell = (_: PusherClient): void => {};
  const made = new Promise<PusherClient>((resolve) => {
    tell = resolve;
  });
  class Pusher extends Stock {
    constructor(...args: ConstructorParameters<typeof Stock>) {
      super(...args);
      clients.push(this);
      tell(this);
    }
  }
  t.teardown(() => {
    for (const client of clients) client.disconnect();
  });
  return { Pusher: Pusher as typeof Stock, made };
}

/** Echo looks for its client in the window. */
export function withWindow(t: Test): Record<string, unknown> {
  const window: Record<string, unknown> = {};
  Object.assign(globalThis, { window });
  t.teardown(() => {
    Reflect.deleteProperty(globalThis, 'window');
  });
  return window;
}
