import type { ValidateFunction } from 'ajv';
import type { ClientEvent, SignIn, Subscribe, Unsubscribe } from './types/client-frame.ts';
import type { Batch, Event } from './types/http-api.ts';
import * as validators from './validators.ts';

// Printed code has no types; these are of the same schemas.
const typed = <T>(validate: unknown): ValidateFunction<T> => validate as ValidateFunction<T>;

export const isSubscribe = typed<Subscribe>(validators.isSubscribe);
export const isUnsubscribe = typed<Unsubscribe>(validators.isUnsubscribe);
export const isSignIn = typed<SignIn>(validators.isSignIn);
export const isClientEvent = typed<ClientEvent>(validators.isClientEvent);
export const isEvent = typed<Event>(validators.isEvent);
export const isBatch = typed<Batch>(validators.isBatch);

/** A compiled schema, which knows what was wrong with the last value that it looked at. */
export type Validate = Pick<ValidateFunction, 'errors'>;

/** The first thing wrong, in words: `data/channel must be string`. */
export function describeError(validate: Validate): string {
  const error = validate.errors?.[0];
  if (error === undefined) return 'another form';
  const field = error.instancePath.slice(1).replaceAll('/', '.');
  return `${field === '' ? '' : `${field} `}${error.message ?? 'another form'}`;
}
