import t, { type Test } from 'tap';
import { systemClock } from '../../src/clock.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { exchangeRaw } from '../support/http/api.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';

const path = `/app/${credentials.key}?protocol=7`;

/** [N17] */
const byAddress = { oneNode: 'limits of an address are per node' };

/** How a connection from this address is received; it stays open. */
async function from(t: Test, server: TestServer, forwardedFor: string): Promise<number | 'open'> {
  const client = new RawClient(`ws://127.0.0.1:${server.port}${path}`, { 'X-Forwarded-For': forwardedFor });
  t.teardown(() => client.destroy());
  await client.opened;
  return client.socketId === '' ? (await client.closed).code : 'open';
}

t.test('[C29] [C30] behind a trusted proxy each address has its own bound', async (t) => {
  const server = await testServer(
    t,
    {},
    { trustedProxies: ['127.0.0.0/8'], limits: { connectionsPerAddress: 2 } },
    byAddress,
  );
  for (const forwarded of ['192.0.2.1', '192.0.2.1', '192.0.2.2']) t.equal(await from(t, server, forwarded), 'open');
  t.equal(await from(t, server, '192.0.2.1'), 4100);
  t.equal(await from(t, server, '::ffff:192.0.2.1'), 4100, 'IPv4 in IPv6');
  t.equal(await from(t, server, '198.51.100.1, 192.0.2.1'), 4100, 'what the client invents on the left');
  for (const forwarded of ['2001:db8::1', '2001:db8::2']) t.equal(await from(t, server, forwarded), 'open');
  t.equal(await from(t, server, '2001:db8:0:0:ffff::1'), 4100, 'the same /64');
  t.equal(await from(t, server, '2001:db8:0:1::1'), 'open', 'another');
  t.equal(server.counters.refusedAddress, 4);
  t.equal(server.stats().addresses, 4);
});

t.test('[C30] a line that the proxy adds below one of the client counts', async (t) => {
  const server = await testServer(
    t,
    {},
    { trustedProxies: ['127.0.0.1'], limits: { connectionsPerAddress: 1 } },
    byAddress,
  );
  const upgrade = (lines: string): Promise<string> =>
    exchangeRaw(
      server.port,
      [
        `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${lines}\r\n\r\n`,
      ],
      /established|Over capacity/,
    );
  t.equal(await from(t, server, '192.0.2.1'), 'open');
  t.match(await upgrade('X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 192.0.2.1'), 'Over capacity');
  t.match(await upgrade('X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.9'), 'established');
});

t.test(
  '[C29] [C30] without trusted proxies the headers are not there, and loopback counts for no address',
  async (t) => {
    const server = await testServer(t, { tlsOnly: true });
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '192.0.2.1' };
    t.equal((await (await server.raw(path, { headers })).closed).code, 4000);
    const counted = await testServer(t, {}, { limits: { connectionsPerAddress: 1 } }, byAddress);
    for (let n = 0; n < 2; n += 1) t.equal(await from(t, counted, '192.0.2.1'), 'open');
    t.equal(counted.stats().addresses, 0);
  },
);

t.test('[C30] a trusted proxy that speaks TLS makes the connection one with TLS', async (t) => {
  const server = await testServer(t, { tlsOnly: true }, { trustedProxies: ['127.0.0.1'] });
  const withProto = (proto: string) => server.raw(path, { headers: { 'X-Forwarded-Proto': proto } });
  t.not((await withProto('https')).socketId, '');
  for (const proto of ['http', 'https, http', '']) t.equal((await (await withProto(proto)).closed).code, 4000, proto);
});

t.test('[C29] new connections of an address in a second', async (t) => {
  const server = await testServer(
    t,
    {},
    { trustedProxies: ['127.0.0.1'], limits: { connectsPerAddressPerSecond: 3 } },
    byAddress,
  );
  const codes = await Promise.all(Array.from({ length: 20 }, () => from(t, server, '192.0.2.1')));
  // The twenty may come in two seconds.
  t.ok(codes.filter((code) => code === 'open').length <= 6 && codes.includes(4100), `${codes}`);
});

t.test(
  '[C29] nothing set: 100 new connections of an address in a second, and loopback as many as it likes',
  async (t) => {
    const noon = Math.floor(Date.now() / 1000) * 1000;
    const clock = { ...systemClock, now: () => noon };
    const server = await testServer(t, {}, { trustedProxies: ['127.0.0.1'] }, { ...byAddress, clock });
    const all = (forwardedFor: string) => Promise.all(Array.from({ length: 101 }, () => from(t, server, forwardedFor)));
    const codes = await all('192.0.2.1');
    t.equal(codes.filter((code) => code === 'open').length, 100);
    for (const own of ['127.0.0.2', '::1'])
      t.ok(
        (await all(own)).every((code) => code === 'open'),
        own,
      );
    t.equal(server.counters.refusedAddress, 1);
  },
);

t.test('[C37] however much is refused for an address, the log has a line of it a minute', async (t) => {
  let now = Math.floor(Date.now() / 1000) * 1000;
  const clock = { ...systemClock, now: () => now };
  const limits = { connectionsPerAddress: 1, connectsPerAddressPerSecond: 20 };
  const server = await testServer(t, {}, { trustedProxies: ['127.0.0.1'], limits }, { ...byAddress, clock });
  const warned = (): { address: string; refused: number }[] =>
    server.logged.flatMap((line) => (line.includes('too much came') ? [JSON.parse(line)] : []));
  const ask = (address: string) =>
    fetch(`http://127.0.0.1:${server.port}/nothing`, { headers: { 'X-Forwarded-For': address } });
  t.equal(await from(t, server, '192.0.2.1'), 'open');
  for (let n = 0; n < 5; n += 1) t.equal(await from(t, server, '192.0.2.1'), 4100);
  t.match(warned(), [{ address: '192.0.2.1', refused: 1 }]);
  now += 59_000;
  for (let n = 0; n < 25; n += 1) await ask('192.0.2.2');
  t.equal(warned().length, 1);
  now += 1000;
  for (let n = 0; n < 22; n += 1) await ask('192.0.2.2');
  t.match(warned().slice(1), [{ address: '192.0.2.2', refused: 10 }]);
  t.equal(server.counters.refusedAddress, 5);
  t.equal(server.counters.requestsRefusedAddress, 7);
  t.equal(server.counters.requestsTooMany, 7);
});
