import { hmac, sameText } from './hmac.ts';

/** Whether `signature` is the lower-case hex digest of `text`. */
export const isSigned = (secret: string, text: string, signature: string): boolean =>
  sameText(hmac(secret, text), signature);
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
