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
  const name = reachable(host);
  return { tls: tls.cert !== null, host: name, base: `${name}:${port}${pathPrefix}` };
}

/** As a URL has it. */
export function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** The sentence for a server that did not answer. */
export function notReached({ base }: Address, error: unknown): string {
  const { code, cause, message } = error as { code?: string; cause?: { code?: string }; message: string };
  const why = code ?? cause?.code ?? message;
  return `carillon: no server answers on ${base} (${why}); start one with carillon start, or say where with --host and --port.`;
}
