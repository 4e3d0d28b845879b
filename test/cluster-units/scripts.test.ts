import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { keyEnd } from '../../src/cluster/redis/io/keys.ts';
import { readHead } from '../../src/cluster/redis/io/script-head.ts';
import { scripts } from '../support/redis/fake-redis.ts';

const folder = new URL('../../src/cluster/redis/lua/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lua'));
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const namesAfter = (lua: string, table: string): Set<string> =>
  new Set([...lua.matchAll(new RegExp(`\\b${table}\\.(\\w+)`, 'g'))].map(([, name = '']) => name));

t.test('a head names its libraries, keys and arguments, and what is behind two blanks is for people', async (t) => {
  const lua =
    '-- Says it.\n-- Uses: a b\n-- KEYS: k\n-- ARGV: one   the first\n-- ARGV: two more...  of each two\nreturn 1';
  t.same(readHead(lua), { uses: ['a', 'b'], keys: ['k'], args: ['one', 'two'], rest: 'more' });
});

t.test('arguments come in the order of the heads, those of the lease in front', async (t) => {
  const speaker = { holder: 'h', number: '1', onBehalfOf: '', told: '9', answered: '0' };
  const { order } = scripts.connections;
  t.same(order({ when: 'now', connections: '5' }, speaker), ['h', '1', '', '9', '0', '5', 'now']);
  t.same(scripts.counts.order({ channels: ['a', 'b'] }, {}), ['a', 'b']);
  t.throws(() => order({ connections: '5' }, speaker), { message: 'connections.lua: expected when, got none' });
  t.throws(() => keyEnd('nonsense'), { message: /Expected a name of keys.ts, got nonsense/ });
});

t.test('every script says what it uses, and uses what it says', async (t) => {
  const loaded = (name: string): string[] => {
    const own = readHead(read(name)).uses.map((one) => `lib/${one}.lua`);
    return [name, ...own.flatMap(loaded)];
  };
  for (const name of files) {
    const heads = [...new Set(loaded(name))].map((one) => readHead(read(one)));
    const body = read(name).replace(/^--.*$/gm, '');
    const known = (kind: 'keys' | 'args'): Set<string> => new Set(heads.flatMap((head) => head[kind]));
    for (const key of namesAfter(body, 'keys')) t.ok(known('keys').has(key), `${name} names the key ${key}`);
    const { keys } = readHead(read(name));
    for (const key of keys) t.ok(namesAfter(body, 'keys').has(key), `${name} uses the key ${key}`);
    for (const arg of namesAfter(body, 'arg')) t.ok(known('args').has(arg), `${name} names the argument ${arg}`);
    t.notOk(/"event"|pusher/.test(body), `${name} spells no frame`);
    t.notOk(/KEYS\[|':\w/.test(body), `${name} makes no key's name`);
  }
});

t.test('the manual has every key, and no other', async (t) => {
  const source = readFileSync(new URL('../../src/cluster/redis/io/keys.ts', import.meta.url), 'utf8');
  const [, table = ''] = /const keyNames = \{(.*?)\n\}/s.exec(source) ?? [];
  const keys = [...table.matchAll(/: '([^']+)'/g)].map(([, key]) => key);
  const manual = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');
  const told = [...manual.matchAll(/^\| `([a-z-]+:?)`/gm)].map(([, key]) => key);
  t.same(
    told.sort(),
    keys.filter((key) => key !== 'feed:%nodes').sort(), // it is one of the feeds
  );
});
