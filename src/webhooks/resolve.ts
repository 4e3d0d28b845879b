import { promises as dns, type LookupAddress } from 'node:dns';
import type { Clock } from '../clock.ts';

/** The addresses of a host. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

interface Known {
  readonly addresses: readonly LookupAddress[];
  readonly at: number;
}

const freshMs = 30_000;
const usableMs = 300_000;

const ask: Resolve = (host) => dns.lookup(host, { all: true });

/**
 * [W19] The system answers few questions at a time, and one for a dead name server can take half a minute: so each host is
 * asked for once at a time, and one whose addresses were known a moment ago does not wait for the new answer.
 */
export function createResolve(clock: Clock, lookup: Resolve = ask): Resolve {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<readonly LookupAddress[]>>();

  async function renew(host: string): Promise<readonly LookupAddress[]> {
    try {
      const addresses = await lookup(host);
      known.set(host, { addresses, at: clock.now() });
      return addresses;
    } catch (error) {
      known.delete(host);
      throw error;
    } finally {
      asking.delete(host);
    }
  }

  return async (host) => {
    const old = known.get(host);
    const age = old === undefined ? Number.POSITIVE_INFINITY : clock.now() - old.at;
    if (old !== undefined && age < freshMs) return old.addresses;
    const answer = asking.get(host) ?? renew(host);
    asking.set(host, answer);
    if (old === undefined || age >= usableMs) return answer;
    answer.catch(() => {}); // it was forgotten; the next request asks again and is told
    return old.addresses;
  };
}
