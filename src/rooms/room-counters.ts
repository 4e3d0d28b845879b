/** What happened in the rooms of one domain of an app, on this node. Plain numbers: whoever exports them reads them when asked. */
export interface RoomCounters {
  readonly app: string;
  readonly domain: string;
  /** Distinct users in each room, summed. A label a room would grow without bound. */
  participants: number;
  /** Commands that took effect. */
  messages: number;
  /** Commands and joins that were refused. */
  refusals: number;
}

/** Counts for them, and knows who is in each room. */
export interface CountedRooms {
  readonly counters: RoomCounters;
  /** One more socket of a member. */
  came(room: string, userId: string): void;
  went(room: string, userId: string): void;
}

export function createRoomCounters(app: string, domain: string): CountedRooms {
  const counters: RoomCounters = { app, domain, participants: 0, messages: 0, refusals: 0 };
  const sockets = new Map<string, number>();

  /** A room's key holds no white space. */
  function count(room: string, userId: string, more: 1 | -1): void {
    const member = `${room} ${userId}`;
    const now = (sockets.get(member) ?? 0) + more;
    if (now > 0) sockets.set(member, now);
    else sockets.delete(member);
    counters.participants = sockets.size;
  }

  return {
    counters,
    came: (room, userId) => count(room, userId, 1),
    went: (room, userId) => count(room, userId, -1),
  };
}
