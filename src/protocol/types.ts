// Printed from protocol/*.schema.json by `npm run print`. Edits here are lost.

/**
 * A frame that a client may send. Keys that are not named here are allowed and not read.
 */
export type ClientFrame = (Ping | Pong | Subscribe | Unsubscribe | SignIn | ClientEvent)

/**
 * A body that a publisher posts. Keys that are not named here are allowed and not read.
 */
export type ApiRequest = (Event | Batch)

/**
 * A frame as the server sends it. Nearly all data is JSON text inside the JSON; contentSchema says what it holds.
 */
export type ServerFrame = (ConnectionEstablished | ErrorFrame | ServerPing | ServerPong | SubscriptionSucceeded | SubscriptionError | MemberAdded | MemberRemoved | SubscriptionCount | CacheMiss | SignInSuccess | WatchlistEvents | ApplicationEvent | RelayedClientEvent)

/**
 * The body of a webhook.
 */
export type Webhook = WebhookBody

/**
 * What happened, once for all nodes.
 */
export type WebhookEvent = (ChannelOccupiedFact | ChannelVacatedFact | MemberAddedFact | MemberRemovedFact | ClientEventFact | SubscriptionCountFact | CacheMissFact)

/**
 * Asks whether the server is still there.
 */
export interface Ping {
  event: "pusher:ping"
  /**
   * Not read.
   */
  data?: unknown
}

/**
 * Answers a ping of the server, or says unasked that the client is there.
 */
export interface Pong {
  event: "pusher:pong"
  /**
   * Not read.
   */
  data?: unknown
}

/**
 * Asks to join a channel.
 */
export interface Subscribe {
  event: "pusher:subscribe"
  data: {
    /**
     * The full name, with its prefix.
     */
    channel: string
    /**
     * key:signature; public channels need none.
     */
    auth?: (string | null)
    /**
     * JSON text of the presence member; signed exactly as it is.
     */
    channel_data?: (string | null)
  }
}

/**
 * Leaves a channel. There is no answer.
 */
export interface Unsubscribe {
  event: "pusher:unsubscribe"
  data: {
    /**
     * The full name, with its prefix.
     */
    channel: string
  }
}

/**
 * Says who uses this connection.
 */
export interface SignIn {
  event: "pusher:signin"
  data: {
    /**
     * key:signature.
     */
    auth: string
    /**
     * JSON text of the user; signed exactly as it is.
     */
    user_data: string
  }
}

/**
 * An event for the other subscribers of a channel.
 */
export interface ClientEvent {
  event: string
  /**
   * The full name, with its prefix.
   */
  channel: string
  /**
   * Any JSON value, or left out.
   */
  data?: unknown
}

/**
 * Everything that can be set. Each key has a default, an environment variable and a flag.
 */
export interface Config {
  /**
   * Where an editor finds this schema; not used by the server.
   */
  $schema?: string
  /**
   * Address to listen on. Not set: 127.0.0.1 while no app is configured, else 0.0.0.0.
   */
  host: (string | null)
  /**
   * Port for WebSocket and HTTP API alike; 0 takes a free one.
   */
  port: number
  /**
   * Prefix in front of every path when a proxy does not strip it, e.g. /ws. It is not part of API signatures.
   */
  pathPrefix: string
  /**
   * Treat a missing or unsupported protocol version of a connecting client as version 7 instead of refusing it.
   */
  lenientProtocol: boolean
  log: {
    /**
     * What is written to standard output, as JSON lines.
     */
    level: ("silent" | "error" | "warn" | "info" | "debug")
  }

