import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import type { ClientEvent, SignIn, Subscribe, Unsubscribe } from './types/client-frame.ts';
import type { Batch, Event } from './types/http-api.ts';

const load = createRequire(import.meta.url);
const ajv = new Ajv({ strict: false });
ajv.addSchema(load('../../protocol/client-frame.schema.json'), 'client-frame');
ajv.addSchema(load('../../protocol/http-api.schema.json'), 'http-api');

function compiled<T>(file: string, definition: string): ValidateFunction<T> {
  const validate = ajv.getSchema<T>(`${file}#/$defs/${definition}`);
  if (validate === undefined) throw new Error(`protocol/${file}.schema.json has no ${definition}`);
  return validate as ValidateFunction<T>;
}

// Compiled once, at start.
export const isSubscribe = compiled<Subscribe>('client-frame', 'Subscribe');
export const isUnsubscribe = compiled<Unsubscribe>('client-frame', 'Unsubscribe');
export const isSignIn = compiled<SignIn>('client-frame', 'SignIn');
export const isClientEvent = compiled<ClientEvent>('client-frame', 'ClientEvent');
export const isEvent = compiled<Event>('http-api', 'Event');
export const isBatch = compiled<Batch>('http-api', 'Batch');

/** A compiled schema, which knows what was wrong with the last value that it looked at. */
export type Validate = Pick<ValidateFunction, 'errors'>;

/** The first thing wrong, in words: `data/channel must be string`. */
export function describeError(validate: Validate): string {
  const error = validate.errors?.[0];
  if (error === undefined) return 'another form';
  const field = error.instancePath.slice(1).replaceAll('/', '.');
  return `${field === '' ? '' : `${field} `}${error.message ?? 'another form'}`;
}
