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
  /** Keeps the connections, and lets nothing through. */
  freeze(): void;
}

export async function cutTo(t: Pick<Test, 'teardown'>, url: string): Promise<Cut> {
  made += 1;
  const path = join(dirname(url), `cut-${made}.sock`);
  const open = new Set<Socket>();
  let passable = true;
  const server = createServer((near) => {
    if (!passable) return void near.destroy();
    const far = connect(url);
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
    passable = false;
    for (const socket of open) socket.destroy();
  };
  t.teardown(() => {
    cut();
    server.close();
  });
  return {
    url: path,
    cut,
    heal() {
      passable = true;
      for (const socket of open) socket.resume();
    },
    freeze() {
      for (const socket of open) socket.pause();
    },
  };
}
