import type { AnyDomain } from './domain.ts';

/** A channel's place in a domain; `id` undefined: the name has the domain's prefix, but no good id. */
export interface Match {
  readonly domain: AnyDomain;
  readonly id: string | undefined;
  readonly key: string;
}

/** `--` parts a breakout from its room, so an id cannot hold it. */
const idForm = /^(?!.*--)[A-Za-z0-9_-]{1,64}$/;

/** The domain that claims the channel, or none. */
export function match(domains: readonly AnyDomain[], channel: string): Match | undefined {
  for (const domain of domains) {
    const prefix = domain.channels.map(prefixOf).find((one) => channel.startsWith(one));
    const found = prefix === undefined ? undefined : matchId(domain, channel, channel.slice(prefix.length));
    if (found !== undefined) return found;
  }
  return undefined;
}

const prefixOf = (pattern: string): string => pattern.slice(0, pattern.indexOf('{'));

function matchId(domain: AnyDomain, channel: string, id: string): Match | undefined {
  if (idForm.test(id)) return { domain, id, key: `${domain.name}:${domain.room?.(id, channel) ?? channel}` };
  return domain.lenient === true ? undefined : { domain, id: undefined, key: '' };
}
