import type { Arena, Figures, Scenario } from '../case.ts';
import { audited } from '../fan-out.ts';

const slow = 20;

/** Some subscribers stop reading: they are cut off at their bound, and nobody else notices. */
async function open({ subject, ms, loader }: Arena): Promise<() => Promise<Figures>> {
  const [readers, publishers] = [loader(), loader()];
  const prefix = 'news-';
  const session = await readers.call('session', subject.server, 1);
  const sleepers = await readers.call('session', subject.server, 1);
  await readers.call('connect', session, { sockets: 180, prefix, per: 180, each: 1 });
  await readers.call('connect', sleepers, { sockets: slow, prefix, per: slow, each: 1 });
  const publisher = await publishers.call('publisher', subject.server, 1);
  return async () => {
    await readers.call('hold', sleepers, true);
    const [memory, before] = [await subject.memory(), subject.cpu()];
    const plan = { prefix, channels: 1, bytes: 10_000, rate: 600, ms: ms * 2 };
    const { last } = await publishers.call('publish', publisher, plan);
    const settled = await readers.call('settle', session, last, false);
    const cpu = subject.cpu() - before;
    const after = await subject.memory();
    await readers.call('hold', sleepers, false);
    return {
      'cpu µs/delivery': cpu / settled.delivered,
      'MB more': ((after?.rss ?? Number.NaN) - (memory?.rss ?? Number.NaN)) / 1e6,
      ...audited(settled),
    };
  };
}

export const slowReaders: Scenario = {
  name: 'slow-readers',
  about: 'a tenth of 200 subscribers stops reading',
  cases: [{ name: '180 read, 20 do not, 10 KB', main: 'cpu µs/delivery', fresh: true, open }],
};