  /**
   * Bounds of the process. Those of an app are in appDefaults.limits.
   */
  limits: {
    /**
     * Connections at a time, of all apps together; 0: no limit. Past it: 4100.
     */
    connections: number
    /**
     * Connections of one client address at a time (IPv6: of one /64); 0: no limit. Not set: no limit, or 1000 once trustedProxies is set. Past it: 4100.
     */
    connectionsPerAddress: (number | null)
    /**
     * New connections of one client address in a second; 0: no limit. Not set: no limit, or 100 once trustedProxies is set. Past it: 4100.
     */
    connectsPerAddressPerSecond: (number | null)
    /**
     * Seconds the process may be late with its own work; above it new connections are closed with 4100 and API requests answered 503, while those connected are served. 0: never.
     */
    loopLag: number
    /**
     * Bytes of messages of one connection that wait behind one that is not answered yet. Past it: 4100.
     */
    waitingBytes: number
    /**
     * Bytes that wait for a client that does not read. Past it the client is cut off; it may connect again.
     */
    backpressureBytes: number
    /**
     * Largest WebSocket message taken from a client; a larger one ends its connection. Keep it well above eventBytes, so that a client event that is too large can be answered.
     */
    frameBytes: number
    /**
     * Largest body of an API request; a larger one is answered 413 before it is read.
     */
    bodyBytes: number
  }

  /**
   * Addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Those headers of anybody else are ignored.
   */
  trustedProxies: string[]
  /**
   * With cert and key the port speaks TLS (1.2 and later). Both files are read again on SIGHUP; nobody is disconnected.
   */
  tls: {
    /**
     * File of the certificate chain, PEM.
     */
    cert: (string | null)
    /**
     * File of the private key, PEM.
     */
    key: (string | null)
    /**
     * Of the private key.
     */
    passphrase: (string | null)
    /**
     * Ciphers for TLS 1.2, in OpenSSL's notation.
     */
    ciphers: (string | null)
  }

  /**
   * How the server leaves on SIGTERM. A second signal ends it at once.
   */
  drain: {
    /**
     * Seconds during which /ready says 503 and everything else goes on, for a load balancer to notice; 10 is a good value behind one.
     */
    notice: number
    /**
     * Seconds over which the connections are closed with 4200, in random order, so that they do not all come back in one moment.
     */
    time: number
  }

  /**
   * Several nodes as one. Every node of a cluster has the same of these settings.
   */
  cluster: {
    /**
     * The Redis or Valkey that the nodes share, as redis://user:password@host:6379/0, with rediss:// for TLS, or the path of a socket. Not set: one node by itself.
     */
    redis: (string | null)
    /**
     * What every key and topic in Redis begins with. Clusters with different prefixes never meet.
     */
    prefix: string
    /**
     * Seconds after which a node that is not heard of counts as dead: its members leave.
     */
    lease: number
    /**
     * Seconds between two signs of life of a node. At most a third of lease.
     */
    renew: number
    /**
     * Seconds that anything waits for Redis. Past it an API request is answered 503 and a subscription is refused.
     */
    timeout: number
    /**
     * Seconds a node goes on hearing a channel that its last subscriber has left.
     */
    topicLinger: number
    /**
     * Seconds Redis keeps the latest events of a quiet channel for nodes whose connection broke.
     */
    backlogTime: number
    /**
     * Events of a channel kept for that, at most.
     */
    backlogFrames: number
    /**
     * Bytes of a channel's events kept for that; the larger the events, the fewer are kept.
     */
    backlogBytes: number
    /**
     * Seconds the members of a node that is being stopped stay in their channels, as they come back on another.
     */
    drainHold: number
    /**
     * While Redis cannot be reached: refuse what needs it with 503, or serve the clients of this node among themselves.
     */
    whenAlone: ("refuse" | "local")
  }

  /**
   * How webhooks are delivered. Where they go is a setting of each app.
   */
  webhooks: {
    /**
     * Seconds that channel_vacated and member_removed wait for a return, which takes both back.
     */
    hold: number
    /**
     * Seconds a receiver has to answer.
     */
    timeout: number
    /**
     * Seconds after the first try until a webhook that is not taken becomes a dead letter.
     */
    retryFor: number
    /**
     * Seconds before the second try; each further pause is twice as long, up to 60.
     */
    firstPause: number
    /**
     * Seconds an endpoint with batch waits for further events.
     */
    batchDelay: number
    /**
     * Events in one body of an endpoint with batch.
     */
    batchEvents: number
    /**
     * Events that wait for one endpoint. Past it the oldest are dropped and counted.
     */
    queue: number
    /**
     * Bytes of them, and of an app's dead letters.
     */
    queueBytes: number
    /**
     * Webhooks of one app that were given up and are kept for the operator.
     */
    deadLetters: number
    /**
     * Deliver to loopback and private addresses too. Not set: only while no app is configured.
     */
    privateAddresses: (boolean | null)
    /**
     * Seconds a leaving server spends on delivering what waits.
     */
    stopTime: number
  }

