import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:net';
import t, { type Test } from 'tap';
import { systemClock } from '../../src/clock.ts';
import { createAddressGuard } from '../../src/webhooks/address-guard.ts';
import { createHttpClient } from '../../src/webhooks/http-client.ts';
import type { Resolve } from '../../src/webhooks/resolve.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { credentials } from '../support/core/core.ts';
import { makeCertificate } from '../support/nodes/certificate.ts';
import { startCli } from '../support/nodes/cli.ts';
import { type Receiver, startReceiver } from '../support/webhooks/receiver.ts';

const body = Buffer.from('{"time_ms":1,"events":[]}');
const headers = { 'Content-Type': 'application/json', 'X-Pusher-Key': 'key-1' };

const nobody: Resolve = async (host) => {
  throw new Error(`getaddrinfo ENOTFOUND ${host}`);
};

/** Sends to a URL: the reason of a failure, or undefined. */
function poster(t: Test, timeoutMs = 5000, resolve = nobody, privateToo = true) {
  const { post, close } = createHttpClient(systemClock, timeoutMs, createAddressGuard(privateToo), resolve);
  t.teardown(close);
  return { post: (url: string) => post({ url, headers, body }), close };
}

t.test('[W2] [W17] success is 200 to 299, and everything else is not', async (t) => {
  const { post } = poster(t);
  const receiver = await startReceiver(t);
  for (const status of [200, 201, 202, 204, 299]) {
    receiver.answer((response) => response.writeHead(status).end());
    t.equal(await post(receiver.url), undefined, String(status));
  }
  for (const status of [300, 304, 400, 401, 404, 410, 429, 500, 502, 503]) {
    receiver.answer((response) => response.writeHead(status, { 'Retry-After': '1' }).end('no'));
    t.match(await post(receiver.url), new RegExp(`^answered ${status}\\b`));
  }
  t.equal(receiver.connections.all, 1, 'one connection served them all');
  const [first] = receiver.received;
  t.equal(first?.body, body.toString());
  t.equal(first?.headers['content-type'], 'application/json');
  t.equal(first?.headers['content-length'], String(body.length));
  t.equal(first?.headers['transfer-encoding'], undefined);
});

t.test('[W17] a redirect is not followed', async (t) => {
  const { post } = poster(t);
  const [receiver, elsewhere] = [await startReceiver(t), await startReceiver(t)];
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.answer((response) => response.writeHead(status, { Location: elsewhere.url }).end());
    t.match(await post(receiver.url), /redirects are not followed/);
  }
  t.equal(elsewhere.connections.all, 0);
});

