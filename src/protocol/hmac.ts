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
const maxPads = 1000;
const pads = new Map<string, Pads>();
function padsOf(secret: string): Pads {
  const known = pads.get(secret);
  if (known !== undefined) return known;
  if (pads.size >= maxPads) pads.clear(); // apps come and go on reload
  const long = Buffer.byteLength(secret) > blockBytes;
  const key = Buffer.alloc(blockBytes);
  if (long) crypto.createHash('sha256').update(secret).digest().copy(key);
  else key.write(secret, 'utf8');
  const made = { inner: Buffer.from(key.map((byte) => byte ^ 0x36)), outer: Buffer.alloc(blockBytes + digestBytes) };
  made.outer.set(key.map((byte) => byte ^ 0x5c));
  pads.set(secret, made);
  return made;
}
const scratch = Buffer.alloc(16_384);
/** HMAC-SHA256 of two one-shot hashes: less than half of what an Hmac object costs. */
export function hmac(secret: string, text: string | Buffer): string {
  const { inner, outer } = padsOf(secret);
  const fits = blockBytes + text.length * 3 <= scratch.length; // UTF-8 takes no more
  const bytes = fits ? scratch : Buffer.allocUnsafe(blockBytes + Buffer.byteLength(text));
  bytes.set(inner);
  const size = blockBytes + (typeof text === 'string' ? bytes.write(text, blockBytes) : text.copy(bytes, blockBytes));
  outer.write(oneShot('sha256', bytes.subarray(0, size), 'binary'), blockBytes, 'latin1');
  return oneShot('sha256', outer, 'hex');
}

export const md5 = (body: Buffer): string => oneShot('md5', body, 'hex');
/**
 * In constant time, but for the length: that of a digest is no secret. The engine's own comparison wants two buffers, which
 * cost more than to look at each letter.
 */
export function sameText(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let different = 0;
  for (let at = 0; at < left.length; at += 1) different |= left.charCodeAt(at) ^ right.charCodeAt(at);
  return different === 0;
}