  /**
   * A second port for the operator: the dead letters of webhooks.
   */
  admin: {
    /**
     * Not set: on with a token, or while no app is configured.
     */
    enabled: (boolean | null)
    /**
     * Address to listen on. One that is not loopback wants a token of at least 16 characters.
     */
    host: string
    /**
     * 0 takes a free one.
     */
    port: number
    /**
     * What Authorization: Bearer has to say. Not set: whoever reaches the loopback address is the operator.
     */
    token: (string | null)
  }

  /**
   * Frames that leave together cost less than one by one. While the process is busy, a frame waits a moment for others.
   */
  coalescing: {
    /**
     * Milliseconds that a frame may wait at most; 0: none ever waits.
     */
    budgetMs: number
    /**
     * The share of its time that the process has to be busy before frames wait; with 0.1 more they wait for the whole budget. They go on waiting until it is less busy than half of that.
     */
    utilisation: number
  }

  /**
   * Settings of every app that does not set them itself.
   */
  appDefaults: AppSettings
  /**
   * The apps served. Also read from PUSHER_APP_ID, PUSHER_APP_KEY, PUSHER_APP_SECRET and from REVERB_APP_ID, REVERB_APP_KEY, REVERB_APP_SECRET. None: a development app on loopback.
   */
  apps: AppEntry[]
}

/**
 * What an app allows, and its bounds.
 */
export interface AppSettings {
  /**
   * Off: connections are closed with 4003 and API requests answered 403.
   */
  enabled: boolean
  /**
   * Close connections without TLS with 4000.
   */
  tlsOnly: boolean
  /**
   * Browser origins that may connect: host names, with * for any or *.example.com for subdomains. Others are closed with 4009.
   */
  allowedOrigins: string[]
  /**
   * Let clients send client- events on private and presence channels.
   */
  clientEvents: boolean
  /**
   * Tell the subscribers of a channel how many they are.
   */
  subscriptionCount: boolean
  /**
   * Tell signed-in users when the users they watch come and go.
   */
  watchlist: boolean
  /**
   * Close connections with 4009 that neither sign in nor join a private or presence channel in time.
   */
  authorizedConnections: boolean
  /**
   * Domains that claim channels as rooms: webinar, chat-room, all (every built-in one), or the path of a module of your own.
   */
  domains: string[]
  /**
   * Options of domains, by name, e.g. { "chat-room": { "announce": true } }. Every built-in one takes capacity (members) and linger (seconds that a room outlives its last member).
   */
  domainOptions: {
    [k: string]: {

    }
  }

  /**
   * Ordinary channels whose API events are remembered, by name or by prefix with * at the end, e.g. { "room-*": { "size": 100, "ttl": "7d" } }.
   */
  history: {
    [k: string]: {
      /**
       * Events kept of a channel.
       */
      size: number
      /**
       * For how long, e.g. 7d.
       */
      ttl: string
    }
  }

