import type { Scenario } from '../case.ts';
import { fanOutCase } from '../fan-out.ts';

/** Ten channels of which one has a subscriber: what is measured is the request, and every tenth event is audited. */
const connect = { sockets: 1, prefix: 'news-', per: 1, each: 1 };

export const publish: Scenario = {
  name: 'publish',
  about: 'signed HTTP publishes as fast as they are answered, on 8 connections',
  cases: [
    fanOutCase('one event', 'cpu µs/request', { connect, publish: { channels: 10, bytes: 128 }, lanes: 8 }, [
      { figure: 'cpu µs/request', most: 2 },
    ]),
    fanOutCase('batch of 10', 'cpu µs/event', { connect, publish: { channels: 10, bytes: 128, batch: 10 }, lanes: 8 }, [
      { figure: 'cpu µs/event', most: 1.3 },
    ]),
    fanOutCase('one event with info', 'cpu µs/request', {
      connect: { ...connect, prefix: 'presence-' },
      publish: { channels: 10, bytes: 128, info: 'user_count' },
      lanes: 8,
    }),
  ],
};
