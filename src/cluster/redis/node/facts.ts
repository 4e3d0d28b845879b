import type { Fact } from '../../../channels/ports/facts.ts';
import type { ClusterListener } from '../../../channels/ports/listener.ts';
import type { Forgotten } from '../../../channels/ports/pubsub.ts';
import { unquoted } from '../io/keys.ts';

/** What Redis hands to one holder, to be told once: a fact, or that so much was forgotten. */
export type Handed = { readonly fact: Fact } | { readonly forgot: Forgotten; readonly howMany: number };

/** `id kind channel rest`, as the scripts write it; where something was forgotten what that was stands for the channel. */
export function readFact(text: string): { readonly id: number; readonly handed: Handed } | undefined {
  const found = /^(\d+) (\w) (\S+) (.*)$/s.exec(text);
  if (found === null) return undefined;
  const [, id, kind = '', channel = '', rest = ''] = found;
  if (kind === 'f') return { id: Number(id), handed: { forgot: channel as Forgotten, howMany: Number(rest) } };
  const fact = factOf(kind, channel, rest);
  return fact && { id: Number(id), handed: { fact } };
}

export function tellHanded(listener: ClusterListener | undefined, appId: string, handed: Handed): void {
  if ('fact' in handed) listener?.fact(appId, handed.fact);
  else listener?.forgot(handed.forgot, handed.howMany);
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
