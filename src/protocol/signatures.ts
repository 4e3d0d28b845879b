import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const hmac = (secret: string, text: string | Buffer): string =>
  createHmac('sha256', secret).update(text).digest('hex');
export const md5 = (body: Buffer): string => createHash('md5').update(body).digest('hex');

/** In constant time, but for the length: that of a digest is no secret. */
export function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether `signature` is the lower-case hex digest of `text`. */
export const isSigned = (secret: string, text: string, signature: string): boolean =>
  sameText(hmac(secret, text), signature);

export const channelText = (socketId: string, channel: string, channelData?: string): string =>
  channelData === undefined ? `${socketId}:${channel}` : `${socketId}:${channel}:${channelData}`;

export const userText = (socketId: string, userData: string): string => `${socketId}::user::${userData}`;

/** The text an API request signs: every query parameter but the signature, keys in lower case and sorted. */
export function requestText(method: string, path: string, query: readonly (readonly [string, string])[]): string {
  const params = query
    .filter(([key]) => key !== 'auth_signature')
    .map(([key, value]): [string, string] => [key.toLowerCase(), value])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `${method}\n${path}\n${params.map(([key, value]) => `${key}=${value}`).join('&')}`;
}
