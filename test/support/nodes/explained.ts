import type { Test } from 'tap';
import { loadConfig } from '../../../src/config/load.ts';
import type { RawClient } from '../clients/raw-client.ts';
import type { Settings } from '../core/core.ts';
import { credentials, type TestServer, type TestWorld, testServer } from './server.ts';

/** Of the second app. */
export const other = { id: 'app-2', key: 'key-2', secret: 'another-secret-for-tests' };

/** A sentence with these parts in this order, and times between them. */
export const says = (...parts: string[]): RegExp => {
  const texts = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(texts.join('.*'));
};

export interface Explained {
  readonly cause: string;
  readonly sentence: string;
  readonly facts: readonly { readonly kind: string; readonly number: number }[];
}

/** A server of two apps, and its operator. */
export async function explaining(
  t: Test,
  settings: Settings = {},
  more: object = {},
  world: Omit<TestWorld, 'oneNode'> = {},
) {
  const apps = [{ ...credentials, ...settings }, other];
  const config = loadConfig({ env: {}, flags: { apps: JSON.stringify(apps) } });
  const server: TestServer = await testServer(
    t,
    {},
    { apps: config.apps, admin: { port: 0, token: 'x' }, ...more },
    { ...world, oneNode: 'its own facts are asked for' },
  );
  async function why(who: RawClient | object, channel?: string, event?: string | object): Promise<Explained> {
    const whom = 'socketId' in who ? { socket: who.socketId } : who;
    const what = typeof event === 'string' ? { event } : event;
    const query = new URLSearchParams({ app: credentials.id, ...(channel && { channel }), ...whom, ...what });
    const response = await fetch(`http://127.0.0.1:${server.adminPort}/explain?${query}`, {
      headers: { Authorization: 'Bearer x' },
    });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as Explained;
  }
  return { server, why };
}
