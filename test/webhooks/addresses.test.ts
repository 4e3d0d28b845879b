import type { LookupAddress } from 'node:dns';
import t from 'tap';
import { createAddressGuard } from '../../src/webhooks/address-guard.ts';
import { createResolve } from '../../src/webhooks/resolve.ts';
import { fakeClock } from '../support/core/clock.ts';

const open = ['1.1.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '192.169.0.1', '11.0.0.1', '126.0.0.1', '100.63.0.1'];
const open6 = ['2606:4700:4700::1111', '64:ff9b::8.8.8.8', '::ffff:8.8.8.8', '2a00::1', '2001:200::1'];

const inside = [
  '198.18.0.1',
  '192.0.0.1',
  '127.0.0.1',
  '127.9.9.9',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
];
const inside6 = [
  '::1',
  'fc00::1',
  'fdff::1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::7f00:1',
];

const never = [
  '169.254.169.254',
  '169.254.1.1',
  '0.0.0.0',
  '0.1.2.3',
  '224.0.0.1',
  '255.255.255.255',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '198.51.100.1',
  '203.0.113.1',
  '240.0.0.1',
];
const never6 = [
  '::',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '64:ff9b::169.254.169.254',
  '64:ff9b::192.0.2.1',
  ...['127.0.0.1', '10.0.0.1', '169.254.169.254', '8.8.8.8'].flatMap((v4) => [
    `::${v4}`, // IPv4-compatible
    `::ffff:0:${v4}`, // translated
    `64:ff9b:1::${v4}`, // NAT64 of a network's own
    `2001:0:a00:1::${v4}`, // Teredo
  ]),
  '2002:a00:1::1',
  '2002:808:808::1',
  '100::1',
  '2001:2::1',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
  '4000::1',
  '::2',
];

t.test('[W25] link-local, metadata, multicast and unspecified addresses: never', async (t) => {
  for (const privateToo of [false, true]) {
    const isAllowed = createAddressGuard(privateToo);
    for (const address of [...never, ...never6, '', 'localhost', '1.2.3', '::g']) t.notOk(isAllowed(address), address);
    for (const address of [...open, ...open6]) t.ok(isAllowed(address), address);
  }
});

t.test('[W25] loopback and private addresses with the setting alone', async (t) => {
  for (const address of [...inside, ...inside6]) {
    t.notOk(createAddressGuard(false)(address), address);
    t.ok(createAddressGuard(true)(address), address);
  }
});

const at = (address: string): LookupAddress[] => [{ address, family: 4 }];

t.test('[W19] a host is asked for once at a time, and what was known a moment ago is used meanwhile', async (t) => {
  const clock = fakeClock();
  const asked: { host: string; answer(addresses: LookupAddress[]): void; fail(): void }[] = [];
  const resolve = createResolve(clock, (host) => {
    return new Promise((answer, reject) => asked.push({ host, answer, fail: () => reject(new Error('ENOTFOUND')) }));
  });
  const both = Promise.all([resolve('a.example'), resolve('a.example')]);
  const other = resolve('b.example');
  t.same(
    asked.map(({ host }) => host),
    ['a.example', 'b.example'],
  );
  asked[0]?.answer(at('1.1.1.1'));
  asked[1]?.fail();
  t.same(await both, [at('1.1.1.1'), at('1.1.1.1')]);
  await t.rejects(other, /ENOTFOUND/);
  t.same(await resolve('a.example'), at('1.1.1.1'), 'without asking');
  t.equal(asked.length, 2);

  await clock.advance(30_000);
  t.same(await resolve('a.example'), at('1.1.1.1'), 'while the name server does not answer');
  t.same(await resolve('a.example'), at('1.1.1.1'));
  t.equal(asked.length, 3);
  asked[2]?.answer(at('2.2.2.2'));
  await clock.advance(0);
  t.same(await resolve('a.example'), at('2.2.2.2'));

  await clock.advance(300_000);
  const late = resolve('a.example');
  asked[3]?.answer(at('3.3.3.3'));
  t.same(await late, at('3.3.3.3'), 'what is too old is not used');

  await clock.advance(40_000);
  t.same(await resolve('a.example'), at('3.3.3.3'));
  asked[4]?.fail();
  await clock.advance(0);
  const again = resolve('a.example');
  asked[5]?.fail();
  await t.rejects(again, /ENOTFOUND/, 'a host that is gone is gone');
});
