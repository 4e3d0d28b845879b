// Printed from protocol/server-frame.schema.json by `npm run print`. Edits here are lost.

/**
 * A frame as the server sends it. Nearly all data is JSON text inside the JSON; contentSchema says what it holds.
 */
export type ServerFrame = (ConnectionEstablished | ErrorFrame | ServerPing | ServerPong | SubscriptionSucceeded | SubscriptionError | MemberAdded | MemberRemoved | SubscriptionCount | CacheMiss | SignInSuccess | WatchlistEvents | ApplicationEvent | RelayedClientEvent)

/**
 * The first frame on every connection.
 */
export interface ConnectionEstablished {
  event: "pusher:connection_established"
  data: string
}

/**
 * Something went wrong, or is about to close the connection. The one frame whose data always was an object.
 */
export interface ErrorFrame {
  event: "pusher:error"
  data: {
    code: (number | null)
    message: string
  }
}

/**
 * Asks whether the client is still there.
 */
export interface ServerPing {
  event: "pusher:ping"
  data: "{}"
}

/**
 * Answers a ping of the client.
 */
export interface ServerPong {
  event: "pusher:pong"
  data: "{}"
}

/**
 * The client is in the channel. On presence channels data holds a PresenceData, else {}.
 */
export interface SubscriptionSucceeded {
  event: "pusher_internal:subscription_succeeded"
  channel: string
  data: string
}

/**
 * The client is not in the channel, and why.
 */
export interface SubscriptionError {
  event: "pusher:subscription_error"
  channel: string
  data: {
    /**
     * A word for programs.
     */
    type: string
    /**
     * A sentence for people.
     */
    error: string
    status: number
  }
}

/**
 * A user's first connection joined the presence channel.
 */
export interface MemberAdded {
  event: "pusher_internal:member_added"
  channel: string
  data: string
}

/**
 * A user's last connection left the presence channel.
 */
export interface MemberRemoved {
  event: "pusher_internal:member_removed"
  channel: string
  data: string
}

/**
 * How many connections are in the channel.
 */
export interface SubscriptionCount {
  event: "pusher_internal:subscription_count"
  channel: string
  data: string
}

/**
 * The cache channel remembers no event.
 */
export interface CacheMiss {
  event: "pusher:cache_miss"
  channel: string
  data: "{}"
}

/**
 * The connection is signed in.
 */
export interface SignInSuccess {
  event: "pusher:signin_success"
  data: {
    /**
     * Exactly as the client sent it.
     */
    user_data: string
  }
}

/**
 * Watched users came or went.
 */
export interface WatchlistEvents {
  event: "pusher_internal:watchlist_events"
  data: string
}

/**
 * An event of the application, as it was published.
 */
export interface ApplicationEvent {
  event: string
  channel: string
  data: string
}

/**
 * A client event, as the other subscribers get it.
 */
export interface RelayedClientEvent {
  event: string
  channel: string
  /**
   * Missing when the sender gave none.
   */
  data?: string
  /**
   * Who sent it; on presence channels.
   */
  user_id?: string
}

/**
 * Inside the data of connection_established.
 */
export interface ConnectionData {
  socket_id: string
  /**
   * Seconds.
   */
  activity_timeout: number
}

/**
 * Inside the data of subscription_succeeded on a presence channel.
 */
export interface PresenceData {
  presence: {
    count: number
    ids: string[]
    /**
     * From user id to user_info; null where there is none.
     */
    hash: {
      [k: string]: unknown
    }
  }
}

/**
 * Inside the data of member_added.
 */
export interface MemberAddedData {
  user_id: string
  /**
   * Any JSON value; missing when the user gave none.
   */
  user_info?: unknown
}

/**
 * Inside the data of member_removed.
 */
export interface MemberRemovedData {
  user_id: string
}

/**
 * Inside the data of subscription_count.
 */
export interface SubscriptionCountData {
  subscription_count: number
}

/**
 * Inside the data of watchlist_events.
 */
export interface WatchlistData {
  events: {
    name: ("online" | "offline")
    user_ids: string[]
  }[]
}
