import { BlockList, isIP, isIPv4 } from 'node:net';

/** Whether a webhook may be sent to this address. */
export type AddressGuard = (address: string) => boolean;

// Nobody's receiver lives there, but a machine's credentials do: what answers on a link-local address, or on one of the
// clouds' own, answers whoever asks from inside.
const forbidden4 = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
];
const forbidden6 = ['::/128', 'fe80::/10', 'ff00::/8', 'fd00:ec2::254/128', 'fd20:ce::254/128', 'fd00:42::42/128'];

const private4 = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '192.0.0.0/24'];
const moreOf4 = ['198.18.0.0/15'];
const private6 = ['::1/128', 'fc00::/7', 'fec0::/10', '64:ff9b:1::/48'];

/** Forms of IPv6 that hold an IPv4 address. Those that net.BlockList sees through by itself (::ffff:a.b.c.d) are not here. */
const holders: readonly { readonly bits: number; readonly of: (v4: string) => string }[] = [
  { bits: 96, of: (v4) => `64:ff9b::${v4}` },
  { bits: 96, of: (v4) => `::${v4}` },
  { bits: 16, of: (v4) => `2002:${hextets(v4)}::` },
];

function hextets(v4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function listOf(networks4: readonly string[], networks6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks4) {
    const [net = '', bits] = network.split('/');
    list.addSubnet(net, Number(bits), 'ipv4');
    // ::/104 and the like would take ::1 and :: with them, which the tables name.
    for (const holder of holders) {
      const inside = holder.of(net);
      if (inside !== '::0.0.0.0') list.addSubnet(inside, holder.bits + Number(bits), 'ipv6');
    }
  }
  for (const network of networks6) {
    const [net = '', bits] = network.split('/');
    list.addSubnet(net, Number(bits), 'ipv6');
  }
  return list;
}

const forbidden = listOf(forbidden4, forbidden6);
const inside = listOf([...private4, ...moreOf4], private6);

/** [W25] */
export const createAddressGuard =
  (privateToo: boolean): AddressGuard =>
  (address) => {
    if (isIP(address) === 0) return false;
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    return !forbidden.check(address, family) && (privateToo || !inside.check(address, family));
  };