  /**
   * Seconds of silence after which a client, and the server too, asks whether the other is still there.
   */
  activityTimeout: number
  /**
   * Seconds a client has to answer such a probe.
   */
  pongTimeout: number
  /**
   * Seconds a connection has to be authorised when authorizedConnections is on.
   */
  authorizationTimeout: number
  /**
   * Seconds a cache channel remembers its last event.
   */
  cacheTtl: number
  /**
   * Seconds between two subscription counts of a channel with more than 100 subscribers.
   */
  countInterval: number
  /**
   * Where the app is told what happens in it.
   * 
   * @maxItems 100
   */
  webhooks: WebhookEndpoint[]
  /**
   * Bounds of an app.
   */
  limits: {
    /**
     * Connections at a time; 0: no limit. Past it: 4004.
     */
    connections: number
    /**
     * New connections in a second; 0: no limit. Past it: 4100.
     */
    connectsPerSecond: number
    /**
     * API events in a second, each of a batch counted; 0: no limit. Past it: 429 with Retry-After.
     */
    eventsPerSecond: number
    /**
     * Reading API requests in a second; 0: no limit. Past it: 429 with Retry-After.
     */
    readsPerSecond: number
    /**
     * Subscriptions of one connection in a second. Past it they are not refused: they wait, in order.
     */
    subscribesPerSecond: number
    /**
     * Channels one connection may be subscribed to.
     */
    channelsPerConnection: number
    /**
     * Characters of a channel name, prefix included.
     */
    channelNameLength: number
    /**
     * Characters of an event name.
     */
    eventNameLength: number
    /**
     * Bytes of an event's data.
     */
    eventBytes: number
    /**
     * Channels one API event may go to.
     */
    channelsPerEvent: number
    /**
     * Events in one API batch.
     */
    eventsPerBatch: number
    /**
     * Distinct users of a presence channel.
     */
    presenceMembers: number
    /**
     * Bytes of a presence member's user_info.
     */
    userInfoBytes: number
    /**
     * Characters of a user id.
     */
    userIdLength: number
    /**
     * Users one connection may watch.
     */
    watchlist: number
    /**
     * Client events of one connection in a second; past it they are dropped with 4301.
     */
    clientEventsPerSecond: number
  }
}

/**
 * A receiver of webhooks, and what it wants to be told.
 */
export interface WebhookEndpoint {
  /**
   * Where to POST. A user name or password belongs into headers.
   */
  url: string
  /**
   * The events it wants. Not set: all.
   */
  events?: ("channel_occupied" | "channel_vacated" | "member_added" | "member_removed" | "client_event" | "subscription_count" | "cache_miss")[]
  /**
   * The channels it wants to hear of, * standing for any text: presence-*. Not set: all.
   */
  channels?: string[]
  /**
   * Sent with every request, e.g. Authorization. They are never logged.
   */
  headers?: {
    [k: string]: string
  }

  /**
   * Several events in one body. Not set: one event a request.
   */
  batch?: boolean
}

/**
 * An app: who may connect and publish, and any of the settings of appDefaults.
 */
export interface AppEntry {
  /**
   * The id in API paths.
   */
  id: string
  /**
   * The public key that clients connect with.
   */
  key: string
  /**
   * Signs channel subscriptions, API requests and webhooks.
   */
  secret: string
  /**
   * Further key and secret pairs, for changing them without a break.
   */
  tokens?: {
    /**
     * A further public key.
     */
    key: string
    /**
     * Its secret.
     */
    secret: string
  }[]
}

/**
 * The rooms presence-call-{roomId} and their breakouts presence-call-{roomId}--{name}.
 */
export interface Call {

}

/**
 * What a member sends, as client- events.
 */
export interface CallCommands {
  offer: {
    targetPeerId: string
    sdp: string
  }
  answer: {
    targetPeerId: string
    sdp: string
  }
  candidate: {
    targetPeerId: string
    candidate: string
  }

  /**
   * Nothing is needed.
   */
  "room-locked": {

  }

  /**
   * Nothing is needed.
   */
  "room-unlocked": {

  }
  kicked: {
    targetPeerId: string
  }

  /**
   * Nothing is needed.
   */
  "raise-hand": {

  }

  /**
   * Nothing is needed.
   */
  "lower-hand": {

  }
  reaction: {
    emoji: ("👍" | "❤️" | "😂" | "🎉" | "👏" | "🤔")
  }
  "chat-message": {
    id: string
    message: string
  }

  /**
   * Nothing is needed.
   */
  "chat-enabled": {

  }

  /**
   * Nothing is needed.
   */
  "chat-disabled": {

  }

  /**
   * Nothing is needed.
   */
  "screen-share-start": {

  }

