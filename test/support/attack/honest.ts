import { Agent, request } from 'node:http';
import type { Test } from 'tap';
import { RawClient } from '../clients/raw-client.ts';
import { credentials } from '../core/core.ts';
import { signQuery } from '../http/api.ts';

/** How long an honest client waited, in ms, from the shortest to the longest wait. */
export interface Waits {
  readonly pings: readonly number[];
  readonly calls: readonly number[];
  /** Calls that were not answered 200. */
  readonly refused: number;
}

export interface Honest {
  readonly port: number;
  /** The node that it publishes to, where that is another. */
  readonly publishTo?: number;
  readonly seconds: number;
}

/** A ping each 10 ms, and a call with every other one. */
const ticksPerSecond = 100;
const ticksPerCall = 2;

/** Pings and publishes in its own time, whether or not the last one was answered, as many clients would; what it publishes has to arrive, in order. */
export async function beHonest(t: Test, { port, publishTo = port, seconds }: Honest): Promise<Waits> {
  const client = new RawClient(`ws://127.0.0.1:${port}/app/${credentials.key}?protocol=7`);
  const agent = new Agent({ keepAlive: true });
  t.teardown(() => client.destroy());
  t.teardown(() => agent.destroy());
  await client.opened;
  await client.join('honest');
  const pings = every(1, seconds, async () => {
    client.say('pusher:ping', {});
    await client.next('pusher:pong');
  });
  let refused = 0;
  const calls = every(ticksPerCall, seconds, async (n) => {
    const body = JSON.stringify({ name: 'n', channel: 'honest', data: String(n) });
    const { status } = await ask(agent, publishTo, 'POST', 'events', body);
    if (status === 200) await client.next(({ data }) => data === String(n));
    else refused += 1;
  });
  const waits = { pings: await pings, calls: await calls, refused };
  client.destroy();
  agent.destroy();
  return waits;
}

/** Does it every so many ticks, and answers how long each took. */
async function every(ticks: number, seconds: number, act: (n: number) => Promise<void>): Promise<number[]> {
  const waits: Promise<number>[] = [];
  const one = async (n: number): Promise<number> => {
    const began = performance.now();
    await act(n);
    return performance.now() - began;
  };
  await new Promise<void>((resolve) => {
    let tick = 0;
    const timer = setInterval(() => {
      if (tick % ticks === 0) waits.push(one(waits.length));
      tick += 1;
      if (tick < seconds * ticksPerSecond) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
  return (await Promise.all(waits)).sort((a, b) => a - b);
}

/** The one that ninety-nine of a hundred are not above. */
export const p99 = (sorted: readonly number[]): number => sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;

export const told = ({ pings, calls, refused }: Waits): string =>
  `ping p99 ${p99(pings).toFixed(1)} ms, API p99 ${p99(calls).toFixed(1)} ms, ${refused} of ${calls.length} calls refused`;

/** The bar is a speed, and only a machine that does nothing else can hold it: `npm run test:bar`. */
const holdsBar = process.env['ATTACK_BAR'] !== undefined;

/**
 * That all was answered, and what was published arrived, is known by now. With the bar: how soon. A machine that has no
 * time for its own is no judge: ten times what it takes at rest is enough.
 */
export function judge(t: Test, waits: Waits, idle: Waits): void {
  t.comment(`attacked: ${told(waits)}`);
  t.ok(waits.calls.length > waits.refused, 'it was served');
  if (!holdsBar) return;
  t.ok(p99(waits.pings) <= Math.max(100, 10 * p99(idle.pings)), 'pings');
  t.ok(p99(waits.calls) <= Math.max(250, 10 * p99(idle.calls)), 'calls');
  t.equal(waits.refused, 0);
}

interface Asked {
  /** 0: the connection was cut. */
  readonly status: number;
  readonly bytes: number;
}

/** A signed call whose answer is not kept. */
export function ask(agent: Agent, port: number, method: string, what: string, body = ''): Promise<Asked> {
  const path = `/apps/${credentials.id}/${what}`;
  const query = signQuery(method, path, Buffer.from(body)).map(([name, value]) => `${name}=${value}`);
  return new Promise((resolve) => {
    const options = { agent, port, host: '127.0.0.1', method, path: `${path}?${query.join('&')}` };
    const sent = request(options, (got) => {
      let bytes = 0;
      got.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      got.on('end', () => resolve({ status: got.statusCode ?? 0, bytes }));
      got.on('error', () => resolve({ status: 0, bytes }));
    });
    sent.on('error', () => resolve({ status: 0, bytes: 0 })).end(body);
  });
}
