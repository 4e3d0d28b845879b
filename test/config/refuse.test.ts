import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ConfigError } from '../../src/config/check.ts';
import { type Given, loadConfig } from '../../src/config/load.ts';

const app = { id: 'shop', key: 'shop-key', secret: 'TOP-SECRET-OF-THE-SHOP' };

function file(t: Test, content: unknown): string {
  const path = join(t.testdir(), 'carillon.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The sentence that an operator reads. */
function complaint(given: Partial<Given>): string {
  try {
    loadConfig({ env: {}, ...given });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

t.test('a wrong value: one sentence with the key, what it got, from where, and what it wants', async (t) => {
  const path = file(t, { port: '6001' });
  t.equal(complaint({ file: path }), `port: got "6001" (from ${path}), expected a whole number from 0 to 65535.`);
  const cases: [env: Record<string, string>, sentence: string][] = [
    [{ CARILLON_PORT: 'abc' }, 'port: got "abc" (from CARILLON_PORT), expected a whole number from 0 to 65535.'],
    [{ CARILLON_PORT: '' }, 'port: got "" (from CARILLON_PORT), expected a whole number from 0 to 65535.'],
    [{ CARILLON_PORT: '65536' }, 'port: got 65536 (from CARILLON_PORT), expected a whole number from 0 to 65535.'],
    [{ CARILLON_PORT: '1.5' }, 'port: got 1.5 (from CARILLON_PORT), expected a whole number from 0 to 65535.'],
    [
      { CARILLON_LENIENT_PROTOCOL: 'yes' },
      'lenientProtocol: got "yes" (from CARILLON_LENIENT_PROTOCOL), expected true or false.',
    ],
    [
      { CARILLON_LOG_LEVEL: 'loud' },
      'log.level: got "loud" (from CARILLON_LOG_LEVEL), expected one of "silent", "error", "warn", "info", "debug".',
    ],
    [
      { CARILLON_LIMITS_FRAME_BYTES: '1' },
      'limits.frameBytes: got 1 (from CARILLON_LIMITS_FRAME_BYTES), expected a whole number from 16384 to 16777216.',
    ],
    [
      { CARILLON_APP_DEFAULTS_LIMITS_EVENT_BYTES: '0' },
      'appDefaults.limits.eventBytes: got 0 (from CARILLON_APP_DEFAULTS_LIMITS_EVENT_BYTES), expected a whole number from 1 to 8388608.',
    ],
    [{ CARILLON_APPS: '{}' }, 'apps: got an object (from CARILLON_APPS), expected a list as JSON.'],
    [{ CARILLON_APPS: '[5]' }, 'apps.0: got 5, expected an object.'],
    [
      { PUSHER_APP_ID: 'a/b', PUSHER_APP_KEY: 'k', PUSHER_APP_SECRET: 's' },
      'apps.0.id: got "a/b" (from PUSHER_APP_ID), expected a text of the form ^[^/?#\\s]{1,64}$.',
    ],
  ];
  for (const [env, sentence] of cases) t.equal(complaint({ env }), sentence);
  t.equal(complaint({ flags: { port: '-1' } }), 'port: got -1 (from --port), expected a whole number from 0 to 65535.');
  t.equal(
    complaint({ flags: { 'path-prefix': 'x'.repeat(500) } }),
    `pathPrefix: got "${'x'.repeat(79)}… (from --path-prefix), expected a text of the form ^(/[^/?#]+)*$.`,
    'a long one is cut',
  );
});

t.test('a number where a text belongs', async (t) => {
  const apps = [{ ...app, id: 42 }];
  t.equal(
    complaint({ file: file(t, { apps }) }),
    'apps.0.id: got 42, expected a text of the form ^[^/?#\\s]{1,64}$ (put it in quotes).',
  );
});

t.test('an unknown key, wherever it stands, with those that are known', async (t) => {
  t.match(
    complaint({ file: file(t, { prot: 1 }) }),
    /^prot: there is no such key; expected one of \$schema, host, port,.*\.$/,
  );
  t.match(
    complaint({ file: file(t, { log: { leve: 1 } }) }),
    'log.leve: there is no such key; expected one of level, format.',
  );
  t.match(complaint({ file: file(t, { apps: [{ ...app, sceret: 1 }] }) }), /^apps\.0\.sceret: there is no such key;/);
  t.match(complaint({ file: file(t, { apps: [{ ...app, limits: { x: 1 } }] }) }), /^apps\.0\.limits\.x: there is no/);
  t.match(complaint({ file: file(t, { appDefaults: { id: 'x' } }) }), /^appDefaults\.id: there is no such key;/);
});

t.test('an unknown variable of ours, and an unknown flag', async (t) => {
  t.equal(
    complaint({ env: { CARILLON_PROT: '1' } }),
    'CARILLON_PROT: there is no such setting; docs/config.md lists the names.',
  );
  t.equal(complaint({ flags: { prot: '1' } }), '--prot: there is no such flag; see carillon --help.');
});

t.test('an app without its parts', async (t) => {
  for (const name of ['id', 'key', 'secret'] as const) {
    const { [name]: _, ...rest } = app;
    t.equal(complaint({ file: file(t, { apps: [app, rest] }) }), `apps.1.${name}: got nothing, expected a text.`);
    const others = { PUSHER_APP_ID: 'a', PUSHER_APP_KEY: 'b', PUSHER_APP_SECRET: 'c' };
    const env = { ...others, [`PUSHER_APP_${name.toUpperCase()}`]: '' };
    t.equal(
      complaint({ env }),
      `PUSHER_APP_${name.toUpperCase()}: got nothing, expected a text, as other PUSHER_APP_… variables are set.`,
    );
  }
});

t.test('an id or a key of two apps', async (t) => {
  const twice = complaint({ file: file(t, { apps: [app, { ...app, key: 'other' }] }) });
  t.equal(twice, 'apps.1.id: "shop" is the id of apps.0 too; give each app its own.');
  const key = complaint({ file: file(t, { apps: [app, { ...app, id: 'other' }] }) });
  t.equal(key, 'apps.1.key: "shop-key" is a key of apps.0 too; give each app its own.');
  const token = { ...app, id: 'other', key: 'new', tokens: [{ key: 'shop-key', secret: 's' }] };
  t.equal(complaint({ file: file(t, { apps: [app, token] }) }), key, 'also among the further keys');
});

t.test('a file that is not there, not JSON, or no object', async (t) => {
  const missing = join(t.testdir(), 'none.json');
  t.equal(complaint({ file: missing }), `${missing}: cannot be read (ENOENT); expected a JSON file.`);
  t.match(complaint({ file: t.testdir() }), /: cannot be read \(EISDIR\); expected a JSON file\.$/);
  const bad: [text: string, line: number][] = [
    ['', 1],
    ['{', 1],
    ['{"port": 1,}', 1],
    ['{\n  "port": 1,\n}\n', 3],
    ['{\n  "port": 1\n  "host": "x"\n}', 3],
    ['{\n  "host": "x\n"\n}', 2],
    ['{\n  // a comment\n  "port": 1\n}', 2],
    ['{\n  "port": 1\n', 3],
    ['{} {}', 1],
  ];
  for (const [text, line] of bad) {
    const path = file(t, text);
    const sentence = `${path}: got something that is not JSON in line ${line}, expected a JSON object.`;
    t.equal(complaint({ file: path }), sentence, JSON.stringify(text));
  }
  for (const text of ['[]', '5', 'null', '"x"']) {
    const path = file(t, text);
    t.equal(complaint({ file: path }), `${path}: got JSON that is no object, expected a JSON object.`);
  }
});

t.test('names that mean something to JavaScript are keys like any other', async (t) => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const inside = `{"${name}": {"port": 7777, "level": "error", "clientEvents": true}}`;
    t.match(complaint({ file: file(t, inside) }), `${name}: there is no such key`);
    t.match(complaint({ file: file(t, `{"log": ${inside}}`) }), `log.${name}: there is no such key`);
    const entry = JSON.stringify(app).replace('}', `, "${name}": {"clientEvents": true}}`);
    t.match(complaint({ file: file(t, `{"apps": [${entry}]}`) }), `apps.0.${name}: there is no such key`);
    const limits = JSON.stringify(app).replace('}', `, "limits": ${inside}}`);
    t.match(complaint({ file: file(t, `{"apps": [${limits}]}`) }), `apps.0.limits.${name}: there is no such key`);
  }
  t.equal(({} as Record<string, unknown>)['port'], undefined, 'and nothing became a property of every object');
});

t.test('[L20] an address of a Redis that is none, and nothing of it is repeated', async (t) => {
  for (const address of [
    'redis://:TOP@[h',
    'redis://:TOP@h:99999',
    'redis://u:TOP#1@h:1',
    'redis://:TOP%zz@h',
    'redis://h/TOP',
  ]) {
    const sentence = complaint({ flags: { 'cluster-redis': address } });
    t.match(sentence, /^cluster\.redis: got .*, expected redis:\/\/user:password@host:6379\/0/, address);
    t.notMatch(sentence, 'TOP');
  }
});

t.test('no complaint repeats a secret', async (t) => {
  const secret = 'TOP-SECRET';
  const entry = { id: 'a', key: 'k', secret };
  const wrong: (object | string)[] = [
    { apps: [{ ...entry, secret: [secret] }] },
    { apps: [{ ...entry, secret: secret.repeat(100) }] },
    { apps: [{ ...entry, tokens: { k: secret } }] },
    { apps: [{ ...entry, tokens: [secret] }] },
    { apps: [{ ...entry, tokens: [{ key: 'x', secret: { secret } }] }] },
    { apps: [{ id: { secret }, key: 'k', secret }] },
    { apps: [secret] },
    { apps: secret },
    { apps: entry },
    { apps: [{ ...entry, sceret: secret }] },
    { apps: [entry, { ...entry, key: 'x' }] },
    { appDefaults: [entry] },
    { tls: { passphrase: [secret] } },
    `{"apps": [{"id": "a", "secret": "${secret}" "key"}]}`,
    `{"apps": [{"secret": "${secret}"\n`,
  ];
  for (const content of wrong) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    t.notMatch(complaint({ file: file(t, content) }), secret, text);
  }
  for (const text of [`[{"secret":"${secret}"`, `"${secret}"`, secret, `{"secret":"${secret}"}`]) {
    t.notMatch(complaint({ env: { CARILLON_APPS: text } }), secret, text);
  }
  t.notMatch(complaint({ env: { PUSHER_APP_SECRET: secret } }), secret);
});
