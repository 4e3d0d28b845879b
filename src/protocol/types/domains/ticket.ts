// Printed from protocol/domains/ticket.schema.json by `npm run print`. Edits here are lost.

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
