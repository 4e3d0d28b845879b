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

/** A call is made every so many ticks, a ping in each. */
const callEvery = 3;

/** Pings and publishes in its own time, whether or not the last one was answered, as many clients would; what it publishes has to arrive, in order. */
export async function beHonest(t: Test, port: number, seconds: number): Promise<Waits> {
  const client = new RawClient(`ws://127.0.0.1:${port}/app/${credentials.key}?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  await client.join('honest');
  const agent = new Agent({ keepAlive: true });
  t.teardown(() => agent.destroy());
  const pings = every(1, seconds, async () => {
    client.say('pusher:ping', {});
    await client.next('pusher:pong');
  });
  const heard: unknown[] = [];
  let refused = 0;
  const calls = every(callEvery, seconds, async (n) => {
    const status = await publish(agent, port, JSON.stringify({ name: 'n', channel: 'honest', data: String(n) }));
    if (status === 200) heard.push((await client.next('n')).data);
    else refused += 1;
  });
  const waits = { pings: await pings, calls: await calls, refused };
  client.destroy();
  agent.destroy();
  return waits;
}

/** Does it every so many ticks of 20 ms, and answers how long each took. */
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
      if (tick < seconds * 50) return;
      clearInterval(timer);
      resolve();
    }, 20);
  });
  return (await Promise.all(waits)).sort((a, b) => a - b);
}

export const p99 = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length * 0.99)] ?? 0;

function publish(agent: Agent, port: number, body: string): Promise<number> {
  const path = `/apps/${credentials.id}/events`;
  const query = signQuery('POST', path, Buffer.from(body)).map(([name, value]) => `${name}=${value}`);
  return new Promise((resolve) => {
    const sent = request(
      { agent, port, host: '127.0.0.1', method: 'POST', path: `${path}?${query.join('&')}` },
      (got) => {
        got.resume().on('end', () => resolve(got.statusCode ?? 0));
      },
    );
    sent.on('error', () => resolve(0)).end(body);
  });
}
