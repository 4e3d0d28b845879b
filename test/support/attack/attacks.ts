import { randomBytes } from 'node:crypto';
import { frameOf, opcodes } from '../clients/hand-socket.ts';
import { credentials } from '../core/core.ts';
import { signQuery } from '../http/api.ts';

/** What one attacker says over one connection, piece by piece, without waiting for answers. */
export interface Attack {
  /** How the connection begins; it is sent again with each new one. */
  readonly opening: string;
  /** The `n`th request or message of this connection. One that is always the same costs the attacker nothing. */
  readonly piece: Buffer | ((n: number) => Buffer);
}

const request = (line: string, headers = '', body = ''): string =>
  `${line} HTTP/1.1\r\nHost: x\r\n${headers}\r\n${body}`;

export const upgrade = request(
  `GET /app/${credentials.key}?protocol=7`,
  `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n`,
);

function signed(method: string, path: string, body = '', query: [string, string][] = []): string {
  const pairs = signQuery(method, path, Buffer.from(body), { query });
  const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return request(`${method} ${path}?${text}`, body === '' ? '' : `Content-Length: ${body.length}\r\n`, body);
}

const http = (text: string): Attack => ({ opening: '', piece: Buffer.from(text) });
const said = (event: string, data: unknown): Buffer => frameOf(JSON.stringify({ event, data }));
const frames = (piece: Attack['piece']): Attack => ({ opening: upgrade, piece });

let fresh = 0;
/** A name that nobody said before. */
const freshName = (length = 12): string => `f${process.pid}-${(fresh++).toString(36)}`.padEnd(length, 'x');

/** A subscribe, then the unsubscribe of the same channel. */
function comeAndGo(nameOf: () => string): Attack {
  let name = '';
  return frames((n) => {
    if (n % 2 === 0) name = nameOf();
    return said(n % 2 === 0 ? 'pusher:subscribe' : 'pusher:unsubscribe', { channel: name });
  });
}

/** What anybody can do who knows the public key. */
export const strangers = {
  health: http(request('GET /health')),
  nothing: http(request('GET /nothing/here')),
  unsigned: http(request(`GET /apps/${credentials.id}/channels?${'a[]&'.repeat(3675)}`)),
  forged: http(
    request(
      `GET /apps/${credentials.id}/channels?${'A[]=%41&'.repeat(1800)}auth_key=${credentials.key}&auth_timestamp=${Math.floor(Date.now() / 1000)}&auth_version=1.0&auth_signature=0`,
    ),
  ),
  connects: { opening: '', piece: Buffer.from(`${upgrade}`) },
  pings: frames(said('pusher:ping', {})),
  'control pings': frames(frameOf('', { opcode: opcodes.ping })),
  unsubscribes: frames(said('pusher:unsubscribe', { channel: 'not-there' })),
  'bad names': frames(said('pusher:subscribe', { channel: '!'.repeat(1000) })),
  'deep json': frames(
    frameOf(`{"event":"client-x","channel":"private-x","data":${'['.repeat(5000)}${']'.repeat(5000)}}`),
  ),
  'not json': frames(frameOf('[')),
  binary: frames(frameOf('x', { opcode: opcodes.binary })),
  large: frames(frameOf(`{"event":"x","data":"${'x'.repeat(200_000)}"}`)),
  'fresh names': comeAndGo(() => freshName()),
  'one name': comeAndGo(() => 'crowded'),
  'long names': frames(() => said('pusher:subscribe', { channel: freshName(164) })),
} satisfies Record<string, Attack>;

/** What needs the secret of an app: one tenant against the others. */
export const tenants = {
  'cache flood': {
    opening: '',
    piece: () => {
      const channels = Array.from({ length: 100 }, () => `cache-${freshName()}`);
      const body = JSON.stringify({ name: 'n', channels, data: 'x'.repeat(10_000) });
      return Buffer.from(signed('POST', `/apps/${credentials.id}/events`, body));
    },
  },
  'list channels': http(signed('GET', `/apps/${credentials.id}/channels`)),
} satisfies Record<string, Attack>;

export const attacks: Record<string, Attack> = { ...strangers, ...tenants };
