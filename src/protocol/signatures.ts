import { hmac } from './hmac.ts';

/** Whether `signature` is the lower-case hex digest of `text`. */
export const isSigned = (secret: string, text: string, signature: string): boolean =>
  sameText(hmac(secret, text), signature);

/**
 * In constant time, but for the length: that of a digest is no secret. The engine's own comparison wants two buffers, which
 * cost more than to look at each letter.
 */
function sameText(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let different = 0;
  for (let at = 0; at < left.length; at += 1) different |= left.charCodeAt(at) ^ right.charCodeAt(at);
  return different === 0;
}

export const channelText = (socketId: string, channel: string, channelData?: string): string =>
  channelData === undefined ? `${socketId}:${channel}` : `${socketId}:${channel}:${channelData}`;

export const userText = (socketId: string, userData: string): string => `${socketId}::user::${userData}`;

type Parameters = readonly (readonly [name: string, value: string])[];

/** The text an API request signs: every query parameter but the signature, keys in lower case and sorted. Or that part, where it is known. */
export const requestText = (method: string, path: string, query: Parameters | string): string =>
  `${method}\n${path}\n${typeof query === 'string' ? query : sortedText(query)}`;

const sortedText = (query: Parameters): string =>
  query
    .filter(([key]) => key !== 'auth_signature')
    .map(([key, value]): [string, string] => [key.toLowerCase(), value])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
