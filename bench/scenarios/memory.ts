import type { Arena, Case, Figures, Scenario, Target } from '../case.ts';
import { quiet } from '../process.ts';

const sockets = 10_000;
/** Those before them: what the code itself costs once it is warm, its compiler's memory too, is no connection's. */
const others = 8000;

/** `per` neighbours share their channels. */
function memoryCase(name: string, each: number, per: number, targets: readonly Target[] = []): Case {
  async function open({ subject, loader }: Arena): Promise<() => Promise<Figures>> {
    const load = loader();
    const session = await load.call('session', subject.server, 1);
    await load.call('connect', session, { sockets: 300, prefix: 'room-', per, each });
    await load.call('disconnect', session, 300);
    await load.call('connect', session, { sockets: others, prefix: 'base-', per, each });
    await quiet(subject.pid);
    return async () => {
      const before = await subject.memory();
      await load.call('connect', session, { sockets, prefix: 'room-', per, each });
      await quiet(subject.pid);
      const after = await subject.memory();
      if (before === undefined || after === undefined) return { 'bytes/connection': Number.NaN };
      const more = (of: (usage: NodeJS.MemoryUsage) => number): number => (of(after) - of(before)) / sockets;
      return {
        // Free room inside V8's heap is no connection's: what is resident, less that.
        'bytes/connection': more(({ rss, heapTotal, heapUsed }) => rss - heapTotal + heapUsed),
        'of it JS heap': more(({ heapUsed }) => heapUsed),
        'rss/connection': more(({ rss }) => rss),
      };
    };
  }
  return { name, main: 'bytes/connection', targets, fresh: true, open };
}

export const memory: Scenario = {
  name: 'memory',
  about: '10,000 idle connections more, bytes of each after a collection',
  cases: [
    memoryCase('no channel', 0, 1),
    memoryCase('one channel of ten subscribers', 1, 10, [{ figure: 'bytes/connection', most: 1.5 }]),
    memoryCase('one channel of its own', 1, 1),
    memoryCase('ten channels of ten subscribers', 10, 10),
  ],
};
