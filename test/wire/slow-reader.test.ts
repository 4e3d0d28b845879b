import t from 'tap';
import { forgotten } from '../support/clients/forgotten.ts';
import { HandSocket } from '../support/clients/hand-socket.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { call } from '../support/http/api.ts';
import { credentials, testServer } from '../support/nodes/server.ts';

const path = `/app/${credentials.key}?protocol=7`;

t.test('[L7] who does not read is cut off and counted, at once no member any more; the others hear all', async (t) => {
  const limits = { backpressureBytes: 65_536 };
  const server = await testServer(t, { limits: { eventsPerBatch: 50 } }, { limits });
  const reader = await server.raw();
  await reader.join('presence-a', { user_id: 'reader' });
  const stuck = new RawClient(`ws://127.0.0.1:${server.port}${path}`);
  t.teardown(() => stuck.destroy());
  await stuck.opened;
  await stuck.join('presence-a', { user_id: 'stuck' });
  stuck.ws.pause();
  const heard: string[] = [];
  let sent = 0;
  let left = false;
  void reader.next('pusher_internal:member_removed').then(() => {
    left = true;
  });
  // The kernels keep some megabytes for it before the server notices.
  for (; !left && sent < 2000; sent += 50) {
    const batch = Array.from({ length: 50 }, (_, index) => {
      const data = `${sent + index} `.padEnd(10_000, 'x');
      return { name: 'n', channel: 'presence-a', data };
    });
    t.equal((await call(server.port, 'POST', '/apps/app-1/batch_events', { body: { batch } })).status, 200);
    const frames = await reader.barrier();
    heard.push(...frames.filter(({ event }) => event === 'n').map(({ data }) => String(data).split(' ')[0] ?? ''));
  }
  t.ok(left, `cut off after ${sent} events of 10 kB`);
  t.same(
    heard,
    Array.from({ length: sent }, (_, index) => String(index)),
  );
  t.equal(server.counters.slowReadersCut, 1);
  stuck.ws.resume();
  t.equal((await stuck.closed).code, 1006, 'there was no room for a code');
  await forgotten(server, { connections: 1, feeds: 1, users: 0, addresses: 0, sockets: 1 }, reader);
  t.equal(server.stats().sockets, 1);
});

t.test('[L6] a message above the bound closes its connection alone, and is counted', async (t) => {
  const server = await testServer(t);
  const [client, other] = [await server.raw(), await server.raw()];
  const ping = (bytes: number): string => {
    const [head, tail] = ['{"event":"pusher:ping","data":"', '"}'];
    return `${head}${'x'.repeat(bytes - head.length - tail.length)}${tail}`;
  };
  client.sayRaw(ping(262_144));
  await client.next('pusher:pong');
  client.sayRaw(ping(262_145));
  t.equal((await client.closed).code, 1006);
  const pieces = await HandSocket.open(server.port, path);
  for (let n = 0; n < 3; n += 1) pieces.send('x'.repeat(100_000), { opcode: n === 0 ? 1 : 0, last: false });
  await pieces.closed;
  await other.barrier();
  t.equal(server.counters.messagesTooLarge, 2, 'in one piece or in many');
});
