import { connect } from 'node:net';
import { md5 } from '../../../src/protocol/hash.ts';
import { hmac } from '../../../src/protocol/hmac.ts';
import { requestText } from '../../../src/protocol/signatures.ts';
import { credentials } from '../core/core.ts';

export interface Sent {
  status: number;
  body: unknown;
  text: string;
  headers: Headers;
}

export interface CallOptions {
  body?: string | Buffer | object;
  query?: [string, string][];
  key?: string;
  secret?: string;
  timestamp?: number;
  headers?: Record<string, string>;
  /** Changes the signed query just before it is sent. */
  tamper?: (query: [string, string][]) => [string, string][];
}

/** The query that signs a request, in the order given. */
export function signQuery(method: string, path: string, body: Buffer, options: CallOptions = {}): [string, string][] {
  const query: [string, string][] = [
    ['auth_key', options.key ?? credentials.key],
    ['auth_timestamp', String(options.timestamp ?? Math.floor(Date.now() / 1000))],
    ['auth_version', '1.0'],
    ...(body.length > 0 ? ([['body_md5', md5(body)]] as [string, string][]) : []),
    ...(options.query ?? []),
  ];
  return [...query, ['auth_signature', hmac(options.secret ?? credentials.secret, requestText(method, path, query))]];
}

/** A signed request as it is, for what the SDK cannot say. */
export async function call(port: number, method: string, path: string, options: CallOptions = {}): Promise<Sent> {
  const { body: given } = options;
  const text =
    given === undefined || typeof given === 'string' || Buffer.isBuffer(given) ? given : JSON.stringify(given);
  const body = Buffer.from(text ?? '');
  const signed = signQuery(method, path, body, options);
  const query = (options.tamper ?? ((same) => same))(signed).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  const response = await fetch(`http://127.0.0.1:${port}${path}?${query.join('&')}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...options.headers },
    ...(text === undefined ? {} : { body }),
  });
  const answered = await response.text();
  return { status: response.status, text: answered, body: parse(answered), headers: response.headers };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Bytes in, bytes out, for what no HTTP client would send. Answers what came until the server closed or `enough` matched. */
export function exchangeRaw(port: number, parts: (string | Buffer)[], enough: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (enough.test(text)) socket.end();
    });
    socket.setNoDelay(true);
    const [first, ...rest] = parts;
    socket.write(first ?? '');
    // Each part in a segment of its own: the next is written when the one before has left.
    const writeNext = (): void => {
      const part = rest.shift();
      if (part !== undefined && socket.writable) socket.write(part, () => setImmediate(writeNext));
    };
    setImmediate(writeNext);
  });
}
