import { networks } from '../networks.ts';

/** Whether a webhook may be sent to this address. */
export type AddressGuard = (address: string) => boolean;

// Nobody's receiver lives there, but a machine's credentials do: what answers on a link-local address, or on one of the
// clouds' own, answers whoever asks from inside.
const metadata = [
  '169.254.0.0/16',
  'fe80::/10',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fd00:42::42',
];

/** Of IANA's registries of special-purpose addresses, what no host has: documentation, discard, benchmarks of routing. */
const nobody = [
  '0.0.0.0/8',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001:db8::/32',
  '3fff::/20',
];

// Teredo, ORCHID and 6to4: an IPv4 address may be hidden in them, and lead past every other line.
const tunnels = ['2001::/23', '2002::/16'];

const inside = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '192.0.0.0/24',
  '198.18.0.0/15',
  '::1',
  'fc00::/7',
  'fec0::/10',
];

/** All of IPv4, and of IPv6 what is given out: whatever else there is of that has a special purpose. */
const unicast = ['0.0.0.0/0', '2000::/3', '64:ff9b::/96'];

/** A network of IPv6 without IPv4 reaches an IPv4 address through NAT64 (64:ff9b::a.b.c.d): it is the same one. */
const alsoThroughNat64 = (entries: readonly string[]) =>
  networks([
    ...entries,
    ...entries
      .filter((entry) => !entry.includes(':'))
      .map((entry) => {
        const [address = '', bits = '32'] = entry.split('/');
        return `64:ff9b::${address}/${96 + Number(bits)}`;
      }),
  ]);

const never = alsoThroughNat64([...metadata, ...nobody, ...tunnels]);
const own = alsoThroughNat64(inside);
const others = networks(unicast);

/** [W25] */
export const createAddressGuard =
  (privateToo: boolean): AddressGuard =>
  (address) =>
    !never.has(address) && (own.has(address) ? privateToo : others.has(address));