  /**
   * Nothing is needed.
   */
  "screen-share-stop": {

  }
  "mute-participant": {
    targetPeerId: string
  }
  "promote-co-host": {
    targetPeerId: string
  }
  "waiting-room": {
    enabled: boolean
  }
  admit: {
    targetPeerId: string
  }
  deny: {
    targetPeerId: string
  }
  breakout: {
    assignments: {
      [k: string]: string
    }
  }

  /**
   * Nothing is needed.
   */
  "breakout-end": {

  }

  /**
   * Nothing is needed.
   */
  "recording-started": {

  }

  /**
   * Nothing is needed.
   */
  "recording-stopped": {

  }
}

/**
 * A call has none.
 */
export interface CallBackendEvents {

}

/**
 * The rooms of room-{id} and presence-room-{id}, which are one.
 */
export interface ChatRoom {

}

/**
 * What a member sends on the presence channel, as client- events.
 */
export interface ChatRoomCommands {
  typing: {
    is_typing: boolean
  }
  reaction: {
    message_id: (string | number)
    emoji: string
  }
}

/**
 * What the backend triggers on either channel.
 */
export interface ChatRoomBackendEvents {
  "new-message": {
    id: (string | number)
    room_id: (string | number)
    sender_role: string
    sender_name: string
    message: string
    type: ("text" | "image" | "system")
    created_at: string
  }
  "user-status-changed": {
    room_id: (string | number)
    user_id: (string | number)
    user_name: string
    role: string
    is_online: boolean
    last_seen: (string | null)
    timestamp: string
  }
  "new-activity": {
    room_id: (string | number)
    action: string
    user_name: string
    role: string
    description: string
    timestamp: string
  }
}

/**
 * The rooms presence-course-{course_id}, presence-video-{video_id} and private-instructor-{course_id}.
 */
export interface Course {

}

/**
 * What a member sends on a video channel, as client- events.
 */
export interface CourseCommands {
  video_progress: {
    course_id: (string | number)
    progress: number
    timestamp: number
  }
  send_chat_message: {
    message: string
  }
}

/**
 * What the backend triggers on the course and the instructor channels.
 */
export interface CourseBackendEvents {
  new_enrollment: {
    user_id: (string | number)
    user_email: string
    message: string
  }
  new_review: {
    user_email: string
    rating: number
    comment: string
  }

  /**
   * Any object.
   */
  course_updated: {

  }
  progress_update: {
    user_id: (string | number)
    video_id: (string | number)
    watched_seconds: number
    percent_complete: number
  }
  quiz_submission: {
    user_id: (string | number)
    quiz_id: (string | number)
    score: number
    passed: boolean
  }
}

/**
 * The rooms presence-ticket-{ticket_id}.
 */
export interface Ticket {

}

/**
 * What a member sends, as client- events.
 */
export interface TicketCommands {
  typing_indicator: {
    is_typing: boolean
  }
  message_seen: {
    message_id: (string | number)
  }
}

/**
 * What the backend triggers on the room.
 */
export interface TicketBackendEvents {
  new_message: {
    ticket_id: (string | number)
    /**
     * The message, as the backend has it.
     */
    message: {

    }
  }
  ticket_status_update: {
    ticket_id: (string | number)
    status: string
  }
}

/**
 * The rooms presence-webinar-{webinar_id}.
 */
export interface Webinar {

}

/**
 * What a member sends, as client- events.
 */
export interface WebinarCommands {
  chat_message: {
    message: string
  }
  typing: {
    is_typing: boolean
  }
  webinar_action: {
    action: ("start" | "pause" | "resume" | "end")
  }
}

/**
 * What the backend triggers on the room.
 */
export interface WebinarBackendEvents {
  "webinar-updated": {
    title?: string
    status?: ("scheduled" | "live" | "paused" | "ended")
  }
}

/**
 * POST …/events: one event for one channel or many.
 */
export interface Event {
  name: string
  /**
   * Delivered as it is when a string, else as its JSON text.
   */
  data: unknown
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
  data: unknown
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
