import { BlockList, isIP, isIPv6 } from 'node:net';

/** Whom to believe about where a client is. */
export interface Proxies {
  /** Whether there are any. */
  readonly some: boolean;
  isTrusted(address: string): boolean;
}

/** An entry that is no address or network. */
export class BadNetwork extends Error {}

export function trustedProxies(list: readonly string[]): Proxies {
  const block = new BlockList();
  for (const entry of list) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    try {
      if (bits === undefined) block.addAddress(address, family);
      else block.addSubnet(address, Number(bits), family);
    } catch {
      throw new BadNetwork(
        `trustedProxies: got ${JSON.stringify(entry)}, wants an address, or a network such as 10.0.0.0/8.`,
      );
    }
  }
  return {
    some: list.length > 0,
    isTrusted(text) {
      const address = plainAddress(text);
      return isIP(address) > 0 && block.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
    },
  };
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const dotted = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [left = [], right] = dotted.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = right === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill('0'), ...(right ?? [])].map((group) => Number.parseInt(group, 16));
}

/** IPv4 written as IPv6, as the engine does, is the same client as the short form. */
export function plainAddress(text: string): string {
  if (!isIPv6(text)) return text;
  const groups = groupsOf(text);
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 5).some((group) => group !== 0) || groups[5] !== 0xffff) return text;
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
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

/** What is counted as one place: an IPv4 address, or the /64 that one IPv6 subscriber has to himself. */
export function placeOf(address: string): string {
  if (!isIPv6(address)) return address;
  return `${groupsOf(address)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}
