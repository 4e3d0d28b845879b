import type { App } from '../apps/app.ts';
import { md5 } from '../protocol/hash.ts';
import { percentDecode } from '../protocol/percent-decode.ts';
import { isSigned, requestText } from '../protocol/signatures.ts';
import { type ApiAnswer, refusedBody } from './answer.ts';
import type { RequestHead } from './api.ts';
import { joinLists, maxParameters, type Query } from './query.ts';

const clockSkewSeconds = 600;

const unauthorized = (text: string): ApiAnswer => refusedBody(401, text);
const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** [H1] The refusal, or undefined for a request that one of the app's keys signed. Its body is checked when it has come. */
export function authenticate(app: App, request: RequestHead, query: Query, now: number): ApiAnswer | undefined {
  if (query.tooMany) return unauthorized(`Too many parameters: expected at most ${maxParameters} in the query`);
  const key = query.get('auth_key');
  const signature = query.get('auth_signature');
  if (key === undefined || signature === undefined) {
    return unauthorized(
      'This call must be signed: expected auth_key, auth_timestamp, auth_version, auth_signature and, with a body, body_md5',
    );
  }
  // It is the one thing that nothing signs.
  if (query.times('auth_signature') > 1) return unauthorized('auth_signature: expected one, got several');
  const secret = app.secrets.get(key);
  if (secret === undefined) return unauthorized('auth_key is not a key of this app');
  if (query.get('auth_version') !== '1.0') return unauthorized('auth_version: expected 1.0');
  return checkTime(query.get('auth_timestamp') ?? '', now) ?? checkSignature(secret, request, query, signature);
}

function checkTime(text: string, now: number): ApiAnswer | undefined {
  if (!/^\d{1,12}$/.test(text)) return unauthorized('auth_timestamp: expected seconds since 1970');
  const given = Number(text);
  if (Math.abs(Math.floor(now / 1000) - given) <= clockSkewSeconds) return undefined;
  return unauthorized(
    `Timestamp expired: Given timestamp (${iso(given * 1000)}) not within ${clockSkewSeconds}s of server time (${iso(now)})`,
  );
}

/** [H6] Over the bytes as they came, before anything is parsed. */
export function checkBody(body: Buffer, given: string | undefined): ApiAnswer | undefined {
  if (given === undefined)
    return body.length === 0 ? undefined : unauthorized('body_md5: missing, and the body is not empty');
  // Nothing secret: whoever signed it sent it.
  const digest = md5(body);
  if (digest === given || digest === given.toLowerCase()) return undefined;
  return unauthorized('body_md5: is not the MD5 of the body');
}

function checkSignature(secret: string, request: RequestHead, query: Query, signature: string): ApiAnswer | undefined {
  const path = request.path ?? '';
  const documented = requestText(request.method, path, query.signed ?? query.pairs);
  if (isSigned(secret, documented, signature)) return undefined;
  for (const text of otherTexts(request.method, path, query)) if (isSigned(secret, text, signature)) return undefined;
  const expected = JSON.stringify(documented).slice(0, 2000);
  const got = JSON.stringify(signature.slice(0, 128));
  return unauthorized(
    `Invalid signature: you should have sent HmacSHA256Hex(${expected}, your_secret_key), but you sent ${got}`,
  );
}

/** [H4] [H5] Beside the text as documented, the forms that SDKs are known to sign. */
function* otherTexts(method: string, path: string, query: Query): Generator<string> {
  const decodedPath = percentDecode(path) ?? path; // a lone %: only the path as it came can be signed
  for (const one of decodedPath === path ? [path] : [path, decodedPath]) {
    if (one !== path) yield requestText(method, one, query.pairs);
    if (query.pairs.some(([name]) => name.endsWith(']'))) yield requestText(method, one, joinLists(query.pairs));
    // The node SDK signs names with capitals as they are, in the order that it sorted them in.
    if (query.pairs.some(([name]) => /[A-Z]/.test(name))) yield inOrder(method, one, query.pairs);
  }
}

const inOrder = (method: string, path: string, pairs: Query['pairs']): string => {
  const rest = pairs.filter(([name]) => name !== 'auth_signature').map(([name, value]) => `${name}=${value}`);
  return `${method}\n${path}\n${rest.join('&')}`;
};
