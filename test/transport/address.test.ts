import t from 'tap';
import { plainAddress } from '../../src/networks.ts';
import { addressKeyOf, clientAddress, trustedProxies } from '../../src/transport/address.ts';

t.test('[C29] IPv4 written as IPv6 is the same address', async (t) => {
  t.equal(plainAddress('0000:0000:0000:0000:0000:ffff:7f00:0001'), '127.0.0.1', 'as the engine writes it');
  t.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
  t.equal(plainAddress('::FFFF:c000:0201'), '192.0.2.1');
  t.equal(plainAddress('0:0:0:0:0:ffff:192.0.2.1'), '192.0.2.1');
  t.equal(plainAddress('192.0.2.1'), '192.0.2.1');
  t.equal(plainAddress('2001:db8::ffff:c000:201'), '2001:db8::ffff:c000:201');
  t.equal(plainAddress('::1'), '::1');
  t.equal(plainAddress('nonsense'), 'nonsense');
});

t.test('[C29] a place is an IPv4 address, or a /64 of IPv6', async (t) => {
  t.equal(addressKeyOf('192.0.2.1'), '192.0.2.1');
  t.equal(addressKeyOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
  t.equal(addressKeyOf('2001:0db8:0001:0002::'), addressKeyOf('2001:db8:1:2:ffff::1'));
  t.equal(addressKeyOf('2001:db8::1'), '2001:db8:0:0::/64');
  t.not(addressKeyOf('2001:db8:1:3::1'), addressKeyOf('2001:db8:1:2::1'));
  t.equal(addressKeyOf('2001:db8:1::3:4:5:6'), '2001:db8:1:0::/64');
  t.equal(addressKeyOf('2001:db8::3:4:5:6:7'), '2001:db8:0:3::/64');
  t.equal(addressKeyOf('::2:3:4:5:6:7'), '0:0:2:3::/64');
  t.equal(addressKeyOf('::2'), '0:0:0:0::/64');
  t.equal(addressKeyOf('64:ff9b::192.0.2.1'), '64:ff9b:0:0::/64');
});

t.test('[C29] loopback is no place, however it is written', async (t) => {
  for (const own of ['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1', '0000:0000:0000:0000:0000:0000:0000:0001'])
    t.equal(addressKeyOf(own), undefined, own);
  for (const other of ['128.0.0.1', '::ffff:128.0.0.1', '::7f00:1']) t.not(addressKeyOf(other), undefined, other);
});

t.test('[C30] the client is the right-most address that no trusted proxy has', async (t) => {
  const proxies = trustedProxies(['10.0.0.0/8', '127.0.0.1', 'fd00::/8']);
  const from = (peer: string, said: string): string => clientAddress(peer, said, proxies);
  t.equal(from('127.0.0.1', '192.0.2.1'), '192.0.2.1');
  t.equal(from('::ffff:127.0.0.1', '192.0.2.1'), '192.0.2.1');
  t.equal(from('127.0.0.1', '1.1.1.1, 192.0.2.1'), '192.0.2.1', 'what stands left of it may be invented');
  t.equal(from('127.0.0.1', '1.1.1.1, 192.0.2.1, 10.1.2.3,fd00::7'), '192.0.2.1', 'a chain of proxies');
  t.equal(from('198.51.100.7', '192.0.2.1'), '198.51.100.7', 'a peer that is no proxy is not believed');
  t.equal(from('127.0.0.1', ''), '127.0.0.1');
  t.equal(from('127.0.0.1', '10.0.0.1, 10.0.0.2'), '10.0.0.1', 'proxies alone');
  t.equal(
    from('127.0.0.1', '192.0.2.1, unknown'),
    '127.0.0.1',
    'what is no address is not believed, nor what is left of it',
  );
  t.equal(from('127.0.0.1', '192.0.2.1:4711'), '192.0.2.1', 'some tell the port');
  t.equal(from('127.0.0.1', '[2001:db8::1]:4711'), '2001:db8::1');
  t.equal(from('127.0.0.1', '::ffff:192.0.2.1'), '192.0.2.1');
});

t.test('[C30] without trusted proxies nobody is one', async (t) => {
  const none = trustedProxies([]);
  t.notOk(none.some);
  t.notOk(none.isTrusted('127.0.0.1'));
  t.equal(clientAddress('127.0.0.1', '192.0.2.1', none), '127.0.0.1');
  for (const bad of ['10.0.0.0/33', '300.1.1.1', 'fd00::/129', ':::', '1.2.3']) {
    t.throws(() => trustedProxies([bad]), { message: /^trustedProxies: got .*, expected an address/ }, bad);
  }
});
