import fc from 'fast-check';
import t from 'tap';
import type { RawClient } from '../support/clients/raw-client.ts';
import { exchangeRaw } from '../support/http/api.ts';
import { byteByByte, chunked, rawRequest, segments, statuses } from '../support/http/raw-request.ts';
import { type TestServer, testServer } from '../support/nodes/server.ts';

const events = '/apps/app-1/events';
const terminate = '/apps/app-1/users/nobody/terminate_connections';
const event = { name: 'headline', channel: 'news', data: 'é'.repeat(50) };
const body = JSON.stringify(event);
const answers = (count: number): RegExp => new RegExp(`(HTTP/1.1 (?!100)[^]*?\\r\\n\\r\\n[^]*?\\}[^]*?){${count}}`);
const never = /(?!)/;

/** A subscriber that has nothing to say yet. */
async function readerOf(server: TestServer): Promise<RawClient> {
  const reader = await server.raw();
  await reader.join('news');
  await reader.barrier();
  return reader;
}

t.test('[H15] corner case 39: bodies', async (t) => {
  const server = await testServer(t);
  const reader = await readerOf(server);
  /** Sends it in these segments; the answer's status, and how often the event arrived. */
  const send = async (parts: (string | Buffer)[], enough = answers(1)): Promise<[number[], number]> => {
    const got = statuses(await exchangeRaw(server.port, parts, enough));
    const frames = await reader.barrier();
    return [got, frames.filter(({ data }) => data === event.data).length];
  };
  const inChunks = (...sizes: number[]): Buffer =>
    rawRequest('POST', events, { body, headers: ['Transfer-Encoding: chunked'], sent: chunked(body, ...sizes) });

  t.test('[H15] chunked', async (t) => {
    for (const sizes of [[], [1], [10, 20, 30], Array(60).fill(1)])
      t.same(await send([inChunks(...sizes)]), [[200], 1]);
  });

  t.test('[H15] in segments of one byte, head and all', async (t) => {
    const bytes = rawRequest('POST', events, { body });
    t.same(await send(byteByByte(bytes)), [[200], 1]);
    t.same(await send(byteByByte(inChunks(7, 7))), [[200], 1]);
  });

  t.test('[H15] cut anywhere', async (t) => {
    const head = rawRequest('POST', events, { body, sent: '' }).length;
    for (const bytes of [rawRequest('POST', events, { body }), inChunks(20, 40)]) {
      for (const cut of [1, head - 1, head, head + 1, head + 13, bytes.length - 1]) {
        t.same(await send(segments(bytes, cut)), [[200], 1], `after ${cut} bytes`);
      }
    }
  });

  t.test('[H15] empty: no length, length 0, no chunk', async (t) => {
    const forms = [[], ['Content-Length: 0'], ['Content-Length:   0']];
    for (const headers of forms) t.same((await send([rawRequest('POST', terminate, { headers })]))[0], [200]);
    const none = rawRequest('POST', terminate, { headers: ['Transfer-Encoding: chunked'], sent: chunked('') });
    t.same((await send([none]))[0], [200]);
    t.same((await send(segments(none, none.length - 5)))[0], [200], 'the end later than the head');
    t.same((await send([rawRequest('POST', events)]))[0], [400], 'which is no event');
  });

  t.test('[H15] an announced body that never comes whole is no request', async (t) => {
    const bytes = rawRequest('POST', events, { body });
    const short = bytes.subarray(0, bytes.length - 1);
    // The engine answers the request behind it, in the same stream, as the body's last byte.
    const [got, delivered] = await send([short, 'x'], answers(1));
    t.same(got, [401], 'other bytes than those that were signed');
    t.equal(delivered, 0);
  });

  t.test('[H15] [H6] a GET with a body is verified like any other', async (t) => {
    const path = '/apps/app-1/channels';
    t.same((await send([rawRequest('GET', path, { body: '{}' })]))[0], [200]);
    const unsigned = rawRequest('GET', path, { headers: ['Content-Length: 2'], sent: '{}' });
    t.same((await send([unsigned]))[0], [401]);
  });
});

