// Printed from protocol/domains/webinar.schema.json by `npm run print`. Edits here are lost.

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
