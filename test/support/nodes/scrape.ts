import type { TestServer } from './server.ts';

/** What /metrics says, by name with labels. */
export type Numbers = ReadonlyMap<string, number>;

export async function scrape({ adminPort }: Pick<TestServer, 'adminPort'>, token = 'x'): Promise<string> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${adminPort}/metrics`, { headers });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response.text();
}

export const readNumbers = (text: string): Numbers =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, number] => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
