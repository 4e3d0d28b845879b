/** What the operator's port answers [W33] to [W35]. */

export interface AppLine {
  readonly id: string;
  readonly enabled: boolean;
  /** On this node. */
  readonly connections: number;
  readonly channels: number;
  readonly users: number;
  readonly members: number;
  readonly events_published: number;
  readonly deliveries: number;
}

export interface StatusAnswer {
  readonly ready: boolean;
  /** Why not; null: it is. */
  readonly reason: string | null;
  readonly lag_ms: number;
  readonly apps: readonly AppLine[];
}

/** One page; `next` is the `after` of the one behind it, null: there is none. */
export interface Page {
  readonly next: string | null;
}

export interface ChannelLine {
  readonly name: string;
  /** On all nodes. `users` of a presence channel, else null. */
  readonly subscriptions: number;
  readonly users: number | null;
}

export interface ChannelsPage extends Page {
  readonly channels: readonly ChannelLine[];
}

export interface ChannelAnswer extends ChannelLine {
  /** Subscribers on this node. */
  readonly here: number;
  /** Ids of its members; null: it has none. */
  readonly members: readonly string[] | null;
}

export interface ConnectionLine {
  readonly id: string;
  readonly user: string | null;
  readonly protocol: number;
  readonly channels: number;
}

export interface ConnectionsPage extends Page {
  readonly connections: readonly ConnectionLine[];
}

export interface WebhookLine {
  /** Without its query, as that may be secret. */
  readonly url: string;
  readonly waiting: number;
  /** Of the oldest that waits, in seconds; null: none does. */
  readonly age: number | null;
  readonly dead_letters: number;
}

export interface WebhooksAnswer {
  readonly webhooks: readonly WebhookLine[];
}
