import t from 'tap';
import { createAppList } from '../../src/apps/app-list.ts';
import { checkHandshake, type Handshake } from '../../src/channels/connecting/handshake.ts';
import { type CloseCode, closeCodes } from '../../src/protocol/close-codes.ts';
import { type Settings, testApp } from '../support/core/core.ts';

const good: Handshake = { path: '/app/key-1', query: 'protocol=7', host: 'ws.example', origin: '', tls: false };

const plain = { lenientProtocol: false, development: false };

/** What became of a handshake: the code of the close, or the protocol it is served with. */
function outcome(handshake: Partial<Handshake>, settings: Settings = {}, lenient = false): number | string {
  const answer = checkHandshake(
    createAppList([testApp(settings)]),
    { ...good, ...handshake },
    { ...plain, lenientProtocol: lenient },
  );
  return 'closeCode' in answer ? answer.closeCode.code : `protocol ${answer.protocol}`;
}

t.test('[C9] the checks run in their order, and the first that fails decides', async (t) => {
  const faults: [code: number, handshake: Partial<Handshake>, settings: Settings][] = [
    [4005, { path: '/elsewhere' }, {}],
    [4001, { path: '/app/unknown' }, {}],
    [4007, { query: 'protocol=3' }, {}],
    [4000, {}, { tlsOnly: true }],
    [4003, {}, { enabled: false }],
    [4009, { origin: 'https://evil.example' }, { allowedOrigins: ['good.example'] }],
  ];
  t.equal(outcome({}), 'protocol 7');
  for (const [place, [code]] of faults.entries()) {
    // Every fault from this one on, put together from the last: an earlier one overwrites what a later one says.
    const rest = faults.slice(place).reverse();
    const handshake = Object.assign({}, ...rest.map(([, one]) => one)) as Partial<Handshake>;
    const settings = Object.assign({}, ...rest.map(([, , one]) => one)) as Settings;
    t.equal(outcome(handshake, settings), code);
  }
  t.equal(
    outcome({ tls: true, origin: 'https://good.example' }, { tlsOnly: true, allowedOrigins: ['good.example'] }),
    'protocol 7',
  );
});

t.test('[C1] corner case 54: the key is percent-decoded, and a path is what it says', async (t) => {
  const apps = createAppList([testApp({}, { id: '1', key: 'a+b/c%é', secret: 's' })]);
  const code = (path: string | undefined): number | undefined => {
    const answer = checkHandshake(apps, { ...good, path }, plain);
    return 'closeCode' in answer ? answer.closeCode.code : undefined;
  };
  t.equal(code('/app/a%2Bb%2Fc%25%C3%A9'), undefined);
  t.equal(code('/app/a+b%2fc%25%c3%a9'), undefined);
  t.equal(code('/app/a%2Bb%2Fc%'), 4001, 'a broken escape is nobody’s key');
  for (const path of ['/', '/app', '/app/', '/app//', '/app/a/b', '/apps/a', '/App/a', '/x/app/a', '', undefined])
    t.equal(code(path), 4005, String(path));
});

t.test('[C4] [C5] parameters come in any order, with others or without', async (t) => {
  for (const protocol of [4, 5, 6, 7]) t.equal(outcome({ query: `protocol=${protocol}` }), `protocol ${protocol}`);
  const queries = ['client=js&version=8.6.0&flash=false&protocol=7', 'x=%zz&protocol=7&&=', 'version=abc&protocol=7'];
  for (const query of queries) t.equal(outcome({ query }), 'protocol 7', query);
});

t.test('[C12] [C13] [C14] a protocol that is missing, or none of ours', async (t) => {
  for (const query of ['', 'client=js', 'protocol=', 'protocol=&version=1.9.3', 'version=8.6.0-beta.1'])
    t.equal(outcome({ query }), 4008, query);
  for (const value of ['3', '0', '8', '99', 'abc', '7.5', '-7', '07', '7 ', '%37a', '1e1'])
    t.equal(outcome({ query: `protocol=${value}` }), 4007, value);
  for (const value of ['abc', '1..2', '', '.', 'v1', '1.2.'])
    t.equal(outcome({ query: `version=${value}` }), 4006, value);
});

t.test('[C15] with lenientProtocol such a protocol counts as 7, and version is not looked at', async (t) => {
  for (const query of ['', 'protocol=', 'protocol=3', 'protocol=abc', 'protocol=99', 'version=1..2'])
    t.equal(outcome({ query }, {}, true), 'protocol 7', query);
  for (const protocol of [4, 5, 6])
    t.equal(outcome({ query: `protocol=${protocol}` }, {}, true), `protocol ${protocol}`);
});

t.test('[C6] what a refused client seems to speak', async (t) => {
  const spoken = (query: string): number => checkHandshake(createAppList([]), { ...good, query }, plain).protocol;
  for (const old of [4, 5, 6, 7]) t.equal(spoken(`protocol=${old}`), old);
  for (const old of [0, 1, 2, 3]) t.ok(spoken(`protocol=${old}`) <= 5, 'too old to be served, old enough for a frame');
  for (const query of ['', 'protocol=', 'protocol=abc', 'protocol=99', 'protocol=5.5'])
    t.equal(spoken(query), 7, query);
});

t.test('[C18] origins by host, with whatever scheme and port', async (t) => {
  const allowed = (origin: string, ...list: string[]): boolean =>
    outcome({ origin }, { allowedOrigins: list }) !== 4009;
  t.ok(allowed('https://any.example', '*'));
  t.ok(outcome({ origin: 'https://any.example' }) === 'protocol 7', 'without a list');
  t.ok(allowed('', 'good.example'), 'a client without the header');
  for (const origin of ['https://good.example', 'http://GOOD.example:8080', 'capacitor://good.example', 'good.example'])
    t.ok(allowed(origin, 'other.example', 'Good.Example'), origin);
  for (const origin of [
    'https://evil.example',
    'https://good.example.evil.example',
    'https://notgood.example',
    'null',
    'https://a.good.example',
  ])
    t.notOk(allowed(origin, 'good.example'), origin);
  t.ok(allowed('https://a.good.example', '*.good.example'));
  t.notOk(allowed('https://good.example', '*.good.example'));
  t.notOk(allowed('https://evilgood.example', '*.good.example'));
});

t.test('[C21] no close code is 4300 or above, no reason longer than 123 bytes', async (t) => {
  const all: CloseCode[] = Object.values(closeCodes);
  t.ok(all.length > 10);
  for (const { code, reason } of all) {
    t.ok(code === 1011 || (code >= 4000 && code < 4300), `${code}`);
    t.ok(Buffer.byteLength(reason) <= 123 && reason.length > 0, reason);
  }
});
