import type { AppEntry, AppSettings } from '../protocol/types/config.ts';

/** An application: what it may do, and the secrets that sign for it. */
export interface App {
  readonly id: string;
  /** The oldest key; webhooks are signed with its secret. */
  readonly key: string;
  readonly settings: AppSettings;
  /** Every active key with its secret. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** A key that the app has, as the app has it: what came from outside is part of a longer text, and would keep it. */
export const ownKey = ({ secrets }: App, key: string): string => [...secrets.keys()].find((one) => one === key) ?? key;

export function createApp({ id, key, secret, tokens, ...settings }: AppEntry & AppSettings): App {
  const secrets = new Map([[key, secret]]);
  for (const token of tokens ?? []) secrets.set(token.key, token.secret);
  return { id, key, settings, secrets };
}
