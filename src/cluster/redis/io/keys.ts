/** Of the keys and what is in them: another one where a node of the version before could not go on with them. */
export const keysVersion = '1';

/**
 * Every key of an app in Redis, by the name that the scripts know it by. One that ends in a colon is a family: a channel, a
 * user or a holder follows. docs/architecture.md says what is in each, who writes it and how long it lives.
 */
const keyNames = {
  version: 'version',
  leases: 'leases',
  leaseSince: 'lease-since',
  dead: 'dead',
  epoch: 'epoch',
  settling: 'settling',
  over: 'over:',
  holdings: 'holdings:',
  connections: 'connections',
  serial: 'serial',
  lastSerials: 'last-serials',
  backlog: 'backlog',
  feed: 'feed:',
  nodes: 'feed:%nodes',
  channels: 'channels',
  subscriptions: 'subscriptions',
  members: 'members:',
  roster: 'roster:',
  quiet: 'quiet:',
  users: 'users',
  watchers: 'watchers',
  cached: 'cached:',
  missed: 'missed',
  countedAt: 'counted-at',
  pacedUntil: 'paced-until',
  due: 'due',
  departing: 'departing',
  outbox: 'outbox:',
  history: 'history:',
  room: 'room:',
  ages: 'ages:',
  ends: 'ends:',
  costs: 'costs:',
  rate: 'rate:',
  done: 'done:',
} as const;

/** The end of a key, behind the app's tag. */
export function keyEnd(name: string): string {
  if (!Object.hasOwn(keyNames, name)) throw new Error(`Expected a name of keys.ts, got ${name}`);
  return `:${keyNames[name as keyof typeof keyNames]}`;
}

/**
 * What every key of an app begins with: a hash tag, so that one script may touch them all. Braces would end it early, and two
 * apps must not meet.
 */
export const tagOf = (prefix: string, appId: string): string =>
  `{${prefix}:${appId.replace(/[{}%]/g, encodeURIComponent)}}`;

/** The channel of Redis that a feed is published on. */
export const topicOf = (tag: string, feed: string): string => `${tag}:${keyNames.feed}${feed}`;

/** A user id in a key or field: any text, lone surrogates too, as text that Redis gives back unchanged. */
export const quoted = (userId: string): string => JSON.stringify(userId);
export const unquoted = (text: string): string => JSON.parse(text) as string;

/** What all nodes of an app hear in order. */
export const controlFeed = '%control';
/** How many connections each node has. */
export const nodesFeed = '%nodes';
