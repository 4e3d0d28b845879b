import Echo from 'laravel-echo';
import Pusher from 'pusher-js';

window.Pusher = Pusher;
window.Echo = new Echo({
  broadcaster: 'pusher',
  key: import.meta.env.VITE_PUSHER_APP_KEY,
  cluster: '',
  wsHost: import.meta.env.VITE_PUSHER_HOST,
  wsPort: import.meta.env.VITE_PUSHER_PORT ?? 80,
  wssPort: import.meta.env.VITE_PUSHER_PORT ?? 443,
  forceTLS: import.meta.env.VITE_PUSHER_SCHEME === 'https',
  enabledTransports: ['ws', 'wss'],
});

/** A leading dot: the event's own name, without the namespace of a class. */
export function joinRoom(id, on) {
  window.Echo.channel(`room-${id}`)
    .listen('.joined_room', ({ history }) => history.forEach(on.message))
    .listen('.new-message', on.message)
    .listen('.user-status-changed', on.status)
    .listen('.new-activity', on.activity);
  return window.Echo.join(`room-${id}`)
    .here(on.here)
    .joining(on.joining)
    .leaving(on.leaving)
    .listen('.typing', on.typing);
}

// A whisper is a command of the room: `joinRoom(1, …).whisper('typing', { is_typing: true })`.
