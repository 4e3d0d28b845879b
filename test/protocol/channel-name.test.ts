import t from 'tap';
import { kindOf, parseChannelName } from '../../src/protocol/channel-name.ts';

const legal = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=@,.;';

/** What is on of a name's kind. */
function kinds(text: string): string[] {
  const name = parseChannelName(text, 164);
  if (name === undefined) throw new Error(`not a name: ${text}`);
  return Object.entries(kindOf(name)).flatMap(([kind, on]) => (on ? [kind] : []));
}

t.test('[S1] every legal character makes a name, alone and with all others', async (t) => {
  for (const one of legal) t.equal(parseChannelName(one, 164), one);
  t.equal(parseChannelName(legal, 164), legal);
  t.equal(parseChannelName('x'.repeat(164), 164)?.length, 164);
});

t.test('[S2] no other character, nothing empty, nothing longer makes a name', async (t) => {
  const codes = [...Array(0x250).keys(), 0x2028, 0xd83d, 0xfeff, 0xff0d];
  const others = codes.map((code) => String.fromCharCode(code)).filter((one) => !legal.includes(one));
  t.equal(others.length, codes.length - legal.length);
  for (const one of others) {
    for (const text of [one, `a${one}`, `${one}a`]) {
      if (parseChannelName(text, 164) !== undefined) t.fail(JSON.stringify(text));
    }
  }
  for (const bad of ['', 'x'.repeat(165), 'a\n', '#', '#x', '#server-to-user-', '#server-to-user-a b', 5, null, {}])
    t.equal(parseChannelName(bad, 164), undefined, JSON.stringify(bad));
});

t.test('[S4] corner case 15: only a whole prefix with its hyphen, at the start, makes a kind', async (t) => {
  t.same(kinds('private-x'), ['private']);
  t.same(kinds('private-'), ['private']);
  t.same(kinds('private-cache-x'), ['private', 'cache']);
  t.same(kinds('private-encrypted-x'), ['private', 'encrypted']);
  t.same(kinds('private-encrypted-cache-x'), ['private', 'cache', 'encrypted']);
  t.same(kinds('presence-x'), ['private', 'presence']);
  t.same(kinds('presence-cache-x'), ['private', 'presence', 'cache']);
  t.same(kinds('cache-x'), ['cache']);
  t.same(kinds('#server-to-user-x'), ['user']);
  for (const name of ['privateers', 'presences', 'cacheable', 'my-private-x', 'Private-x', 'PRESENCE-x', 'x-cache-y'])
    t.same(kinds(name), [], name);
  t.same(kinds('presence-encrypted-x'), ['private', 'presence'], 'there is no encrypted presence channel');
  t.same(kinds('private-cacheable'), ['private']);
});
