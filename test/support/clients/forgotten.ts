import type { TestServer } from '../nodes/server.ts';
import type { RawClient } from './raw-client.ts';

/** The server has heard of every connection that went away: it holds what it held before, or has had many turns to get there. */
export async function forgotten(server: TestServer, before: object, client: RawClient): Promise<void> {
  const wanted = JSON.stringify(before);
  for (let left = 200; left > 0 && JSON.stringify(server.stats()) !== wanted; left -= 1) await client.barrier();
}
