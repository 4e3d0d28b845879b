import type { ChatRoomBackendEvents, ChatRoomCommands } from '../protocol/types/domains/chat-room.ts';
import { defineDomain, readSchema } from '../rooms/define-domain.ts';
import { type Effect, iso, type MemberView, toAll, toChannel, toOthers } from '../rooms/domain.ts';

const publicChannel = 'room-{id}';

/** Any text: the rooms were in use before the domain, and it knows none of their roles. */
const roleOf = ({ info }: MemberView): string => (typeof info['role'] === 'string' ? info['role'] : '');

/** With `announce` the broker itself tells the public channel who came and who left. */
export function chatRoom({ announce = false }: { announce?: boolean } = {}) {
  const status = (who: MemberView, online: boolean, now: number, id: string): { effects: Effect[] } => ({
    effects: announce
      ? [
          toChannel(publicChannel.replace('{id}', id), 'user-status-changed', {
            room_id: id,
            user_id: who.id,
            user_name: who.name,
            role: roleOf(who),
            is_online: online,
            last_seen: iso(now),
            timestamp: iso(now),
          }),
        ]
      : [],
  });

  return defineDomain<null, ChatRoomCommands, ChatRoomBackendEvents>({
    name: 'chat-room',
    channels: [publicChannel, 'presence-room-{id}'],
    room: (id) => id,
    lenient: true,
    schema: readSchema('chat-room'),
    history: { size: 100, days: 7 },
    initial: () => null,

    commands: {
      typing: {
        run: (_, { is_typing }, { id, name }, _now, room) => ({
          effects: [toOthers('typing', { room_id: room.id, user_id: id, user_name: name, is_typing })],
        }),
      },
      reaction: {
        run: (_, { message_id, emoji }, { id, name }, now, room) => ({
          effects: [
            toAll('reaction', {
              room_id: room.id,
              message_id,
              emoji,
              user_id: id,
              user_name: name,
              timestamp: iso(now),
            }),
          ],
        }),
      },
    },

    backendEvents: {
      'new-message': { remember: true, roomKey: 'room_id' },
      'user-status-changed': { roomKey: 'room_id' },
      'new-activity': { roomKey: 'room_id' },
    },

    onJoin: (_, who, now, room) => status(who, true, now, room.id),
    onLeave: (_, who, now, room) => status(who, false, now, room.id),
    snapshot: (_, { id }, history) => ({ event: 'joined_room', data: { room_id: id, history } }),
  });
}
