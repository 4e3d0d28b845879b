/** Every close code, its reason, and by its range what a client does next: 40xx never again, 41xx after a pause, 42xx at once. */
export const closeCodes = {
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
} as const satisfies Record<string, CloseCode>;

export interface CloseCode {
  readonly code: number;
  readonly reason: string;
}
