import t from 'tap';
import { allOrNone } from './support/nodes/spread.ts';

t.test('where one node cannot start, one that starts after that is stopped before the failure is told', async (t) => {
  const stopped: string[] = [];
  const node = (name: string) => ({
    async stop() {
      await Promise.resolve();
      stopped.push(name);
    },
  });
  let start = (): void => {};
  const late = new Promise<ReturnType<typeof node>>((resolve) => {
    start = () => resolve(node('late'));
  });
  const all = allOrNone([Promise.resolve(node('first')), Promise.reject(new Error('the port is taken')), late]);
  setImmediate(() => start()); // long after the failure
  await t.rejects(all, { message: 'the port is taken' });
  t.same(stopped, ['first', 'late']);
});

t.test('where all nodes start, they come in their order and are left running', async (t) => {
  const stop = () => Promise.reject(new Error('nobody asked for it'));
  const nodes = [1, 2, 3].map((name) => ({ name, stop }));
  t.same(await allOrNone(nodes.map((node) => Promise.resolve(node))), nodes);
});
