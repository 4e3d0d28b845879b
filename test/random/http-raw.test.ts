import { connect } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { chunked, rawRequest, statuses } from '../support/http/raw-request.ts';
import { testServer } from '../support/nodes/server.ts';

/** Sends it, says that there is no more, and answers what came until the connection was closed. */
function sendAll(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {}); // a close follows
    socket.on('close', () => resolve(text));
    socket.end(bytes);
  });
}

const body = { name: 'a', channel: 'news', data: 'x' };
const events = '/apps/app-1/events';
const inChunks = rawRequest('POST', events, {
  body,
  headers: ['Transfer-Encoding: chunked'],
  sent: chunked(JSON.stringify(body), 5, 6),
});
const good = [
  rawRequest('POST', events, { body }),
  inChunks,
  rawRequest('GET', '/apps/app-1/channels'),
  Buffer.concat([rawRequest('POST', events, { body }), inChunks]),
];

/** A good request with some of its bytes replaced, taken out or doubled. */
const spoilt = fc
  .tuple(
    fc.constantFrom(...good),
    fc.array(fc.tuple(fc.nat(900), fc.nat(3), fc.uint8Array({ minLength: 1, maxLength: 4 })), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([request, changes]) => {
    let bytes = request;
    for (const [place, take, put] of changes) {
      const at = place % bytes.length;
      bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + take)]);
    }
    return bytes;
  });

t.test('[L8] [H25] whatever bytes come: no 500, nothing that was not signed, and the server goes on', async (t) => {
  const server = await testServer(t);
  const reader = await server.raw();
  await reader.join('news');
  await reader.barrier();
  const bytes = fc.oneof(
    spoilt,
    fc.uint8Array({ maxLength: 300 }).map((one) => Buffer.from(one)),
  );
  const property = fc.asyncProperty(bytes, async (one) => {
    const got = statuses(await sendAll(server.port, one));
    t.notOk(got.includes(500), String(got));
    for (const frame of await reader.barrier()) t.same(frame, { event: 'a', channel: 'news', data: 'x' });
  });
  await fc.assert(property, { numRuns: 250, seed: 8 });
  t.equal((await fetch(`http://127.0.0.1:${server.port}/health`)).status, 200);
  t.same(
    server.logged.filter((line) => line.includes('unexpected error')),
    [],
  );
});
