/** Every close code, its reason, and by its range what a client does next: 40xx never again, 41xx after a pause, 42xx at once. */
export const closings = {
  tlsOnly: { code: 4000, reason: 'Application only accepts SSL connections, reconnect using wss://' },
  unknownApp: {
    code: 4001,
    reason: 'Application does not exist: check the app key, and the host and port it belongs to',
  },
  appDisabled: { code: 4003, reason: 'Application disabled' },
  overQuota: { code: 4004, reason: 'Application is over connection quota' },
  unknownPath: { code: 4005, reason: 'Path not found' },
  badVersion: { code: 4006, reason: 'Invalid version string format' },
  unsupportedProtocol: { code: 4007, reason: 'Unsupported protocol version' },
  noProtocol: { code: 4008, reason: 'No protocol version supplied' },
  originNotAllowed: { code: 4009, reason: 'Origin not allowed' },
  notLocal: {
    code: 4009,
    reason: 'Host or Origin not allowed: the development app is for local names, configure an app for others',
  },
  overCapacity: { code: 4100, reason: 'Over capacity' },
  internal: { code: 1011, reason: 'Something went wrong on the server' },
  terminated: { code: 4009, reason: 'You got disconnected by the app.' },
  notAuthorized: { code: 4009, reason: 'Connection not authorized within timeout' },
  goingAway: { code: 4200, reason: 'Please reconnect immediately' },
  pongLate: { code: 4201, reason: 'Pong reply not received' },
  inactive: { code: 4202, reason: 'Closed after inactivity' },
} as const satisfies Record<string, Closing>;

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** What is said on a connection that stays open: a `pusher:error` frame. */
export interface Complaint {
  readonly code: number | null;
  readonly message: string;
}

const complaint = (message: string, code: number | null = null): Complaint => ({ code, message });

/** Texts that Pusher's own service is known for are kept, as applications look for them. */
export const complaints = {
  notJson: complaint('Invalid message: expected a JSON object in a text frame'),
  noEvent: complaint('Invalid message: expected an "event" of type string'),
  dataNotHash: complaint('Expected parameter data to be a hash'),
  unsupportedEvent: (name: string) => complaint(`Unsupported event received on socket: ${name.slice(0, 200)}`),
  subscribed: (channel: string) => complaint(`Existing subscription to channel ${channel}`),
  notSubscribed: (channel: string) =>
    complaint(`No current subscription to channel ${channel}, or subscription in progress`),
  badChannelName: complaint(
    'Invalid channel name: wants a text of letters, digits and _ - = @ , . ; within the length limit',
  ),
  badField: (field: string) => complaint(`Invalid message: wants ${field}`),
  tooDeep: complaint('The data of this message is nested too deeply'),
  clientEventsOff: complaint(
    'To send client events, you must enable this feature in the Settings page of your dashboard. Here: set clientEvents of the app to true.',
  ),
  clientEventChannel: complaint('Client events are only supported on private and presence channels'),
  clientEventStranger: (channel: string) =>
    complaint(`Cannot broadcast client event (connection not subscribed to channel ${channel})`),
  clientEventName: (most: number) => complaint(`Client event name is longer than ${most} characters`),
  clientEventSize: (most: number) =>
    complaint(`The data content of this client event exceeds the allowed maximum (${most} bytes)`),
  clientEventRate: (most: number) =>
    complaint(`Client event dropped: more than ${most} in a second on this connection`, 4301),
  refusalRate: (most: number) =>
    complaint(`Commands dropped: more than ${most} were refused in a second on this connection`, 4301),
  badSignIn: (why: string) => complaint(`Sign-in failed: ${why}`, 4009),
  watchlistTooLong: (most: number) => complaint(`Watchlist limit exceeded: the first ${most} users are watched`, 4302),
  unavailable: complaint('The server cannot do this right now, try again in a few seconds'),
} as const;

/** Why a subscription was refused: first on the channel, then as `pusher:error`. */
export interface SubscriptionRefusal {
  readonly type: string;
  readonly status: number;
  readonly error: string;
}

const refusal = (type: string, status: number, error: string): SubscriptionRefusal => ({ type, status, error });
const auth = (error: string): SubscriptionRefusal => refusal('AuthError', 401, error);

export const subscriptionRefusals = {
  badName: refusal('InvalidChannel', 400, complaints.badChannelName.message),
  malformed: (why: string) => auth(why),
  noAuth: auth('Invalid format: auth must have the format key:signature'),
  foreignKey: (key: string) => auth(`Invalid key in subscription auth data: '${key.slice(0, 128)}'`),
  badSignature: (text: string, got: string) =>
    auth(`Invalid signature: Expected HMAC SHA256 hex digest of ${text.slice(0, 400)}, but got ${got.slice(0, 128)}`),
  badChannelData: (why: string) => auth(`Invalid channel_data: ${why}`),
  notThatUser: auth('Only a connection signed in as this user can subscribe to its channel'),
  tooManyChannels: (most: number) =>
    refusal('LimitReached', 403, `A connection can be subscribed to at most ${most} channels`),
  tooManyNameBytes: (most: number) =>
    refusal('LimitReached', 403, `The names of the channels of a connection can have at most ${most} bytes together`),
  tooManyMembers: (most: number) => refusal('LimitReached', 403, `A presence channel can have at most ${most} members`),
  userIdTooLong: (most: number) =>
    refusal('LimitReached', 413, `A presence user_id can have at most ${most} characters`),
  userInfoTooLarge: (most: number) =>
    refusal('LimitReached', 413, `A presence user_info can have at most ${most} bytes`),
  waiting: refusal('WAITING', 403, 'Somebody in the room has to let you in; wait here'),
  denied: refusal('FORBIDDEN', 403, 'You were not let in'),
  unavailable: refusal('ServiceUnavailable', 503, complaints.unavailable.message),
} as const;
