import { connect, createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';

let made = 0;

/** A way to Redis that can be cut, for one node alone. */
export interface Cut {
  readonly url: string;
  /** Ends every connection, and lets nobody in. */
  cut(): void;
  heal(): void;
  /** Lets nothing through; who connects anew waits too. */
  freeze(): void;
  /** What is said still arrives; no answer comes back. */
  mute(): void;
}

export async function cutTo(t: Pick<Test, 'teardown'>, url: string): Promise<Cut> {
  made += 1;
  const path = join(dirname(url), `cut-${made}.sock`);
  const open = new Set<Socket>();
  const waiting = new Set<Socket>();
  const answering = new Set<Socket>();
  let state: 'open' | 'cut' | 'frozen' = 'open';
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    if (state === 'frozen') {
      near.on('error', () => {}); // nobody answers it
      return void waiting.add(near);
    }
    const far = connect(url);
    answering.add(far);
    far.on('close', () => answering.delete(far));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => {}); // its end follows
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const cut = (): void => {
    state = 'cut';
    for (const socket of [...open, ...waiting]) socket.destroy();
    waiting.clear();
  };
  t.teardown(() => {
    cut();
    server.close();
  });
  return {
    url: path,
    cut,
    heal() {
      state = 'open';
      for (const socket of waiting) socket.destroy();
      waiting.clear();
      for (const socket of open) socket.resume();
    },
    mute() {
      for (const far of answering) {
        far.unpipe();
        far.resume();
      }
    },
    freeze() {
      state = 'frozen';
      for (const socket of open) socket.pause();
    },
  };
}
