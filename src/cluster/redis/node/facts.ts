import type { Fact } from '../../../channels/ports/facts.ts';
import { unquoted } from '../io/keys.ts';

/** `id kind channel rest`, as the scripts write it. */
export function readFact(text: string): { id: number; fact: Fact } | undefined {
  const found = /^(\d+) (\w) (\S+) (.*)$/.exec(text);
  if (found === null) return undefined;
  const [, id, kind = '', channel = '', rest = ''] = found;
  const fact = factOf(kind, channel, rest);
  return fact && { id: Number(id), fact };
}

function factOf(kind: string, channel: string, rest: string): Fact | undefined {
  switch (kind) {
    case 'o':
      return { name: 'channel_occupied', channel };
    case 'v':
      return { name: 'channel_vacated', channel };
    case 'x':
      return { name: 'cache_miss', channel };
    case 'a':
      return { name: 'member_added', channel, user_id: unquoted(rest) };
    case 'r':
      return { name: 'member_removed', channel, user_id: unquoted(rest) };
    case 'c':
      return { name: 'subscription_count', channel, subscription_count: Number(rest) };
    default:
      return undefined;
  }
}
