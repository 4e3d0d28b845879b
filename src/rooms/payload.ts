import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { type AnyDomain, type Refusal, refuse } from './domain.ts';

/** The compiled schemas of one domain. */
export interface Validators {
  readonly commands: ReadonlyMap<string, ValidateFunction>;
  readonly backendEvents: ReadonlyMap<string, ValidateFunction>;
}

const compiled = new WeakMap<AnyDomain, Validators>();

export function validatorsOf(domain: AnyDomain): Validators {
  let found = compiled.get(domain);
  if (found === undefined) {
    const ajv = createCompiler();
    const all = (schemas: Record<string, object>): Map<string, ValidateFunction> =>
      new Map(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]));
    found = { commands: all(domain.schema.commands), backendEvents: all(domain.schema.backendEvents) };
    compiled.set(domain, found);
  }
  return found;
}

/** Loaded with the first domain: who has none does not pay for it. */
function createCompiler(): Ajv {
  const { Ajv: Compiler } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  return new Compiler({ strict: false, allowUnionTypes: true });
}

/** The door for a command's data: an object, or a text that holds one. */
export function readObject(data: unknown): Record<string, unknown> | undefined {
  let value = data;
  if (typeof data === 'string') {
    try {
      value = JSON.parse(data);
    } catch {
      return undefined;
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Names the field in `field` and in the text. */
export function invalid(validate: ValidateFunction): Refusal {
  const errors = validate.errors ?? [];
  const [error] = errors;
  if (error === undefined) return refuse('INVALID_PAYLOAD', 'data: has another form', 'data');
  const field = fieldOf(error) || 'data';
  const missing = errors.filter(({ keyword }) => keyword === 'required').map(fieldOf);
  if (missing.length > 1) return refuse('INVALID_PAYLOAD', `expected ${missing.join(' or ')}`, field);
  return refuse('INVALID_PAYLOAD', `${field}: ${whatIs(error)}`, field);
}

function whatIs({ keyword, params, message = 'has another form' }: ErrorObject): string {
  if (keyword === 'pattern' && params['pattern'] === '\\S') return 'expected more than white space';
  if (keyword === 'required') return 'is missing';
  if (keyword !== 'enum') return message;
  const { allowedValues } = params as { allowedValues: unknown[] };
  return `expected one of ${allowedValues.join(', ')}`;
}

function fieldOf({ instancePath, params }: ErrorObject): string {
  const { missingProperty } = params as { missingProperty?: string };
  return [...instancePath.split('/').slice(1), ...(missingProperty === undefined ? [] : [missingProperty])].join('.');
}
