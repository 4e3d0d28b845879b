import type { Scenario } from '../case.ts';
import { fanOutCase } from '../fan-out.ts';

const one = (sockets: number) => ({ sockets, prefix: 'news-', per: sockets, each: 1 });

const perDelivery = [{ figure: 'cpu µs/delivery', most: 1.1 }];
const main = 'cpu µs/delivery';

export const fanOut: Scenario = {
  name: 'fan-out',
  about: 'one channel, many subscribers, small events',
  cases: [
    fanOutCase(
      '1 → 1,000, 128 B, 50 publishes/s',
      main,
      { connect: one(1000), publish: { channels: 1, bytes: 128, rate: 50 }, lanes: 1 },
      perDelivery,
    ),
    fanOutCase(
      '1 → 1,000, 128 B, 16 publishes in flight',
      main,
      { connect: one(1000), publish: { channels: 1, bytes: 128 }, lanes: 16 },
      perDelivery,
    ),
    fanOutCase(
      '1 → 200, 8 KB, 50 publishes/s',
      main,
      { connect: one(200), publish: { channels: 1, bytes: 8192, rate: 50 }, lanes: 1 },
      perDelivery,
    ),
  ],
};
