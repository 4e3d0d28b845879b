import crypto from 'node:crypto';

type OneShot = (algorithm: string, bytes: Buffer, encoding: 'hex' | 'binary') => string;
/** One call and nothing for the collector to end, where a Hash object is a stream with a native half. Since Node 20.12. */
export const oneShot: OneShot =
  crypto.hash ?? ((algorithm, bytes, encoding) => crypto.createHash(algorithm).update(bytes).digest(encoding));

export const md5 = (body: Buffer): string => oneShot('md5', body, 'hex');
