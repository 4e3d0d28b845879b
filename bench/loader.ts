import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Commands } from './load/main.ts';
import { bareEnvironment, pin } from './process.ts';

/** A load process, spoken to as if its commands were here. */
export interface Loader {
  call<K extends keyof Commands>(name: K, ...args: Parameters<Commands[K]>): ReturnType<Commands[K]>;
  stop(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Whatever hangs ends the bench, and not the patience of who waits for it. */
const longest = 90_000;

export function startLoader(): Loader {
  const child = fork(fileURLToPath(new URL('load/main.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
    env: bareEnvironment,
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let calls = 0;
  const ended = new Promise<void>((resolve) =>
    child.once('exit', (code) => {
      for (const { reject } of waiting.values()) reject(new Error(`a load process ended with ${code}`));
      resolve();
    }),
  );
  child.on('message', (message) => {
    const { id, value, error } = message as Answer;
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error === undefined) resolve?.(value as never);
    else reject?.(new Error(error));
  });
  if (child.pid !== undefined) pin(child.pid, 'load');
  return {
    call(name, ...args) {
      calls += 1;
      const id = calls;
      const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      child.send({ id, name, args });
      const late = setTimeout(() => waiting.get(id)?.reject(new Error(`${name} took too long`)), longest);
      return answered.finally(() => clearTimeout(late)) as never;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
