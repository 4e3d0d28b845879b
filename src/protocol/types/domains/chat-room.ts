// Printed from protocol/domains/chat-room.schema.json by `npm run print`. Edits here are lost.

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
