import { connect, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { forgotten } from '../support/clients/forgotten.ts';
import { frameOf, HandSocket, opcodes } from '../support/clients/hand-socket.ts';
import { call, exchangeRaw, signQuery } from '../support/http/api.ts';
import { startCli } from '../support/nodes/cli.ts';
import { memoryOf } from '../support/nodes/memory.ts';
import { credentials, testServer } from '../support/nodes/server.ts';

const path = `/app/${credentials.key}?protocol=7`;
const mb = 1024 * 1024;

/** A connection that says this and then a byte now and then; settles with the seconds until the server had enough. */
function drip(t: Test, port: number, head: string, rest: string): Promise<number> {
  const started = Date.now();
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    socket.on('error', () => {}).resume();
    socket.write(head);
    let next = 0;
    let wait = 0;
    const timer = setInterval(() => {
      wait += 1;
      if (wait % 20 !== 0) return;
      if (next < rest.length) socket.write(rest[next] ?? '');
      next += 1;
    }, 100);
    socket.on('close', () => {
      clearInterval(timer);
      resolve((Date.now() - started) / 1000);
    });
  });
}

t.test('[L15] heads and bodies that drip in, and sockets that say nothing, are cut off', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.join('news');
  const slow = {
    'half a head': drip(t, server.port, 'GET /health HTTP/1.1\r\nHos', 't: '.padEnd(100, 'a')),
    'half a body': drip(
      t,
      server.port,
      'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n',
      'x'.repeat(1000),
    ),
    silence: drip(t, server.port, '', ''),
  };
  for (const [what, cut] of Object.entries(slow)) {
    const seconds = await cut;
    t.comment(`${what}: cut off after ${seconds.toFixed(1)} s`);
    t.ok(seconds < 60, what);
  }
  await call(server.port, 'POST', '/apps/app-1/events', { body: { name: 'n', channel: 'news', data: 'x' } });
  t.equal((await client.next('n')).data, 'x');
});

t.test('[L11] a body of 100 MB is 413 before it is read, announced or not', async (t) => {
  const { cli, port } = await startCli(t, ['--apps', JSON.stringify([credentials]), '--host', '127.0.0.1']);
  const before = memoryOf(cli.child).peak;
  const head = (lines: string): string => `POST /apps/app-1/events HTTP/1.1\r\nHost: x\r\n${lines}\r\n\r\n`;
  const announced = await exchangeRaw(port, [head(`Content-Length: ${100 * mb}`)], /\r\n\r\n/);
  t.match(announced, /^HTTP\/1\.1 413/);
  const query = signQuery('POST', '/apps/app-1/events', Buffer.from('x')).map(([name, value]) => `${name}=${value}`);
  const signed = `POST /apps/app-1/events?${query.join('&')} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`;
  // Signed, and without a length: it goes on sending whatever it is told, as fast as it is taken.
  const cut = await new Promise<number>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536), Buffer.from('\r\n')]);
    let sent = 0;
    const more = (): void => {
      while (!socket.destroyed && sent < 100 * mb) {
        sent += chunk.length;
        if (!socket.write(chunk)) return;
      }
    };
    socket
      .on('drain', more)
      .on('error', () => {})
      .on('close', () => resolve(socket.bytesWritten));
    socket.resume().write(signed, more);
  });
  const grown = memoryOf(cli.child).peak - before;
  t.comment(`it took ${Math.round(cut / mb)} MB until it was closed; memory grew by ${Math.round(grown / mb)} MB`);
  t.ok(cut < 20 * mb);
  t.ok(grown < 20 * mb);
});

t.test('[L8] half-open sockets by the thousand, and the others are served', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.join('news');
  const before = server.stats();
  const starts = [
    '',
    'G',
    'GET /app/',
    `GET ${path} HTTP/1.1\r\nUpgrade: websocket\r\n`,
    'POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\n1',
  ];
  const sockets = Array.from({ length: 1000 }, (_, n) => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {}).write(starts[n % starts.length] ?? '');
    return socket;
  });
  const half = await Promise.all(Array.from({ length: 200 }, () => HandSocket.open(server.port, path)));
  for (const hand of half) hand.socket.write(frameOf('{"event":"pusher:ping"}').subarray(0, 9));
  const { status } = await call(server.port, 'POST', '/apps/app-1/events', {
    body: { name: 'n', channel: 'news', data: 'x' },
  });
  t.equal(status, 200);
  t.equal((await client.next('n')).data, 'x');
  for (const socket of sockets) socket.destroy();
  for (const hand of half) hand.socket.end(); // half-closed: what it began will never end
  await Promise.all(half.map(({ closed }) => closed));
  await forgotten(server, before, client);
  t.same(server.stats(), before);
});

t.test('[L8] floods of pings and of what is answered with errors, from who reads nothing too', async (t) => {
  const server = await testServer(t);
  const client = await server.raw();
  await client.join('news');
  const floods = { ping: frameOf('x'.repeat(125), { opcode: opcodes.ping }), error: frameOf('[]') };
  for (const [what, frame] of Object.entries(floods)) {
    const hand = await HandSocket.open(server.port, path);
    hand.socket.pause();
    const many = Buffer.concat(Array.from({ length: 1000 }, () => frame));
    let said = 0;
    while (!hand.socket.destroyed && said < 200_000) {
      said += 1000;
      await new Promise<void>((resolve) => hand.socket.write(many, () => resolve()));
    }
    await call(server.port, 'POST', '/apps/app-1/events', { body: { name: 'n', channel: 'news', data: what } });
    t.equal((await client.next('n')).data, what, `${said} ${what}s`);
    hand.socket.destroy();
  }
  await forgotten(server, { connections: 1, feeds: 1, users: 0, addresses: 0, sockets: 1 }, client);
  t.equal(server.counters.errors, 0);
  t.comment(`${server.counters.slowReadersCut} of the two were cut off`);
});

t.test('[S17] [L13] 20,000 subscribes to distinct names by one socket', async (t) => {
  const server = await testServer(t, { limits: { subscribesPerSecond: 10_000, messagesPerSecond: 0 } });
  const hand = await HandSocket.open(server.port, path);
  const other = await server.raw();
  const started = Date.now();
  for (let n = 0; n < 20_000; n += 1) hand.say('pusher:subscribe', { channel: `c${n}` });
  hand.say('pusher:ping', {});
  let done = 0;
  let refused = 0;
  for (let text = await hand.next('"event"'); text !== undefined; text = await hand.next('"event"')) {
    if (text.includes('pusher:pong')) break;
    if (text.includes('subscription_succeeded')) done += 1;
    if (text.includes('"LimitReached"') && text.includes('subscription_error')) refused += 1;
  }
  t.same([done, refused], [1000, 19_000], `in ${Date.now() - started} ms`);
  t.equal(server.stats().feeds, 1000);
  hand.socket.destroy();
  await forgotten(server, { connections: 1, feeds: 0, users: 0, addresses: 0, sockets: 1 }, other);
  t.equal(server.stats().feeds, 0);
});
