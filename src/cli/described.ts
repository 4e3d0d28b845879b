/** What a command is called with, and what it does. */
export interface Described {
  readonly usage: string;
  readonly about: string;
  /** How many words may follow; the command itself says which it misses. */
  readonly words: number;
  /** Its own options. */
  readonly options: readonly OwnOption[];
  /** Asks the operator's port. */
  readonly operator?: true;
  readonly example?: string;
}

/** Options that are no settings. */
export const ownOptions = {
  app: 'ID of the app; not given: the first one of these settings',
  json: 'one JSON object a line',
  user: 'ID: only those signed in as this user',
  socket: 'ID: only what happened to this connection',
  kind: 'KIND: only this, or several between commas',
  channel: 'NAME of the channel',
  event: 'NAME of the event, the latest of it; for explain also the number of a fact',
  at: 'TIME, ISO 8601 or milliseconds since 1970: the event nearest to it',
  resend: 'send all dead letters again',
} as const;

export type OwnOption = keyof typeof ownOptions;

const asked = { operator: true, options: ['app', 'json'] } as const;

export const described = {
  start: {
    usage: 'start',
    about: 'serve; with no app configured, a development app on loopback',
    words: 0,
    options: [],
  },
  status: {
    usage: 'status',
    about: 'does it run, and does it take clients; with --json the numbers of its apps too',
    words: 0,
    options: ['json'],
    example: 'status --json',
  },
  'check-config': {
    usage: 'check-config',
    about: 'print the settings in force, secrets masked',
    words: 0,
    options: [],
  },
  trigger: {
    usage: 'trigger <channel> <event> <json>',
    about: 'publish an event to a running server',
    words: Number.POSITIVE_INFINITY,
    options: [],
  },
  channels: {
    ...asked,
    usage: 'channels [prefix]',
    about: 'list the occupied channels',
    words: 1,
    example: 'channels presence-',
  },
  channel: {
    ...asked,
    usage: 'channel <name>',
    about: 'show one channel, with its members',
    words: 1,
    example: 'channel presence-room',
  },
  connections: {
    ...asked,
    usage: 'connections',
    about: 'list the connections of this node',
    words: 0,
    options: ['app', 'json', 'user'],
    example: 'connections --user 7',
  },
  terminate: {
    ...asked,
    usage: 'terminate <user>',
    about: 'close every connection of a user, on all nodes',
    words: 1,
    options: ['app'],
    example: 'terminate 7',
  },
  close: {
    ...asked,
    usage: 'close <socket-id>',
    about: 'close one connection of this node',
    words: 1,
    options: ['app'],
    example: 'close 1234.5678',
  },
  webhooks: {
    ...asked,
    usage: 'webhooks',
    about: 'list the endpoints and what waits for them',
    words: 0,
    options: ['app', 'json', 'resend'],
    example: 'webhooks --resend',
  },
  tail: {
    ...asked,
    usage: 'tail [channel…]',
    about: 'tell what happens on this node, as it happens; news* is every channel that begins so',
    words: Number.POSITIVE_INFINITY,
    options: ['app', 'kind', 'event', 'socket', 'user', 'json'],
    example: 'tail private-chat --kind published,subscribed',
  },
  explain: {
    ...asked,
    usage: 'explain',
    about: 'say why an event did or did not arrive at a connection or a user',
    words: 0,
    options: ['app', 'socket', 'user', 'channel', 'event', 'at', 'json'],
    example: 'explain --user 7 --channel private-chat --event message',
  },
  help: { usage: 'help', about: 'this text', words: 0, options: [] },
  version: { usage: 'version', about: 'the version', words: 0, options: [] },
} as const satisfies Record<string, Described>;

export type CommandName = keyof typeof described;

export const isCommand = (name: string): name is CommandName => Object.hasOwn(described, name);
