import type { Fact } from '../channels/ports/facts.ts';
import type { WebhookEndpoint } from '../protocol/types/config.ts';

export type Filter = (fact: Fact) => boolean;

/** [W12] [W13] What an endpoint wants to be told. */
export function createFilter({ events, channels }: WebhookEndpoint): Filter {
  const names = events === undefined ? undefined : new Set<string>(events);
  const patterns = channels?.map(patternOf);
  return ({ name, channel }) =>
    (names === undefined || names.has(name)) &&
    (patterns === undefined || patterns.some((pattern) => pattern.test(channel)));
}

const patternOf = (text: string): RegExp => new RegExp(`^${text.split('*').map(escaped).join('.*')}$`);

const escaped = (text: string): string => text.replaceAll(/[-^$.|?+()[\]{}\\]/g, '\\$&');
