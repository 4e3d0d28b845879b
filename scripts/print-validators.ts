import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type AnySchema, type Options } from 'ajv';
import standaloneModule from 'ajv/dist/standalone/index.js';
import { closedSchema } from '../src/config/keys.ts';

/**
 * The schemas of protocol/ as code, so that a process that serves compiles none of them: it starts sooner, and the
 * compiler, which only the schemas of domains need, stays out of its memory.
 */
interface Printed {
  readonly into: string;
  readonly from: string;
  readonly options: Options;
  readonly schemas: readonly (readonly [id: string, schema: AnySchema])[];
  /** What each exported function checks: a reference into the schemas. */
  readonly exported: Readonly<Record<string, string>>;
}

const standalone = standaloneModule as unknown as typeof standaloneModule.default; // CommonJS: the module is the function
const load = createRequire(import.meta.url);
const printed: readonly Printed[] = [
  {
    into: 'src/protocol/validators.ts',
    from: 'protocol/client-frame.schema.json and http-api.schema.json',
    options: { strict: false },
    schemas: [
      ['client-frame', load('../protocol/client-frame.schema.json')],
      ['http-api', load('../protocol/http-api.schema.json')],
    ],
    exported: {
      isSubscribe: 'client-frame#/$defs/Subscribe',
      isUnsubscribe: 'client-frame#/$defs/Unsubscribe',
      isSignIn: 'client-frame#/$defs/SignIn',
      isClientEvent: 'client-frame#/$defs/ClientEvent',
      isEvent: 'http-api#/$defs/Event',
      isBatch: 'http-api#/$defs/Batch',
    },
  },
  {
    into: 'src/config/validator.ts',
    from: 'protocol/config.schema.json',
    options: { allowUnionTypes: true, verbose: true, strict: false, inlineRefs: false },
    schemas: [['config', withoutWords(closedSchema)]],
    exported: { isConfig: 'config' },
  },
];

/** What the code takes from the compiler's own package, as that package is not loaded. */
const helpers: readonly [asked: RegExp, instead: string][] = [
  [/^const func(\d+) = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;?$/gm, 'const func$1 = countCharacters;'],
];
const countCharacters = '/** A pair of surrogates is one. */\nconst countCharacters = (text) => [...text].length;\n';

/** What a schema says to people is not checked; a sentence of an error is made of the rest. */
function withoutWords<T>(schema: T): T {
  return JSON.parse(
    JSON.stringify(schema, (key, value) => (key === 'description' && typeof value === 'string' ? undefined : value)),
  );
}

function print({ from, options, schemas, exported }: Printed): string {
  const ajv = new Ajv({ ...options, code: { source: true, esm: true, lines: true } });
  for (const [id, schema] of schemas) ajv.addSchema(schema, id);
  let code = standalone(ajv, exported).replace('"use strict";\n', '').replace('"use strict";', '');
  for (const [asked, instead] of helpers) code = code.replace(asked, instead);
  if (/\brequire\(/.test(code)) throw new Error(`${from}: the code asks for ${/\brequire\([^)]*\)/.exec(code)?.[0]}`);
  const head = `// @ts-nocheck: the printer writes no types; who imports this gives each function the type of its schema.\n// Printed from ${from} by \`npm run print\`. Edits here are lost.\n\n`;
  return `${head}${code.includes('countCharacters') ? countCharacters : ''}${code.trim()}\n`;
}

for (const one of printed) {
  const into = new URL(`../${one.into}`, import.meta.url);
  const text = print(one);
  if (!process.argv.includes('--check')) writeFileSync(into, text);
  else if (!existsSync(into) || readFileSync(into, 'utf8') !== text) {
    console.error(`${one.into} is stale: run npm run print`);
    process.exitCode = 1;
  }
}