t.test('[W17] no answer, half an answer and no answer at all', async (t) => {
  const { post } = poster(t);
  const hasty = poster(t, 60);
  const receiver = await startReceiver(t);
  receiver.answer(() => {});
  t.match(await hasty.post(receiver.url), /in time/);
  receiver.answer((response) => void response.socket?.destroy());
  t.match(await post(receiver.url), /hang up|ECONNRESET/);
  receiver.answer((response) => void response.socket?.resetAndDestroy());
  t.match(await post(receiver.url), /hang up|ECONNRESET/);
  receiver.answer((response) => void response.socket?.write('HTTP/1.1 2'));
  t.match(await hasty.post(receiver.url), /in time/);
  receiver.answer((response) => void response.socket?.end('nonsense\r\n\r\n'));
  t.match(await post(receiver.url), /Parse Error/);
  receiver.answer(
    (response) => void response.socket?.end('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  );
  t.type(await post(receiver.url), 'string');
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  t.match(await post(`http://127.0.0.1:${port}/`), /ECONNREFUSED/);
  t.match(await post('http://nowhere.example/'), /ENOTFOUND/);
  await receiver.until(() => receiver.connections.open === 0);
});

t.test('[W20] of an endless answer little is read, and its status decides', async (t) => {
  const { post } = poster(t);
  const receiver = await startReceiver(t);
  for (const status of [200, 500]) {
    let sent = 0;
    let ended = (): void => {};
    const cut = new Promise<void>((resolve) => {
      ended = resolve;
    });
    receiver.answer((response) => {
      const chunk = Buffer.alloc(65_536);
      const more = (): void => {
        while (sent < 100_000_000 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      response.on('close', ended);
      response.writeHead(status);
      more();
    });
    t.equal(await post(receiver.url), status === 200 ? undefined : 'answered 500');
    await cut;
    t.ok(sent < 20_000_000, `${sent} bytes were sent before the connection was closed`);
  }
  t.equal(receiver.connections.all, 2);
  receiver.answer((response) => response.end(Buffer.alloc(60_000)));
  for (let n = 0; n < 3; n += 1) t.equal(await post(receiver.url), undefined);
  t.equal(receiver.connections.all, 3, 'a short answer leaves the connection open');
});

t.test('[W17] [W20] an answer that goes on for ever after a status is that status', async (t) => {
  const { post } = poster(t, 1000);
  const [good, bad] = [await startReceiver(t), await startReceiver(t)];
  good.answer((response) => response.writeHead(200).write('and'));
  bad.answer((response) => response.writeHead(503).write('and'));
  t.same(await Promise.all([post(good.url), post(bad.url)]), [undefined, 'answered 503']);
  await good.until(() => good.connections.open === 0);
  await bad.until(() => bad.connections.open === 0);
});

t.test('[W17] a connection closed while it was idle is no failure', async (t) => {
  const { post } = poster(t);
  const receiver = await startReceiver(t);
  t.equal(await post(receiver.url), undefined);
  // The receiver drops the idle connection just as the next request is on its way on it.
  const closing = closeOnNextRequest(receiver);
  t.equal(await post(receiver.url), undefined);
  await closing;
  t.equal(receiver.connections.all, 2);
  t.equal(receiver.received.length, 2);
});

async function closeOnNextRequest(receiver: Receiver): Promise<void> {
  receiver.cut();
  await receiver.until(() => receiver.connections.open === 0);
}

t.test('[W25] an address that is not allowed is not connected to, in whatever way it is written', async (t) => {
  const strict = poster(t, 5000, nobody, false);
  const lenient = poster(t);
  const receiver = await startReceiver(t);
  const { port } = receiver;
  const spellings = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
  ];
  for (const host of spellings) t.match(await strict.post(`http://${host}:${port}/`), /not sent to/, host);
  for (const host of ['169.254.169.254', '[fe80::1]', '0.0.0.0', '[::]', '0xa9fea9fe'])
    t.match(await lenient.post(`http://${host}:${port}/`), /not sent to/, host);
  t.equal(receiver.connections.all, 0);
  t.equal(await lenient.post(`http://127.1:${port}/`), undefined);
});

t.test('[W25] a name leads where it was checked to lead, and nowhere else', async (t) => {
  const receiver = await startReceiver(t);
  const url = `http://hook.example:${receiver.port}/`;
  const to =
    (...addresses: string[]): Resolve =>
    async () =>
      addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
  t.match(await poster(t, 5000, to('127.0.0.1'), false).post(url), /hook.example is at an address/);
  t.match(await poster(t, 5000, to('169.254.169.254', 'fe80::1')).post(url), /hook.example is at an address/);
  t.match(await poster(t, 5000, to()).post(url), /hook.example is at an address/);
  t.equal(receiver.connections.all, 0);
  const allowed = createHttpClient(
    systemClock,
    5000,
    (address) => address === '127.0.0.2',
    to('127.0.0.1', '127.0.0.2'),
  );
  t.teardown(allowed.close);
  t.match(await allowed.post({ url, headers, body }), /ECONNREFUSED 127\.0\.0\.2/, 'of several, those allowed');
  t.equal(receiver.connections.all, 0);
  t.equal(await poster(t, 5000, to('169.254.169.254', '127.0.0.1')).post(url), undefined);
  t.equal(receiver.received[0]?.headers.host, `hook.example:${receiver.port}`);

  // Rebinding: the second answer is another one. There is no second question for one connection.
  let asked = 0;
  const rebinding: Resolve = async () => {
    asked += 1;
    return [{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
  };
  t.equal(await poster(t, 5000, rebinding).post(url), undefined);
  t.equal(asked, 1);
});

t.test('[W26] closing ends what is under way', async (t) => {
  const { post, close } = poster(t);
  const receiver = await startReceiver(t);
  receiver.answer(() => {});
  const hanging = post(receiver.url);
  await receiver.until((received) => received.length === 1);
  close();
  t.type(await hanging, 'string');
  await receiver.until(() => receiver.connections.open === 0);
});

t.test('[W1] over TLS the certificate of a receiver must be one that Node trusts', async (t) => {
  const certificate = makeCertificate(t.testdir());
  const receiver = await startReceiver(t, certificate);
  const here: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  t.match(await poster(t, 5000, here).post(receiver.url), /self-signed certificate/);
  t.equal(receiver.received.length, 0);

  // Its certificate is trusted as an operator would have it trusted: in a process of its own.
  const webhooks = [{ url: receiver.url }];
  const apps = JSON.stringify([{ ...credentials, secret: 'a-secret-for-tests', webhooks }]);
  const environment = { NODE_EXTRA_CA_CERTS: certificate.cert, CARILLON_APPS: apps };
  const { port } = await startCli(t, ['--host', '127.0.0.1', '--webhooks-private-addresses', 'true'], environment);
  const client = new RawClient(`ws://127.0.0.1:${port}/app/${credentials.key}?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  await client.join('news');
  await receiver.until((received) => received.length === 1);
  t.match(receiver.received[0]?.headers.host, /^localhost:/);
});
