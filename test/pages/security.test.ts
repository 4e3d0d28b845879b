import { readFileSync } from 'node:fs';
import t from 'tap';
import { readRules } from '../../scripts/check-spec.ts';
import { type Key, listKeys } from '../../src/config/keys.ts';

const page = readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8');
const spec = readFileSync(new URL('../../protocol/SPEC.md', import.meta.url), 'utf8');
const keys = new Map(listKeys().map((key): [string, Key] => [key.path.join('.'), key]));

/** As the page writes a default: what bounds or allows nothing is off. */
function written(value: unknown): string {
  const isOff = value === null || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
  return isOff ? 'off' : String(value);
}

t.test('each rule that SECURITY.md leans on is a rule', async (t) => {
  const named = [...page.matchAll(/\[([A-Z]\d+)\]/g)].map(([, rule = '']) => rule);
  const rules = new Set(readRules(spec));
  t.ok(named.length > 50, `found ${named.length}`);
  t.same(
    named.filter((rule) => !rules.has(rule)),
    [],
  );
});

t.test('each setting that decides has the default that SECURITY.md says', async (t) => {
  const said = [...page.matchAll(/`([\w.]+)`( of the app)? \(([^)]+)\)/g)];
  t.ok(said.length > 25, `found ${said.length}`);
  for (const [, name = '', ofApp, value] of said) {
    const path = ofApp === undefined ? name : `appDefaults.${name}`;
    t.equal(value, written(keys.get(path)?.schema.default ?? null), path);
    t.ok(keys.has(path), `${path} is a setting`);
  }
});

t.test(
  'what bounds a stranger stands in the threat table: every rule of a flood, and every setting of them',
  async (t) => {
    const floods = [...spec.matchAll(/^\*\*(L4\d|C29|C36|C37)\*\*/gm)].map(([, rule = '']) => rule);
    t.ok(floods.length >= 9, `found ${floods}`);
    for (const rule of floods) t.match(page, `[${rule}]`);
    const [row = ''] = /^\| \*\*a stranger.*$/m.exec(page) ?? [];
    const bounding = [...keys.keys()].filter((path) => /PerAddress|messagesPerSecond|NameBytes/.test(path));
    t.ok(bounding.length >= 4, `found ${bounding}`);
    for (const path of bounding) t.match(row, `\`${path.replace('appDefaults.', '')}\``, path);
  },
);
