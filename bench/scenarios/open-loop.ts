import type { Scenario } from '../case.ts';
import { fanOutCase } from '../fan-out.ts';

const budgetMs = 5;

export const openLoop: Scenario = {
  name: 'open-loop',
  about: 'more than comes out one by one: 500 publishes a second on 8 connections to 1,000 subscribers',
  cases: [
    fanOutCase(
      '1 → 1,000, 128 B, 500 publishes/s on 8 connections',
      'cpu µs/delivery',
      {
        connect: { sockets: 1000, prefix: 'news-', per: 1000, each: 1 },
        publish: { channels: 1, bytes: 128, rate: 500 },
        lanes: 8,
      },
      [
        { figure: 'cpu µs/delivery', most: 0.6 },
        { figure: 'p50 ms', most: budgetMs + 1, as: 'difference' },
        { figure: 'p99 ms', most: budgetMs + 1, as: 'difference' },
      ],
    ),
    fanOutCase('1 → 100, 128 B, 500 publishes/s on 8 connections', 'cpu µs/delivery', {
      connect: { sockets: 100, prefix: 'news-', per: 100, each: 1 },
      publish: { channels: 1, bytes: 128, rate: 500 },
      lanes: 8,
    }),
  ],
};
