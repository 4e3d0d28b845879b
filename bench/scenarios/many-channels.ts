import type { Scenario } from '../case.ts';
import { fanOutCase } from '../fan-out.ts';

const many = (channels: number, rate: number) => ({
  connect: { sockets: channels * 10, prefix: 'room-', per: 10, each: 1 },
  publish: { channels, bytes: 128, rate },
  lanes: 8,
});

export const manyChannels: Scenario = {
  name: 'many-channels',
  about: 'many channels of ten subscribers each',
  cases: [
    fanOutCase('100 × 10, 1,000 publishes/s', 'cpu µs/event', many(100, 1000), [{ figure: 'cpu µs/event', most: 1.2 }]),
    fanOutCase('1,000 × 10, 1,000 publishes/s', 'cpu µs/event', many(1000, 1000)),
  ],
};
