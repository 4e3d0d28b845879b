// Printed from protocol/config.schema.json by `npm run print`. Edits here are lost.

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
     * What is written to standard output.
     */
    level: ("silent" | "error" | "warn" | "info" | "debug")
    /**
     * Lines of JSON, or lines for people. auto: for people where standard output is a terminal.
     */
    format: ("auto" | "json" | "pretty")
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
     * Connections of one client address at a time (IPv6: of one /64; loopback is never counted); 0: no limit. Past it: 4100.
     */
    connectionsPerAddress: number
    /**
     * New connections of one client address in a second, and API requests without a valid signature (loopback is never counted); 0: no limit. Past it: 4100, or 429 for a request.
     */
    connectsPerAddressPerSecond: number
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
     * Seconds without an answer after which Redis counts as standing still: /ready is 503, and what is new is refused at once.
     */
    stalledAfter: number
    /**
     * Seconds a node goes on hearing a channel that its last subscriber has left.
     */
    topicLinger: number
    /**
     * Seconds Redis keeps the latest events of an app for nodes whose connection broke.
     */
    backlogTime: number
    /**
     * Events of an app kept for that, at most: the oldest go.
     */
    backlogFrames: number
    /**
     * Bytes of an app's events kept for that, at most: the oldest go.
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
     * Events that wait for one endpoint. Past it the oldest are dropped and counted: of a kind that has more than a third, facts of channels before client events and those before members.
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
   * What happened lately, kept in memory for the operator who asks why.
   */
  recorder: {
    /**
     * Facts of this process that are kept: connections, subscriptions, events, refusals, webhooks. The oldest go; 0: nothing is recorded.
     */
    facts: number
    /**
     * Characters of an event's data that are kept with it; 0: none.
     */
    payloadBytes: number
  }

  /**
   * A second port for the operator: the numbers of the node, and the dead letters of webhooks.
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
     * What Authorization: Bearer has to say. Not set: whoever reaches the loopback address by a local name is the operator, but no page of another origin.
     */
    token: (string | null)
  }

  /**
   * Frames that leave together cost less than one by one. While the process is busy, and while waiting saves more than a moment's worth of sends, a frame waits for others.
   */
  coalescing: {
    /**
     * Milliseconds that a frame may wait at most; 0: none ever waits.
     */
    budgetMs: number
    /**
     * The share of its time that the process has to be busy before frames wait; with 0.1 more they wait for the whole budget. What their waiting saves is counted as if it were still done.
     */
    utilisation: number
  }

  /**
   * Settings of every app that does not set them itself.
   */
  appDefaults: AppSettings
  /**
   * The apps served. Also read from PUSHER_APP_ID, PUSHER_APP_KEY, PUSHER_APP_SECRET and from REVERB_APP_ID, REVERB_APP_KEY, REVERB_APP_SECRET. None: a development app, on loopback and for local names alone.
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
   * When a reload takes a key away or changes its secret, close who came with it with 4001, and who has anything that it signed with 4200. Off: they stay.
   */
  revokeRemovedKeys: boolean
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
     * API events in a second, each of a batch and for each of its channels; 0: no limit. Past it: 429 with Retry-After.
     */
    eventsPerSecond: number
    /**
     * Reading API requests in a second; 0: no limit. Past it: 429 with Retry-After.
     */
    readsPerSecond: number
    /**
     * Bytes of what is remembered of an app, by a node or in Redis: last events of cache channels and histories together; rooms that nobody is in have as many again. Past it the oldest goes, and is counted.
     */
    rememberedBytes: number
    /**
     * Last events of cache channels and entries of histories that are remembered, by a node or in Redis, together; rooms that nobody is in have as many again. Past it the oldest goes, and is counted.
     */
    rememberedEntries: number
    /**
     * Messages of one connection in a second, with bursts of as many: each 512 bytes count as one more, and so does an error that is answered; 0: no limit. Past it: 4100. A client subscribes all its channels at once: keep it at twice channelsPerConnection or more.
     */
    messagesPerSecond: number
    /**
     * Subscriptions of one connection in a second. Past it they are not refused: they wait, in order.
     */
    subscribesPerSecond: number
    /**
     * Presence channels one connection may leave in a second, with more at a time for a while. Past it nothing is refused: its next presence subscription waits, and what it says after that.
     */
    presenceLeavesPerSecond: number
    /**
     * Channels one connection may be subscribed to.
     */
    channelsPerConnection: number
    /**
     * Bytes of the names of those channels, together: a thousand of 64 characters.
     */
    channelNameBytesPerConnection: number
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
