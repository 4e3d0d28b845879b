import t, { type Test } from 'tap';
import { WebSocket } from 'ws';
import { barrier, Ear, letTimersGo, stateIs, subscribed } from '../support/clients/stock.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';

const path = `/app/${credentials.key}?protocol=7`;
const quick = { activityTimeout: 0.3, pongTimeout: 0.2 };

/** A client that says nothing, and answers no ping of either kind. */
function silent(t: Test, server: TestServer, query = path) {
  const ws = new WebSocket(`ws://127.0.0.1:${server.port}${query}`, { autoPong: false });
  t.teardown(() => ws.terminate());
  const said: string[] = [];
  let pings = 0;
  ws.on('message', (data) => said.push(data.toString()));
  ws.on('ping', () => {
    pings += 1;
  });
  const closed = new Promise<{ code: number; reason: string; said: string[]; pings: number }>((resolve) =>
    ws.on('close', (code, reason) => resolve({ code, reason: reason.toString(), said, pings })),
  );
  return { ws, closed };
}

t.test('[C24] [C25] [R8] corner case 26: a dead peer is probed and closed, without subscriptions too', async (t) => {
  const server = await testServer(t, quick);
  const witness = await server.raw();
  const dead = silent(t, server);
  const old = silent(t, server, `/app/${credentials.key}?protocol=4`);
  const older = silent(t, server, `/app/${credentials.key}?protocol=5`);
  const at7 = await dead.closed;
  t.match(at7, { code: 4201, reason: 'Pong reply not received', pings: 1 });
  t.strictSame(at7.said.slice(1), ['{"event":"pusher:ping","data":"{}"}']);
  const at4 = await old.closed;
  t.match(at4, { code: 4202, reason: 'Closed after inactivity', pings: 1 });
  t.notOk(at4.said.some((text) => text.includes('pusher:ping')));
  const at5 = await older.closed;
  t.match(at5, { code: 4201, pings: 1 });
  t.strictSame(at5.said.slice(1), [
    '{"event":"pusher:ping","data":"{}"}',
    '{"event":"pusher:error","data":{"code":4201,"message":"Pong reply not received"}}',
  ]);
  t.equal(witness.ws.readyState, WebSocket.OPEN, 'who answers control frames stays');
});

t.test('[C23] corner case 24: a WebSocket ping is answered, and a sign of life', async (t) => {
  const server = await testServer(t, quick);
  const pinging = silent(t, server);
  let pongs = 0;
  pinging.ws.on('pong', () => {
    pongs += 1;
  });
  const timer = setInterval(() => pinging.ws.readyState === WebSocket.OPEN && pinging.ws.ping(), 50);
  t.teardown(() => clearInterval(timer));
  // Two silent ones, one after the other, take longer than the pinging one could live without its pings.
  for (let left = 2; left > 0; left -= 1) t.match(await silent(t, server).closed, { code: 4201 });
  t.equal(pinging.ws.readyState, WebSocket.OPEN);
  t.ok(pongs > 3, `${pongs} pongs`);
});

t.test('[C26] corner case 25: stock pusher-js that receives all the time and sends nothing stays', async (t) => {
  const server = await testServer(t, quick);
  const client = await server.pusher();
  const channel = client.subscribe('news');
  const ear = new Ear(channel);
  await subscribed(channel);
  let answered = 0;
  client.connection.bind('message', ({ event }: { event: string }) => {
    if (event === 'pusher:ping') answered += 1;
  });
  let gone = false;
  const dead = silent(t, server).closed.then(() => silent(t, server).closed);
  void dead.then(() => {
    gone = true;
  });
  let n = 0;
  for (; !gone; n += 1) {
    await server.sdk.trigger('news', 'n', n);
    if ((await ear.next('n')) !== n) t.fail(`event ${n}`);
  }
  t.equal(client.connection.state, 'connected');
  t.ok(answered >= 1, `${answered} probes answered while ${n} events came`);
});

t.test('[C22] stock pusher-js asks, is answered, and stays when nothing at all happens', async (t) => {
  const server = await testServer(t, { activityTimeout: 0.1, pongTimeout: 5 });
  const client = await server.pusher();
  let pongs = 0;
  await new Promise<void>((resolve) =>
    client.connection.bind('message', ({ event }: { event: string }) => {
      if (event === 'pusher:pong') pongs += 1;
      if (pongs === 3) resolve();
    }),
  );
  t.equal(client.connection.state, 'connected');
});

t.test(
  '[U12] corner case 55: a stock client closed with 4009 stays away until the application wants it back',
  async (t) => {
    letTimersGo(t);
    const server = await testServer(t);
    const client = await server.pusher({ userId: 'u1' });
    client.signin();
    await client.user.signinDonePromise;
    let connects = 0;
    client.connection.bind('connecting', () => {
      connects += 1;
    });
    await server.sdk.terminateUserConnections('u1');
    await stateIs(client, 'disconnected');
    // A client that would come back at once has done so when another one has come.
    await barrier(await server.pusher());
    t.equal(client.connection.state, 'disconnected');
    t.equal(connects, 0);
    client.connect();
    await stateIs(client, 'connected');
  },
);
