import type { Clock } from '../../clock.ts';

export interface Kept {
  readonly frame: string;
  readonly data: string;
  readonly expires: number;
}

/** The last event of each cache channel, for as long as it is good. */
export interface EventCache {
  get(channel: string): Kept | undefined;
  keep(channel: string, frame: string, data: string, ttlMs: number): void;
  readonly size: number;
}

export function createEventCache(clock: Clock): EventCache {
  // Written anew on each keep, so the order of insertion is close to the order of expiry.
  const kept = new Map<string, Kept>();

  function dropExpired(now: number): void {
    for (const [channel, one] of kept) {
      if (one.expires > now) return;
      kept.delete(channel);
    }
  }

  return {
    get(channel) {
      const one = kept.get(channel);
      return one !== undefined && one.expires > clock.now() ? one : undefined;
    },
    keep(channel, frame, data, ttlMs) {
      const now = clock.now();
      dropExpired(now);
      kept.delete(channel);
      kept.set(channel, { frame, data, expires: now + ttlMs });
    },
    get size() {
      return kept.size;
    },
  };
}
