// Printed from protocol/http-api.schema.json by `npm run print`. Edits here are lost.

/**
 * A body that a publisher posts. Keys that are not named here are allowed and not read.
 */
export type ApiRequest = (Event | Batch)

/**
 * POST …/events: one event for one channel or many.
 */
export interface Event {
  name: string
  /**
   * Delivered as it is when a string, else as its JSON text.
   */
  data: (string | number | boolean | {

  } | unknown[])
  channels?: string[]
  /**
   * One channel, in place of a list.
   */
  channel?: string
  /**
   * The connection that does not get it.
   */
  socket_id?: (string | null)
  /**
   * Attributes wanted in the answer, with commas between.
   */
  info?: string
}

/**
 * POST …/batch_events: several events, delivered in this order.
 */
export interface Batch {
  batch: BatchEvent[]
}

/**
 * One event of a batch, for one channel.
 */
export interface BatchEvent {
  name: string
  /**
   * Delivered as it is when a string, else as its JSON text.
   */
  data: (string | number | boolean | {

  } | unknown[])
  channel: string
  /**
   * The connection that does not get it.
   */
  socket_id?: (string | null)
  /**
   * Attributes wanted in the answer, with commas between.
   */
  info?: string
}

/**
 * What was asked of a channel, as far as it applies.
 */
export interface ChannelInfo {
  /**
   * Distinct users of a presence channel.
   */
  user_count?: number
  /**
   * Connections subscribed.
   */
  subscription_count?: number
}

/**
 * The last event of a cache channel.
 */
export interface CachedEvent {
  data: string
  /**
   * Seconds until it is forgotten.
   */
  ttl: number
}

/**
 * Answer of POST …/events; `channels` only when `info` was given.
 */
export interface EventsAnswer {
  channels?: {
    [k: string]: ChannelInfo
  }
}

/**
 * Answer of POST …/batch_events; `batch`, one entry an event, only when any event gave `info`.
 */
export interface BatchAnswer {
  batch?: ChannelInfo[]
}

/**
 * Answer of GET …/channels: the occupied channels.
 */
export interface ChannelsAnswer {
  channels: {
    [k: string]: ChannelInfo
  }
}

/**
 * Answer of GET …/channels/{channel}; all but `occupied` only when asked.
 */
export interface ChannelAnswer {
  occupied: boolean
  /**
   * Distinct users of a presence channel.
   */
  user_count?: number
  /**
   * Connections subscribed.
   */
  subscription_count?: number
  cache?: (CachedEvent | null)
}

/**
 * Answer of GET …/channels/{channel}/users: each member once.
 */
export interface UsersAnswer {
  users: {
    id: string
  }[]
}

/**
 * Answer of GET …/connections: those of the app on all nodes.
 */
export interface ConnectionsAnswer {
  connections: number
}

/**
 * Answer of the old GET …/channels/{channel}/stats.
 */
export interface StatsAnswer {
  occupied: boolean
  user_count: number
  connection_count: number
}

/**
 * Answer of a call that failed.
 */
export interface ErrorAnswer {
  /**
   * What was wrong, and what is wanted.
   */
  error: string
  /**
   * The HTTP status.
   */
  code: number
}
