import { connect } from 'node:net';
import t from 'tap';
import { type CountingClient, countingClient } from '../support/clients/counting-client.ts';
import { rawRequest, statuses } from '../support/http/raw-request.ts';
import { credentials, testServer } from '../support/nodes/server.ts';
import { nodes } from '../support/nodes/spread.ts';

interface Publisher {
  /** Sends requests in one write, and settles when each has its answer. */
  send(requests: Buffer[]): Promise<number[]>;
  close(): void;
}

/** One connection of one publisher. */
function publisher(port: number): Publisher {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let arrived = (): void => {};
  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    arrived();
  });
  return {
    send: (requests) =>
      new Promise((resolve, reject) => {
        socket.once('close', () => reject(new Error(`closed after ${text}`)));
        text = '';
        arrived = () => {
          // Every answer of these is an empty map.
          if (text.split('\r\n\r\n{}').length <= requests.length) return;
          socket.removeAllListeners('close');
          resolve(statuses(text));
        };
        socket.write(Buffer.concat(requests));
      }),
    close: () => socket.destroy(),
  };
}

const event = (n: number): object => ({ name: 'n', channel: 'orders', data: String(n) });
const post = (n: number): Buffer => rawRequest('POST', '/apps/app-1/events', { body: event(n) });
const batch = (n: number): Buffer =>
  rawRequest('POST', '/apps/app-1/batch_events', {
    body: { batch: Array.from({ length: 10 }, (_, at) => event(n + at)) },
  });

/** How many requests go in a write. The engine ends a connection on which one comes before that in front of it was answered. */
const atOnce = nodes === 1 ? 20 : 1; // with several nodes an answer waits for Redis

t.test('[H26] [S11] 10,000 numbered events on one channel arrive in order at 100 subscribers, each once', async (t) => {
  const server = await testServer(t);
  const clients: CountingClient[] = Array.from({ length: 100 }, () =>
    countingClient(server.port, credentials.key, 'orders'),
  );
  t.teardown(() => {
    for (const client of clients) client.close();
  });
  await Promise.all(clients.map(({ subscribed }) => subscribed));
  const api = publisher(server.port);
  t.teardown(() => api.close());

  let sent = 0;
  const answered: number[] = [];
  const some = (count: number, one: (n: number) => Buffer, events: number): Buffer[] =>
    Array.from({ length: count }, () => {
      sent += events;
      return one(sent - events);
    });
  // One at a time; many in a write; ten in a body; and so on again.
  while (sent < 10_000) {
    for (let at = 0; at < 100; at += 1) answered.push(...(await api.send(some(1, post, 1))));
    for (let at = 0; at < 20; at += 1) answered.push(...(await api.send(some(atOnce, post, 1))));
    for (let at = 0; at < 25; at += 1) answered.push(...(await api.send(some(Math.min(atOnce, 2), batch, 10))));
  }
  t.ok(sent >= 10_000);
  t.same(
    answered.filter((status) => status !== 200),
    [],
  );
  await Promise.all(clients.map((client) => client.reached(sent)));
  t.same(
    clients.map(({ wrong }) => wrong),
    clients.map(() => undefined),
  );
  t.same(
    clients.map(({ count }) => count),
    clients.map(() => sent),
  );
});
