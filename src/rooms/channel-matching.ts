import { type ChannelName, kindOf } from '../protocol/channel-name.ts';
import type { AnyDomain } from './domain.ts';

/** A channel's context in a domain; `id` undefined: the name has the domain's prefix, but no good id. */
export interface Match {
  readonly domain: AnyDomain;
  readonly id: string | undefined;
  readonly part: string | undefined;
  /** The domain's pattern that it has. */
  readonly pattern: string;
  readonly key: string;
  /** Those that take what is kept of what is said here. The first one is what its newcomers are shown. */
  readonly histories: readonly [shown: string, ...also: string[]];
}

/** `--` parts a breakout from its room, so an id cannot hold it. */
const idForm = /^(?!.*--)[A-Za-z0-9_-]{1,64}$/;

/** The domain that claims the channel, or none. */
export function match(domains: readonly AnyDomain[], channel: ChannelName): Match | undefined {
  for (const domain of domains) {
    const pattern = domain.channels.find((one) => channel.startsWith(prefixOf(one)));
    const found = pattern === undefined ? undefined : matchId(domain, pattern, channel);
    if (found !== undefined) return found;
  }
  return undefined;
}

const prefixOf = (pattern: string): string => pattern.slice(0, pattern.indexOf('{'));

function matchId(domain: AnyDomain, pattern: string, channel: ChannelName): Match | undefined {
  const rest = channel.slice(prefixOf(pattern).length);
  const [id = '', part] = domain.parts === undefined ? [rest] : splitPart(rest);
  if (idForm.test(id) && (part === undefined || domain.parts?.test(part) === true)) {
    const key = `${domain.name}:${domain.room?.(id, channel) ?? channel}`;
    return { domain, id, part, pattern, key, histories: historiesOf(domain, channel, key, part) };
  }
  return domain.lenient === true
    ? undefined
    : { domain, id: undefined, part: undefined, pattern, key: '', histories: [''] };
}

/** [D65] A part's is for the part alone. What is said in public is heard in the room; what the room says is not heard in public. */
function historiesOf(
  { room }: AnyDomain,
  channel: ChannelName,
  key: string,
  part: string | undefined,
): Match['histories'] {
  if (part !== undefined) return [`${key}--${part}`];
  if (room === undefined || kindOf(channel).private) return [key];
  return [`${key}%public`, key];
}

function splitPart(rest: string): string[] {
  const at = rest.lastIndexOf('--'); // an id may end with a hyphen, a part holds none
  return at < 0 ? [rest] : [rest.slice(0, at), rest.slice(at + 2)];
}
