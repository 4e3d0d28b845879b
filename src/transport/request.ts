import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import type { Handshake } from '../channels/connecting/handshake.ts';
import { addressKeyOf, clientAddress, type Proxies } from './address.ts';

/** The engine frees a request at the first await or return: what is needed of it is copied here, and nowhere else. */
export interface RequestHead {
  readonly method: string;
  /** Without the configured prefix; undefined when it does not begin with it. */
  readonly path: string | undefined;
  readonly query: string;
  readonly authorization: string;
  readonly host: string;
  readonly origin: string;
  readonly contentLength: number;
  /** Its body says how long it is only as it goes. */
  readonly chunked: boolean;
  /** Two lengths: a smuggled second request. */
  readonly ambiguous: boolean;
}

export function copyHead(request: HttpRequest, method: string, prefix: string): RequestHead {
  const head = {
    method,
    path: withoutPrefix(request.getUrl(), prefix),
    query: request.getQuery() ?? '',
    authorization: '',
    host: '',
    origin: '',
    contentLength: 0,
    chunked: false,
    ambiguous: false,
  };
  let lengths = 0;
  // One walk: each header that is asked for by name costs a call into the engine.
  request.forEach((name, value) => {
    if (name === 'content-length') {
      lengths += 1;
      head.ambiguous = lengths > 1;
      head.contentLength = Number(value);
    } else if (name === 'transfer-encoding') head.chunked ||= value !== '';
    else if (name === 'host') head.host ||= value;
    else if (name === 'origin') head.origin ||= value;
    else if (name === 'authorization') head.authorization ||= value;
  });
  return head;
}

/** How to look at the other end of a connection. */
export interface Surroundings {
  readonly pathPrefix: string;
  readonly proxies: Proxies;
  /** Whether anything is counted by address; else nobody asks for it. */
  readonly countsAddresses: boolean;
}

export interface Arrived {
  readonly handshake: Handshake;
  readonly addressKey: string | undefined;
}

/** The other end of its connection. */
export const peerOf = (response: HttpResponse): string => Buffer.from(response.getRemoteAddressAsText()).toString();

export function copyHandshake(
  request: HttpRequest,
  response: HttpResponse,
  tls: boolean,
  around: Surroundings,
): Arrived {
  const { pathPrefix, proxies, countsAddresses } = around;
  const peer = countsAddresses || proxies.some ? peerOf(response) : '';
  const believed = proxies.some && proxies.isTrusted(peer);
  return {
    addressKey: countsAddresses ? copyAddressKey(request, peer, proxies) : undefined,
    handshake: {
      path: withoutPrefix(request.getUrl(), pathPrefix),
      query: request.getQuery() ?? '',
      host: request.getHeader('host'),
      origin: request.getHeader('origin'),
      tls: tls || (believed && lastOf(request, 'x-forwarded-proto').toLowerCase() === 'https'),
    },
  };
}

/** The address that a request counts for, if it does for any. */
export function copyAddressKey(request: HttpRequest, peer: string, proxies: Proxies): string | undefined {
  const believed = proxies.some && proxies.isTrusted(peer);
  return addressKeyOf(clientAddress(peer, believed ? linesOf(request, 'x-forwarded-for') : '', proxies));
}

/** Every line of this header as one list: a proxy may add a line of its own below one that the client invented. */
function linesOf(request: HttpRequest, wanted: string): string {
  const lines: string[] = [];
  request.forEach((name, value) => {
    if (name === wanted) lines.push(value);
  });
  return lines.join(',');
}

/** What the nearest proxy said; what stands before it may be invented. */
const lastOf = (request: HttpRequest, name: string): string => linesOf(request, name).split(',').at(-1)?.trim() ?? '';

function withoutPrefix(path: string, prefix: string): string | undefined {
  if (prefix === '') return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}
