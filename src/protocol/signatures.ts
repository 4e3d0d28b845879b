import crypto from 'node:crypto';

type OneShot = (algorithm: string, bytes: Buffer, encoding: 'hex' | 'binary') => string;

/** One call and nothing for the collector to end, where a Hash object is a stream with a native half. Since Node 20.12. */
const oneShot: OneShot =
  crypto.hash ?? ((algorithm, bytes, encoding) => crypto.createHash(algorithm).update(bytes).digest(encoding));

const blockBytes = 64;
const digestBytes = 32;

/** What RFC 2104 puts in front of the text and of the inner digest; room for that digest follows. */
interface Pads {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const mostPads = 1000;
const pads = new Map<string, Pads>();

function padsOf(secret: string): Pads {
  const known = pads.get(secret);
  if (known !== undefined) return known;
  if (pads.size >= mostPads) pads.clear(); // apps come and go on reload
  const long = Buffer.byteLength(secret) > blockBytes;
  const key = Buffer.alloc(blockBytes);
  if (long) crypto.createHash('sha256').update(secret).digest().copy(key);
  else key.write(secret, 'utf8');
  const made = { inner: Buffer.from(key.map((byte) => byte ^ 0x36)), outer: Buffer.alloc(blockBytes + digestBytes) };
  made.outer.set(key.map((byte) => byte ^ 0x5c));
  pads.set(secret, made);
  return made;
}

const scratch = Buffer.alloc(4096);

/** HMAC-SHA256 of two one-shot hashes: less than half of what an Hmac object costs. */
export function hmac(secret: string, text: string | Buffer): string {
  const { inner, outer } = padsOf(secret);
  const size = blockBytes + Buffer.byteLength(text);
  const bytes = size <= scratch.length ? scratch : Buffer.alloc(size);
  inner.copy(bytes);
  if (typeof text === 'string') bytes.write(text, blockBytes, 'utf8');
  else text.copy(bytes, blockBytes);
  outer.write(oneShot('sha256', bytes.subarray(0, size), 'binary'), blockBytes, 'latin1');
  return oneShot('sha256', outer, 'hex');
}

export const md5 = (body: Buffer): string => oneShot('md5', body, 'hex');

const digestText = 64;
const [leftSide, rightSide] = [Buffer.alloc(digestText * 3), Buffer.alloc(digestText * 3)];

/** In constant time, but for the length: that of a digest is no secret. */
export function sameText(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  if (left.length > digestText) return sameBytes(Buffer.from(left), Buffer.from(right));
  return sameBytes(leftSide.subarray(0, leftSide.write(left)), rightSide.subarray(0, rightSide.write(right)));
}

const sameBytes = (left: Buffer, right: Buffer): boolean =>
  left.length === right.length && crypto.timingSafeEqual(left, right);

/** Whether `signature` is the lower-case hex digest of `text`. */
export const isSigned = (secret: string, text: string, signature: string): boolean =>
  sameText(hmac(secret, text), signature);

export const channelText = (socketId: string, channel: string, channelData?: string): string =>
  channelData === undefined ? `${socketId}:${channel}` : `${socketId}:${channel}:${channelData}`;

export const userText = (socketId: string, userData: string): string => `${socketId}::user::${userData}`;

/** The text an API request signs: every query parameter but the signature, keys in lower case and sorted. */
export function requestText(method: string, path: string, query: readonly (readonly [string, string])[]): string {
  let params: [string, string][] = [];
  let sorted = true;
  for (const [key, value] of query) {
    if (key === 'auth_signature') continue;
    const name = key.toLowerCase();
    sorted &&= params.length === 0 || (params.at(-1)?.[0] ?? '') <= name;
    params.push([name, value]);
  }
  // Most SDKs send them in order.
  if (!sorted) params = params.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  let text = `${method}\n${path}\n`;
  let and = '';
  for (const [key, value] of params) {
    text += `${and}${key}=${value}`;
    and = '&';
  }
  return text;
}
