import type { CheckedConfig } from '../config/check.ts';

export interface Address {
  readonly tls: boolean;
  /** As a URL has it. */
  readonly host: string;
  /** With the port and the path prefix, without a scheme. */
  readonly base: string;
}

/** How a program on this machine reaches a server that listens on `host`. */
export function addressOf({ pathPrefix, tls }: CheckedConfig, host: string, port: number): Address {
  const everywhere = host === '0.0.0.0' || host === '::';
  const reachable = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return { tls: tls.cert !== null, host: reachable, base: `${reachable}:${port}${pathPrefix}` };
}
