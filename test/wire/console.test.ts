import { connect } from 'node:net';
import t from 'tap';
import { openConsole } from '../support/http/console.ts';
import { credentials, testServer } from '../support/nodes/server.ts';

const admin = { admin: { port: 0, token: 'x' } };
const oneNode = 'a console is of a node';

t.test('[M27] what happens is told as it happens, as server-sent events', async (t) => {
  const server = await testServer(t, {}, admin, { oneNode });
  const { response, next, facts } = await openConsole(t, server.adminPort, 'channel=news');
  t.equal(response.headers.get('content-type'), 'text/event-stream');
  t.equal(response.headers.get('cache-control'), 'no-store');
  t.match(await next(), { event: 'open', data: { first: 1, last: 0 } });
  const client = await server.raw();
  await client.join('news');
  await server.sdk.trigger('news', 'e', { text: 'x' });
  t.match(await facts(2), [
    { kind: 'subscribed', app: credentials.id, socket: client.socketId, channel: 'news' },
    { kind: 'published', app: credentials.id, channel: 'news', event: 'e', data: '{"text":"x"}', sockets: 1 },
  ]);
  const [first] = await (await openConsole(t, server.adminPort, 'after=0')).facts(1);
  t.match(first, { number: 1, kind: 'connected' });
});

t.test('[M30] who does not have the token is told nothing', async (t) => {
  const server = await testServer(t, {}, admin, { oneNode });
  const { response } = await openConsole(t, server.adminPort, 'after=0', 'y');
  t.equal(response.status, 401);
  t.match(response.headers.get('content-type'), /json/);
  t.equal((await fetch(`http://127.0.0.1:${server.adminPort}/console`)).status, 401);
  t.equal((await fetch(`http://127.0.0.1:${server.port}/console`)).status, 404, 'the port of clients has none');
});

t.test('[M30] eight at a time, and a place is free when one leaves', async (t) => {
  const server = await testServer(t, {}, admin, { oneNode });
  const open = () => openConsole(t, server.adminPort);
  const all = await Promise.all(Array.from({ length: 8 }, open));
  t.same(
    all.map(({ response }) => response.status),
    Array(8).fill(200),
  );
  const refused = (await open()).response;
  t.equal(refused.status, 503);
  t.equal(refused.headers.get('retry-after'), '1');
  all[0]?.leave();
  const client = await server.raw();
  for (let left = 200; left > 0 && (await open()).response.status !== 200; left -= 1) await client.barrier();
  t.equal((await open()).response.status, 503, 'the place is taken again');
});

t.test('[M27] with nothing recorded there is none, and a stop ends it', async (t) => {
  const off = await testServer(t, {}, { ...admin, recorder: { facts: 0 } }, { oneNode });
  t.equal((await openConsole(t, off.adminPort)).response.status, 409);
  const server = await testServer(t, {}, admin, { oneNode });
  const { next } = await openConsole(t, server.adminPort);
  await next();
  await server.stop();
  await t.rejects(next());
});

t.test('[M31] one who does not read hears later what is left, and others all the time', async (t) => {
  const app = { limits: { eventBytes: 65_536 } };
  const server = await testServer(t, app, { ...admin, recorder: { payloadBytes: 65_536 } }, { oneNode });
  const quick = await openConsole(t, server.adminPort, 'kind=published');
  const slow = connect(server.adminPort ?? 0, '127.0.0.1');
  t.teardown(() => slow.destroy());
  slow.write('GET /console?kind=published HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n');
  await new Promise((resolve) => slow.once('data', resolve));
  slow.pause();
  const data = 'x'.repeat(60_000);
  const group = Array.from({ length: 40 }, (_, index) => `e${index}`);
  // More than the kernels keep for it.
  for (let n = 0; n < 12; n += 1) {
    for (const name of group) await server.sdk.trigger('news', name, data);
    const heard = await quick.facts(group.length);
    t.same(
      heard.map(({ event }) => event),
      group,
    );
  }
  let text = '';
  const until = (wanted: string) =>
    new Promise<void>((resolve) => {
      slow.on('data', (chunk) => {
        text = `${text}${chunk}`.slice(-200_000);
        if (text.includes(wanted)) resolve();
      });
    });
  const gap = until('event: left-out');
  slow.resume();
  await gap;
  const end = until('"event":"end"');
  await server.sdk.trigger('news', 'end', 'x');
  await end;
});
