import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import t from 'tap';

interface Example {
  schema: string;
  why: string;
  value: unknown;
}

const protocol = new URL('../protocol/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, protocol), 'utf8'));

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
ajv.addKeyword('restart'); // ours, of the configuration: only a start reads it
const schemas = readdirSync(protocol).filter((name) => name.endsWith('.schema.json'));
for (const file of schemas) ajv.addSchema(read(file), file.replace('.schema.json', ''));

function validator(schema: string) {
  const validate = ajv.getSchema(schema);
  if (validate === undefined) throw new Error(`there is no schema ${schema}`);
  return validate;
}

t.test('every schema compiles in strict mode, and so does each of its definitions', async (t) => {
  t.ok(schemas.length >= 3, 'found the schemas');
  for (const file of schemas) {
    const name = file.replace('.schema.json', '');
    for (const key of Object.keys(read(file).$defs ?? {}))
      t.doesNotThrow(() => validator(`${name}#/$defs/${key}`), key);
    t.doesNotThrow(() => validator(name), name);
  }
});

for (const [kind, atLeast] of [
  ['valid', 25],
  ['invalid', 25],
] as const) {
  t.test(`${kind} examples are ${kind}`, async (t) => {
    const files = readdirSync(new URL(`examples/${kind}/`, protocol));
    t.ok(files.length >= atLeast, `found ${files.length}`);
    const seen = new Set<string>();
    for (const file of files) {
      const example: Example = read(`examples/${kind}/${file}`);
      seen.add(example.schema.split('#')[0] ?? '');
      t.equal(validator(example.schema)(example.value), kind === 'valid', `${file}: ${example.why}`);
    }
    for (const name of ['client-frame', 'server-frame', 'http-api', 'webhook'])
      t.ok(seen.has(name), `some are of ${name}`);
  });
}
