import { BlockList, isIP, isIPv6 } from 'node:net';

/** Whom to believe about where a client is. */
export interface Proxies {
  /** Whether there are any. */
  readonly some: boolean;
  isTrusted(address: string): boolean;
}

export function trustedProxies(list: readonly string[]): Proxies {
  const block = new BlockList();
  for (const entry of list) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) block.addAddress(address, family);
    else block.addSubnet(address, Number(bits), family);
  }
  return {
    some: list.length > 0,
    isTrusted(text) {
      const address = plainAddress(text);
      return isIP(address) > 0 && block.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
    },
  };
}

/** The engine gives IPv4 as `::ffff:…` in full; that is the same client as the short form. */
export function plainAddress(text: string): string {
  const mapped =
    /^(?:0000:0000:0000:0000:0000:ffff:|::ffff:)(?:([0-9a-f]{2})([0-9a-f]{2}):([0-9a-f]{2})([0-9a-f]{2})|(\d+\.\d+\.\d+\.\d+))$/i.exec(
      text,
    );
  if (mapped === null) return text;
  return (
    mapped[5] ??
    mapped
      .slice(1, 5)
      .map((hex) => Number.parseInt(hex, 16))
      .join('.')
  );
}

/** The right-most address that no trusted proxy has: everything left of it may be invented. */
export function clientAddress(peer: string, forwardedFor: string, proxies: Proxies): string {
  let address = plainAddress(peer);
  const said = forwardedFor === '' ? [] : forwardedFor.split(',').map((one) => plainAddress(one.trim()));
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
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
