import type { HttpRequest } from 'uWebSockets.js';
import type { Handshake } from '../channels/admit.ts';

/** The engine frees a request at the first await or return: what is needed of it is copied here, and nowhere else. */
export interface RequestHead {
  readonly method: string;
  /** Without the configured prefix; undefined when it does not begin with it. */
  readonly path: string | undefined;
  readonly query: string;
  readonly contentLength: number;
  /** Two lengths: a smuggled second request. */
  readonly ambiguous: boolean;
}

export function copyHead(request: HttpRequest, prefix: string): RequestHead {
  let contentLength = 0;
  let lengths = 0;
  request.forEach((name, value) => {
    if (name !== 'content-length') return;
    lengths += 1;
    contentLength = Number(value);
  });
  return {
    method: request.getCaseSensitiveMethod(),
    path: withoutPrefix(request.getUrl(), prefix),
    query: request.getQuery() ?? '',
    contentLength,
    ambiguous: lengths > 1,
  };
}

export function copyHandshake(request: HttpRequest, prefix: string, tls: boolean): Handshake {
  return {
    path: withoutPrefix(request.getUrl(), prefix),
    query: request.getQuery() ?? '',
    origin: request.getHeader('origin'),
    tls,
  };
}

function withoutPrefix(path: string, prefix: string): string | undefined {
  if (prefix === '') return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}
