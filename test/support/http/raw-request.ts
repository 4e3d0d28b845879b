import { signQuery } from './api.ts';

export interface RawOptions {
  body?: string | Buffer | object;
  query?: [string, string][];
  /** Lines of the head, instead of Content-Length. */
  headers?: string[];
  /** What stands behind the head, instead of the body. */
  sent?: string | Buffer;
}

/** A signed request as its bytes. */
export function rawRequest(method: string, path: string, options: RawOptions = {}): Buffer {
  const { body: given = '' } = options;
  const body = Buffer.from(typeof given === 'string' || Buffer.isBuffer(given) ? given : JSON.stringify(given));
  const signed = signQuery(method, path, body, options.query === undefined ? {} : { query: options.query });
  const query = signed.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const lines = options.headers ?? (body.length > 0 ? [`Content-Length: ${body.length}`] : []);
  const head = [`${method} ${path}?${query} HTTP/1.1`, 'Host: 127.0.0.1', ...lines, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), Buffer.from(options.sent ?? body)]);
}

/** A body as chunks of these sizes, the last one taking the rest. */
export function chunked(body: string | Buffer, ...sizes: number[]): Buffer {
  const parts: Buffer[] = [];
  let rest = Buffer.from(body);
  for (const size of [...sizes, rest.length]) {
    const part = rest.subarray(0, size);
    rest = rest.subarray(size);
    if (part.length > 0) parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

/**
 * The same bytes cut at these places, but for what the engine refuses: a request line in three pieces, and any cut in the
 * line of a request that is sent before the one in front of it was answered.
 */
export function segments(bytes: Buffer, ...cuts: number[]): Buffer[] {
  const lines = [...bytes.toString('latin1').matchAll(/[A-Z]+ \/\S* HTTP\/1\.1\r\n/g)];
  const lineAt = (cut: number): number =>
    lines.findIndex(({ index, 0: line }) => index < cut && cut < index + line.length);
  const sorted = cuts.toSorted((a, b) => a - b);
  const kept = sorted.filter((cut, at) => lineAt(cut) < 0 || (lineAt(cut) === 0 && lineAt(sorted[at - 1] ?? 0) < 0));
  const places = [0, ...kept, bytes.length];
  return places.slice(1).map((end, at) => bytes.subarray(places[at], end));
}

/** Every byte in a segment of its own, as far as the engine can have it. */
export const byteByByte = (bytes: Buffer): Buffer[] =>
  segments(bytes, ...Array.from({ length: bytes.length - 1 }, (_, at) => at + 1));

/** The statuses of the answers in what came back. */
export const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