t.test('[H15] one connection serves many requests in turn', async (t) => {
  // The engine ends a connection on which a request comes before the one in front of it was answered.
  const server = await testServer(t, {}, {}, { oneNode: 'on several nodes an answer waits for Redis' });
  const reader = await readerOf(server);
  const post = (n: number): Buffer => rawRequest('POST', events, { body: { ...event, data: String(n) } });
  const get = rawRequest('GET', '/apps/app-1/channels');
  const inChunks = rawRequest('POST', events, {
    body,
    headers: ['Transfer-Encoding: chunked'],
    sent: chunked(body, 5),
  });
  const wrong = rawRequest('POST', events, { body: '{' });
  const unsigned = Buffer.from(`GET /apps/app-1/channels HTTP/1.1\r\nHost: x\r\n\r\n`);
  const all = [post(1), get, inChunks, wrong, unsigned, post(2), rawRequest('POST', terminate), get];
  const wanted = [200, 200, 200, 400, 401, 200, 200, 200];

  t.test('[H15] a request a segment', async (t) => {
    t.same(statuses(await exchangeRaw(server.port, all, answers(8))), wanted);
    t.same(
      (await reader.barrier()).map(({ data }) => data),
      ['1', event.data, '2'],
    );
  });

  t.test('[H15] all in one segment', async (t) => {
    t.same(statuses(await exchangeRaw(server.port, [Buffer.concat(all)], answers(8))), wanted);
    t.same(
      (await reader.barrier()).map(({ data }) => data),
      ['1', event.data, '2'],
    );
  });

  t.test('[H15] [H26] in whatever segments', async (t) => {
    const bytes = Buffer.concat(all);
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 30 });
    const property = fc.asyncProperty(cuts, async (places) => {
      const text = await exchangeRaw(server.port, segments(bytes, ...places), answers(8));
      t.same(statuses(text), wanted);
      t.same(
        (await reader.barrier()).map(({ data }) => data),
        ['1', event.data, '2'],
      );
    });
    await fc.assert(property, { numRuns: 30, seed: 15 });
  });

  t.test('[H15] HEAD and OPTIONS leave the connection as it should be', async (t) => {
    const head = 'HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n';
    const options = 'OPTIONS /timeline/v2/xhr/2 HTTP/1.1\r\nHost: x\r\n\r\n';
    const headWrong = 'HEAD /nothing HTTP/1.1\r\nHost: x\r\n\r\n';
    const last = 'GET /ready HTTP/1.1\r\nHost: x\r\n\r\n';
    for (const parts of [[head, options, headWrong, last], [head + options + headWrong + last]]) {
      const text = await exchangeRaw(server.port, parts, /ready/);
      t.same(statuses(text), [200, 204, 404, 200]);
      t.equal(text.match(/[{}]/g)?.join(''), '{}', 'one body, that of the last');
    }
  });
});

t.test('[H15] Expect: 100-continue is answered, and then the request', async (t) => {
  const server = await testServer(t);
  const reader = await readerOf(server);
  const headers = ['Expect: 100-continue', `Content-Length: ${Buffer.byteLength(body)}`];
  const head = rawRequest('POST', events, { body, headers, sent: '' });
  t.match(await exchangeRaw(server.port, [head], /Continue/), /^HTTP\/1\.1 100 Continue\r\n\r\n$/);
  t.same(statuses(await exchangeRaw(server.port, [head, body], answers(1))), [100, 200]);
  t.same(
    (await reader.barrier()).map(({ data }) => data),
    [event.data],
  );
});

t.test('[L10] heads up to 16 KB are accepted, in one segment or many', async (t) => {
  const server = await testServer(t);
  const padded = (start: string, end: string): Buffer => {
    const left = 16_384 - start.length - end.length;
    return Buffer.from(`${start}Cookie: ${'c'.repeat(left - 10)}\r\n${end}`);
  };
  const get = padded('GET /health HTTP/1.1\r\nHost: x\r\n', '\r\n');
  const signed = rawRequest('POST', events, { body, headers: ['Content-Length: 146'] });
  t.equal(Buffer.byteLength(body), 146);
  const [start = '', end = ''] = signed.toString('latin1').split(/(?<=Content-Length: 146\r\n)/);
  const post = padded(start, end.slice(0, 2));
  const upgrade = padded(
    'GET /app/key-1?protocol=7 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
    '\r\n',
  );
  const cases: [Buffer, tail: string, status: number, enough: RegExp][] = [
    [get, '', 200, answers(1)],
    [post, body, 200, answers(1)],
    [upgrade, '', 101, /connection_established/],
  ];
  for (const [head, tail, status, enough] of cases) {
    t.equal(head.length, 16_384);
    const everyKilobyte = Array.from({ length: 15 }, (_, at) => (at + 1) * 1024);
    const every97 = Array.from({ length: 168 }, (_, at) => (at + 1) * 97);
    for (const cuts of [[], [1], [4096], [8192], [16_380], [16_383], [4097, 12_000], everyKilobyte, every97]) {
      const parts = [...segments(head, ...cuts), Buffer.from(tail)];
      t.same(statuses(await exchangeRaw(server.port, parts, enough)), [status], `cut at ${cuts.slice(0, 3)}`);
    }
    const property = fc.asyncProperty(fc.array(fc.nat(16_384), { maxLength: 20 }), async (cuts) => {
      const parts = [...segments(head, ...cuts), Buffer.from(tail)];
      return statuses(await exchangeRaw(server.port, parts, enough)).join() === String(status);
    });
    await t.resolves(fc.assert(property, { numRuns: 15, seed: 10 }));
  }
});

