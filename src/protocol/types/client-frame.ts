// Printed from protocol/client-frame.schema.json by `npm run print`. Edits here are lost.

/**
 * A frame that a client may send. Keys that are not named here are allowed and not read.
 */
export type ClientFrame = (Ping | Pong | Subscribe | Unsubscribe | SignIn | ClientEvent)

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
