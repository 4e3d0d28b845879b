import type { AnyDomain } from './domain.ts';

/** A channel's place in a domain; `id` undefined: the name has the domain's prefix, but no good id. */
export interface Match {
  readonly domain: AnyDomain;
  readonly id: string | undefined;
  readonly part: string | undefined;
  /** The domain's pattern that it has. */
  readonly pattern: string;
  readonly key: string;
}

/** `--` parts a breakout from its room, so an id cannot hold it. */
const idForm = /^(?!.*--)[A-Za-z0-9_-]{1,64}$/;

/** The domain that claims the channel, or none. */
export function match(domains: readonly AnyDomain[], channel: string): Match | undefined {
  for (const domain of domains) {
    const pattern = domain.channels.find((one) => channel.startsWith(prefixOf(one)));
    const found = pattern === undefined ? undefined : matchId(domain, pattern, channel);
    if (found !== undefined) return found;
  }
  return undefined;
}

const prefixOf = (pattern: string): string => pattern.slice(0, pattern.indexOf('{'));

function matchId(domain: AnyDomain, pattern: string, channel: string): Match | undefined {
  const rest = channel.slice(prefixOf(pattern).length);
  const [id = '', part] = domain.parts === undefined ? [rest] : splitPart(rest);
  if (idForm.test(id) && (part === undefined || domain.parts?.test(part) === true)) {
    return { domain, id, part, pattern, key: `${domain.name}:${domain.room?.(id, channel) ?? channel}` };
  }
  return domain.lenient === true ? undefined : { domain, id: undefined, part: undefined, pattern, key: '' };
}

function splitPart(rest: string): string[] {
  const at = rest.lastIndexOf('--'); // an id may end with a hyphen, a part holds none
  return at < 0 ? [rest] : [rest.slice(0, at), rest.slice(at + 2)];
}
