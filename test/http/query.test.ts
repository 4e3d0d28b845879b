import fc from 'fast-check';
import t from 'tap';
import { Query } from '../../src/http/query.ts';
import { requestText } from '../../src/protocol/signatures.ts';

const names = [
  'auth_key',
  'auth_timestamp',
  'auth_version',
  'body_md5',
  'auth_signature',
  'info',
  'Info',
  'a[]',
  'a[1]',
];
const usual = ['auth_key', 'auth_timestamp', 'auth_version', 'body_md5', 'auth_signature'];
const value = fc.oneof(
  { weight: 9, arbitrary: fc.stringMatching(/^[A-Za-z0-9.+=\-[\]]{0,6}$/) },
  fc.constantFrom('%41', '%', '%26a=b'),
);
const part = fc.oneof(
  fc.tuple(fc.constantFrom(...names), value).map(([name, text]) => `${name}=${text}`),
  fc.constantFrom('', 'auth_key', '%61uth_key=k', 'auth_signature', '=x'),
);
/** As most SDKs send it, whole or with one part more, less or moved. */
const nearlyUsual = fc
  .tuple(fc.array(value, { minLength: 5, maxLength: 5 }), fc.nat(5), fc.nat(5), fc.option(part, { nil: undefined }))
  .map(([values, from, to, more]) => {
    const parts = usual.map((name, index) => `${name}=${values[index]}`);
    const moved = parts.splice(from, 1);
    parts.splice(to, 0, ...moved);
    if (more !== undefined) parts.splice(from, more === '' ? 1 : 0, more);
    return parts.join('&');
  });
const text = fc.oneof(
  nearlyUsual,
  fc.array(part, { maxLength: 7 }).map((parts) => parts.join('&')),
);

function decoded(one: string): string {
  try {
    return decodeURIComponent(one);
  } catch {
    return one;
  }
}

/** Read part by part, whatever they are. */
const plainly = (query: string): [string, string][] =>
  query
    .split('&')
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', ...rest] = one.split('=');
      return [decoded(name), decoded(rest.join('='))];
    });

t.test('[H1] [H2] a query in the order that most send it in is read like every other', async (t) => {
  let read = 0;
  fc.assert(
    fc.property(text, (sent) => {
      const pairs = plainly(sent);
      const query = new Query(sent);
      const first = usual.map((name) => pairs.find(([key]) => key === name)?.[1]);
      const bare = pairs.every(([name]) => usual.includes(name));
      t.strictSame([query.pairs, query.bare, usual.map((name) => query.get(name))], [pairs, bare, first], sent);
      if (query.signed === undefined) return;
      read += 1;
      t.equal(requestText('POST', '/x', query.signed), requestText('POST', '/x', pairs));
    }),
    { numRuns: 2000, seed: 31 },
  );
  t.ok(read > 20, 'and many of these were');
});
