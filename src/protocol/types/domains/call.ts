// Printed from protocol/domains/call.schema.json by `npm run print`. Edits here are lost.

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
