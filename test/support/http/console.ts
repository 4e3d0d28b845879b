import type { Test } from 'tap';
import type { NumberedFact } from '../../../src/recorder/ring.ts';

export interface Told {
  /** `fact`, or what stands behind `event:`. */
  readonly event: string;
  readonly id: string | undefined;
  readonly data: NumberedFact & { readonly facts?: number; readonly first?: number; readonly last?: number };
}

/** One message of a stream. */
export function readTold(text: string): Told {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1];
  return { event: field('event') ?? 'fact', id: field('id'), data: JSON.parse(field('data') ?? '{}') };
}

/** Reads the console of a server's operator, until the test ends. */
export async function openConsole(t: Test, adminPort: number | undefined, query = '', token = 'x') {
  const ended = new AbortController();
  t.teardown(() => ended.abort());
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${adminPort}/console?${query}`, { headers, signal: ended.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const told: Told[] = [];

  async function next(): Promise<Told> {
    for (;;) {
      const one = told.shift();
      if (one !== undefined) return one;
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      if (done || value === undefined) throw new Error(`the console ended: ${text}`);
      const messages = `${text}${value}`.split('\n\n');
      text = messages.pop() ?? '';
      told.push(...messages.filter((message) => message !== ':').map(readTold));
    }
  }

  /** The next so many facts, past or to come. */
  async function facts(count: number): Promise<NumberedFact[]> {
    const found: NumberedFact[] = [];
    while (found.length < count) {
      const { event, data } = await next();
      if (event === 'fact') found.push(data);
    }
    return found;
  }

  return { response, next, facts, leave: () => ended.abort() };
}
