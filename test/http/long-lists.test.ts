import t from 'tap';
import { aSlice } from '../../src/slices.ts';
import { settled } from '../support/core/clock.ts';
import { type TestApi, testApi } from '../support/http/ask.ts';

const oneNode = { oneNode: 'it counts the turns of one process' };

/** Occupies so many channels without a connection for each. */
async function occupied(howMany: number): Promise<TestApi> {
  const api = await testApi({}, {}, oneNode);
  for (let n = 0; n < howMany; n += 1) await api.cluster.join(api.app, `c${n}` as never, undefined);
  return api;
}

const namesIn = (body: unknown): string[] => Object.keys((body as { channels: object }).channels);

t.test('[H47] a list of one slice is answered without another turn', async (t) => {
  const { ask, clock } = await occupied(aSlice);
  let answered: string[] = [];
  void ask('GET', 'channels').then(({ body }) => {
    answered = namesIn(body);
  });
  await settled();
  t.equal(answered.length, aSlice);
  t.equal(clock.timers, 0);
});

t.test('[H47] a longer one takes a turn a slice, and two at once take turns', async (t) => {
  const { ask, app, clock, cluster } = await occupied(aSlice * 3);
  const answers: string[][] = [];
  for (let n = 0; n < 2; n += 1) void ask('GET', 'channels').then(({ body }) => answers.push(namesIn(body)));
  await settled();
  t.same([answers.length, clock.timers], [0, 1], 'one waits for its next turn, the other for that one');
  const last = `c${aSlice * 3 - 1}`;
  await cluster.leave(app, last as never, undefined);
  await cluster.join(app, 'new' as never, undefined);
  await clock.advance(0);
  t.equal(answers.length, 2);
  for (const names of answers) {
    t.equal(new Set(names).size, names.length, 'each once');
    t.equal(names.length, aSlice * 3 - 1);
    t.notOk(names.includes(last), 'what was vacated meanwhile is not in it');
  }
});

t.test('[H47] a name is written as it is, whichever slice it is in', async (t) => {
  const { ask, app, clock, cluster } = await occupied(aSlice);
  const odd = ['__proto__', 'last=one'];
  for (const name of odd) await cluster.join(app, name as never, undefined);
  let names: string[] = [];
  void ask('GET', 'channels').then(({ text }) => {
    names = [...text.matchAll(/"([^"{}]+)":\{\}/g)].map(([, name = '']) => name);
    t.same(Object.keys(JSON.parse(text)), ['channels']);
  });
  await settled();
  await clock.advance(0);
  t.same(names.slice(-2), odd);
  t.equal(names.length, aSlice + 2);
});
