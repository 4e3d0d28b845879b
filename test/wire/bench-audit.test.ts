import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { Case } from '../../bench/case.ts';
import { fanOutCase } from '../../bench/fan-out.ts';
import { measure } from '../../bench/measure.ts';
import { resultOf } from '../../bench/report/stats.ts';
import { broker } from '../../bench/subject.ts';

/** The bench in its short form: it fails on what went missing, came twice or out of order, and never on time. */
const source = broker('broker', fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url)), []);

const short: readonly Case[] = [
  fanOutCase('fan-out, open loop', 'delivered', {
    connect: { sockets: 100, prefix: 'news-', per: 100, each: 1 },
    publish: { channels: 1, bytes: 128, rate: 400 },
    lanes: 8,
  }),
  fanOutCase('batches', 'delivered', {
    connect: { sockets: 20, prefix: 'news-', per: 2, each: 1 },
    publish: { channels: 10, bytes: 128, batch: 10 },
    lanes: 8,
  }),
];

for (const one of short) {
  t.test(`[H16] [H26] ${one.name}: every event reaches every subscriber, once and in order`, async (t) => {
    const measured = await measure(one, [source], { rounds: 1, ms: 250, warmUps: 0 }, () => {});
    const { wrong } = resultOf('short', one, measured);
    t.equal(wrong, 0);
    t.ok((measured[0]?.windows[0]?.['delivered'] ?? 0) > 100, 'more than a hundred deliveries were audited');
  });
}
