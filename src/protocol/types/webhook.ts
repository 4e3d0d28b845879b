// Printed from protocol/webhook.schema.json by `npm run print`. Edits here are lost.

/**
 * The body of a webhook.
 */
export type Webhook = WebhookBody

/**
 * What happened, once for all nodes.
 */
export type WebhookEvent = (ChannelOccupiedFact | ChannelVacatedFact | MemberAddedFact | MemberRemovedFact | ClientEventFact | SubscriptionCountFact | CacheMissFact)

/**
 * As it is signed and sent.
 */
export interface WebhookBody {
  /**
   * When the first of the events was told, in milliseconds since 1970; the same on every try.
   */
  time_ms: number
  events: WebhookEvent[]
}

/**
 * A channel got its first subscriber.
 */
export interface ChannelOccupiedFact {
  name: "channel_occupied"
  channel: string
}

/**
 * A channel lost its last subscriber, and nobody was back in time.
 */
export interface ChannelVacatedFact {
  name: "channel_vacated"
  channel: string
}

/**
 * A user's first connection joined a presence channel.
 */
export interface MemberAddedFact {
  name: "member_added"
  channel: string
  user_id: string
}

/**
 * A user's last connection left a presence channel, and none was back in time.
 */
export interface MemberRemovedFact {
  name: "member_removed"
  channel: string
  user_id: string
}

/**
 * A client event was relayed.
 */
export interface ClientEventFact {
  name: "client_event"
  channel: string
  event: string
  /**
   * Missing when the client sent none.
   */
  data?: string
  /**
   * Who sent it.
   */
  socket_id: string
  /**
   * The sender's, on presence channels.
   */
  user_id?: string
}

/**
 * A channel's number of subscribers changed.
 */
export interface SubscriptionCountFact {
  name: "subscription_count"
  channel: string
  subscription_count: number
}

/**
 * Somebody joined a cache channel that remembers nothing: publish to it what newcomers should get.
 */
export interface CacheMissFact {
  name: "cache_miss"
  channel: string
}

/**
 * A webhook that was given up, on the admin listener.
 */
export interface DeadLetter {
  id: string
  url: string
  tries: number
  /**
   * What the last try ended with.
   */
  error: string
  given_up_ms: number
  webhook: WebhookBody
}

/**
 * GET /apps/{id}/webhooks/dead-letters, the oldest first.
 */
export interface DeadLettersAnswer {
  dead_letters: DeadLetter[]
}

/**
 * POST …/dead-letters/send and …/dead-letters/{letter}/send.
 */
export interface DeadLettersSent {
  /**
   * Letters taken off the list and on their way again.
   */
  sent: number
  /**
   * Letters to a URL that is no endpoint of the app any more.
   */
  kept: number
}
