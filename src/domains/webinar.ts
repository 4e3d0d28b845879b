import type { WebinarBackendEvents, WebinarCommands } from '../protocol/types/domains/webinar.ts';
import { defineDomain, readSchema } from '../rooms/define-domain.ts';
import { iso, refuse, remembered, toAll, toOthers } from '../rooms/domain.ts';

type Status = 'scheduled' | 'live' | 'paused' | 'ended';

interface State {
  readonly title: string | null;
  readonly status: Status;
}

/** From where each action leads where. `ended` is final for commands; the backend may set any. */
const steps: Record<WebinarCommands['webinar_action']['action'], { from: readonly Status[]; to: Status }> = {
  start: { from: ['scheduled'], to: 'live' },
  pause: { from: ['live'], to: 'paused' },
  resume: { from: ['paused'], to: 'live' },
  end: { from: ['live', 'paused'], to: 'ended' },
};

export const webinar = defineDomain<State, WebinarCommands, WebinarBackendEvents>({
  name: 'webinar',
  channels: ['presence-webinar-{webinar_id}'],
  schema: readSchema('webinar'),
  capacity: 100,
  pingsPerMinute: 60,
  history: { size: 100, days: 7 },
  roles: ['user', 'admin'],
  initial: () => ({ title: null, status: 'scheduled' }),
  // Both are the backend's to set, and an end is final: a room that was empty does not begin anew.
  afterEmpty: (state) => state,

  commands: {
    chat_message: {
      rate: { most: 10, seconds: 60 },
      run: (_, { message }, { id, name, role }, now, room) => ({
        effects: [
          remembered('chat_message', { webinar_id: room.id, user: { id, name, role }, message, timestamp: iso(now) }),
        ],
      }),
    },
    typing: {
      rate: { most: 30, seconds: 60 },
      run: (_, { is_typing }, { id, name }, _now, room) => ({
        effects: [toOthers('typing', { webinar_id: room.id, user: { id, name }, is_typing })],
      }),
    },
    webinar_action: {
      roles: ['admin'],
      run(state, { action }, { id, name }, now, room) {
        const { from, to } = steps[action];
        if (!from.includes(state.status)) {
          return refuse(
            'INVALID_STATE',
            `${action} expects a webinar that is ${from.join(' or ')}; this one is ${state.status}`,
          );
        }
        const told = { webinar_id: room.id, action, admin: { id, name }, timestamp: iso(now) };
        return { state: { ...state, status: to }, effects: [toAll('webinar_action', told)] };
      },
    },
  },

  backendEvents: {
    'webinar-updated': {
      run: (state, { title = state.title, status = state.status }) => ({ state: { title, status } }),
    },
  },

  snapshot: ({ title, status }, { id, members }, history) => ({
    event: 'joined_webinar',
    data: { webinar_id: id, participants: members.length, webinar: { id, title, status }, history },
  }),
});