t.test('[L11] a body above 1048576 bytes is 413, one of that size is taken', async (t) => {
  const server = await testServer(t);
  const most = Buffer.alloc(1_048_576, 'x');
  t.same(statuses(await exchangeRaw(server.port, [rawRequest('POST', terminate, { body: most })], answers(1))), [200]);
  const inChunks = (bytes: Buffer): Buffer =>
    rawRequest('POST', terminate, {
      body: bytes,
      headers: ['Transfer-Encoding: chunked'],
      sent: chunked(bytes, 100_000, 500_000),
    });
  t.same(statuses(await exchangeRaw(server.port, [inChunks(most)], answers(1))), [200]);
  const tooMuch = Buffer.alloc(1_048_577, 'x');
  const text = await exchangeRaw(server.port, [inChunks(tooMuch)], answers(1));
  t.same(statuses(text), [413]);
  t.match(text, /"error":"[^"]*1048576 bytes[^"]*","code":413/);
});

t.test('[L11] 100 MB that are announced are 413 before any of them is sent', async (t) => {
  const server = await testServer(t);
  for (const more of [[], ['Expect: 100-continue']]) {
    const headers = [...more, 'Content-Length: 104857600'];
    const text = await exchangeRaw(server.port, [rawRequest('POST', events, { headers, sent: '' })], never);
    t.equal(statuses(text).at(-1), 413);
    t.match(text, /Connection: close/i, 'and the server has closed it');
  }
});

t.test('[L11] two Content-Length headers are 400, and the connection is closed', async (t) => {
  const server = await testServer(t);
  const reader = await readerOf(server);
  const length = Buffer.byteLength(body);
  const smuggled = rawRequest('POST', events, { body });
  const lengths = [
    [length, length],
    [length, 0],
    [length + smuggled.length, length],
    [length, length + smuggled.length],
    [length, length, length],
  ];
  for (const one of lengths) {
    const names = ['Content-Length', 'content-length', 'CONTENT-LENGTH'];
    const headers = one.map((value, at) => `${names[at]}: ${value}`);
    const doubled = rawRequest('POST', events, { body, headers });
    t.same(statuses(await exchangeRaw(server.port, [doubled], never)), [400], one.join());
    // What hides in the same segment makes the engine close at once, without an answer.
    const hiding = statuses(await exchangeRaw(server.port, [Buffer.concat([doubled, smuggled, smuggled])], never));
    t.ok(hiding.length === 0 || hiding.join() === '400', `${one}, and more behind: ${hiding}`);
  }
  t.same(await reader.barrier(), [], 'nothing was published, by the request or what hid in it');
});

t.test('[L11] [L8] other doubtful lengths are refused too, and the server goes on', async (t) => {
  const server = await testServer(t);
  const reader = await readerOf(server);
  const length = Buffer.byteLength(body);
  const doubtful = [
    [`Content-Length: ${length}`, 'Transfer-Encoding: chunked'],
    ['Transfer-Encoding: chunked', `Content-Length: ${length}`],
    [`Content-Length: ${length}, ${length}`],
    [`Content-Length: +${length}`],
    ['Content-Length: -1'],
    ['Content-Length: 0x10'],
    ['Content-Length: 99999999999999999999999'],
  ];
  for (const headers of doubtful) {
    const text = await exchangeRaw(server.port, [rawRequest('POST', events, { body, headers })], never);
    t.ok([400, 413].includes(statuses(text)[0] ?? 0), `${headers.join()} ${text.slice(0, 60)}`);
  }
  t.same(await reader.barrier(), []);
});
