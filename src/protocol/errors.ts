/** What is said on a connection that stays open: a `pusher:error` frame. */
export interface ErrorMessage {
  readonly code: number | null;
  readonly message: string;
}

export const error = (message: string, code: number | null = null): ErrorMessage => ({ code, message });
/** Texts that Pusher's own service is known for are kept, as applications look for them. */
export const errors = {
  notJson: error('Invalid message: expected a JSON object in a text frame'),
  noEvent: error('Invalid message: expected an "event" of type string'),
  dataNotHash: error('Expected parameter data to be a hash'),
  unsupportedEvent: (name: string) => error(`Unsupported event received on socket: ${name.slice(0, 200)}`),
  subscribed: (channel: string) => error(`Existing subscription to channel ${channel}`),
  notSubscribed: (channel: string) =>
    error(`No current subscription to channel ${channel}, or subscription in progress`),
  badChannelName: error(
    'Invalid channel name: expected a text of letters, digits and _ - = @ , . ; within the length limit',
  ),
  badField: (field: string) => error(`Invalid message: expected ${field}`),
  tooDeep: error('The data of this message is nested too deeply'),
  clientEventsOff: error(
    'To send client events, you must enable this feature in the Settings page of your dashboard. Here: set clientEvents of the app to true.',
  ),
  clientEventChannel: error('Client events are only supported on private and presence channels'),
  clientEventStranger: (channel: string) =>
    error(`Cannot broadcast client event (connection not subscribed to channel ${channel})`),
  clientEventName: (most: number) => error(`Client event name is longer than ${most} characters`),
  clientEventSize: (most: number) =>
    error(`The data content of this client event exceeds the allowed maximum (${most} bytes)`),
  clientEventRate: (most: number) =>
    error(`Client event dropped: more than ${most} in a second on this connection`, 4301),
  refusalRate: (most: number) =>
    error(`Commands dropped: more than ${most} were refused in a second on this connection`, 4301),
  badSignIn: (why: string) => error(`Sign-in failed: ${why}`, 4009),
  watchlistTooLong: (most: number) => error(`Watchlist limit exceeded: the first ${most} users are watched`, 4302),
  unavailable: error('The server cannot do this right now, try again in a few seconds'),
} as const;
