import { isIP, isIPv6 } from 'node:net';
import { networks, plainAddress } from '../networks.ts';

/** Whom to believe about where a client is. */
export interface Proxies {
  /** Whether there are any. */
  readonly some: boolean;
  isTrusted(address: string): boolean;
}

/** An entry that is no address or network. */
export class BadNetwork extends Error {}

export function trustedProxies(list: readonly string[]): Proxies {
  for (const entry of list) checkNetwork(entry);
  const trusted = networks(list);
  return { some: list.length > 0, isTrusted: (address) => trusted.has(address) };
}

function checkNetwork(entry: string): void {
  try {
    networks([entry]);
  } catch {
    throw new BadNetwork(
      `trustedProxies: got ${JSON.stringify(entry)}, expected an address, or a network such as 10.0.0.0/8.`,
    );
  }
}

/** Some proxies tell the port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const withoutPort = (text: string): string =>
  /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;

/** The right-most address that no trusted proxy has: everything left of it may be invented. */
export function clientAddress(peer: string, forwardedFor: string, proxies: Proxies): string {
  let address = plainAddress(peer);
  const said = forwardedFor === '' ? [] : forwardedFor.split(',').map((one) => plainAddress(withoutPort(one.trim())));
  while (proxies.isTrusted(address)) {
    const before = said.pop();
    if (before === undefined || isIP(before) === 0) return address;
    address = before;
  }
  return address;
}

/** Who comes from this machine is the operator's own, or a proxy nobody told of: as one address it would keep everybody out. */
const loopback = networks(['127.0.0.0/8', '::1']);

/** [C29] What is counted as one address: an IPv4 address, or the /64 that one IPv6 subscriber has to himself; loopback is none. */
export function addressKeyOf(address: string): string | undefined {
  if (loopback.has(address)) return undefined;
  if (!isIPv6(address)) return address;
  const [left = [], right = []] = plainAddress(address)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
