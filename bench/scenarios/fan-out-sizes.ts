import type { Scenario } from '../case.ts';
import { fanOutCase } from '../fan-out.ts';

const subscribers = [1, 100, 1000, 10_000];
const sizes: [string, number][] = [
  ['128 B', 128],
  ['1 KB', 1024],
  ['10 KB', 10_240],
];

/** At most so many bytes a second altogether, so that the load processes keep up. */
const rateOf = (sockets: number, bytes: number): number =>
  Math.max(1, Math.min(200, Math.floor(Math.min(40_000 / sockets, 6e7 / sockets / bytes))));

export const fanOutSizes: Scenario = {
  name: 'fan-out-sizes',
  about: '1, 100, 1,000 and 10,000 subscribers × 128 B, 1 KB and 10 KB',
  cases: subscribers.flatMap((sockets) =>
    sizes.map(([size, bytes]) => {
      const rate = rateOf(sockets, bytes);
      return fanOutCase(`1 → ${sockets.toLocaleString('en')}, ${size}, ${rate} publishes/s`, 'cpu µs/delivery', {
        connect: { sockets, prefix: 'news-', per: sockets, each: 1 },
        publish: { channels: 1, bytes, rate },
        lanes: 1,
      });
    }),
  ),
};
