import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net';

/** Networks such as 10.0.0.0/8 or fc00::/7, and single addresses. */
export interface Networks {
  /** False for what is no address. IPv4 written as IPv6 (::ffff:10.0.0.1) is in the networks of IPv4. */
  has(address: string): boolean;
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** Throws for an entry that is neither an address nor a network. */
export function networks(entries: readonly string[]): Networks {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return { has: (address) => isIP(address) !== 0 && list.check(address, familyOf(address)) };
}

/** The one short form of an address: IPv4 for IPv4 written as IPv6. */
export function plainAddress(text: string): string {
  if (!isIPv6(text)) return text;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  return /^::ffff:(\d+\..*)$/.exec(address)?.[1] ?? address;
}
