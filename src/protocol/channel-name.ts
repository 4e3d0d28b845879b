/** Only parseChannelName makes one, so nobody checks it again. */
export type ChannelName = string & { readonly checked: 'ChannelName' };

/** What a channel's prefix makes of it. */
export interface ChannelKind {
  /** Needs a signature. Presence channels do too. */
  readonly private: boolean;
  readonly presence: boolean;
  readonly cache: boolean;
  readonly encrypted: boolean;
  /** The channel of one signed-in user, `#server-to-user-…`: listed and told nowhere. */
  readonly user: boolean;
}

const allowed = /^[A-Za-z0-9_\-=@,.;]+$/;
const userPrefix = '#server-to-user-';

const kind = (...on: (keyof ChannelKind)[]): ChannelKind => ({
  private: on.includes('private'),
  presence: on.includes('presence'),
  cache: on.includes('cache'),
  encrypted: on.includes('encrypted'),
  user: on.includes('user'),
});

// The longer prefix first: `private-encrypted-cache-` is also a `private-` name.
const prefixes: readonly [string, ChannelKind][] = [
  ['private-encrypted-cache-', kind('private', 'encrypted', 'cache')],
  ['private-encrypted-', kind('private', 'encrypted')],
  ['private-cache-', kind('private', 'cache')],
  ['private-', kind('private')],
  ['presence-cache-', kind('private', 'presence', 'cache')],
  ['presence-', kind('private', 'presence')],
  ['cache-', kind('cache')],
  [userPrefix, kind('user')],
];

const publicKind = kind();

/** Hot path. What the names of all special kinds begin with; most names begin otherwise. */
const special = new Set(['p', 'c', '#']);

export function kindOf(name: ChannelName): ChannelKind {
  if (!special.has(name[0] ?? '')) return publicKind;
  for (const [prefix, found] of prefixes) if (name.startsWith(prefix)) return found;
  return publicKind;
}

/** The name if it is one: its characters, its length, and `#` only where it is ours. */
export function parseChannelName(text: unknown, maxLength: number): ChannelName | undefined {
  if (typeof text !== 'string' || text.length > maxLength) return undefined;
  const isOne = allowed.test(text) || (text.startsWith(userPrefix) && allowed.test(text.slice(userPrefix.length)));
  return isOne ? (text as ChannelName) : undefined;
}

export const userChannel = (userId: string): ChannelName => (userPrefix + userId) as ChannelName;

/** User ids share the channel names' characters: one becomes part of a channel name. */
export const isUserId = (text: string): boolean => allowed.test(text);
