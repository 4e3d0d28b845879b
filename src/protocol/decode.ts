import type { ValidateFunction } from 'ajv';
import { type ErrorMessage, errors } from './errors.ts';
import { isDeeper } from './json.ts';
import { describeError, isClientEvent, isSignIn, isSubscribe, isUnsubscribe } from './schemas.ts';
import type { ClientEvent, SignIn, Subscribe, Unsubscribe } from './types/client-frame.ts';

/** What is wrong with a frame; `channel` where it was a subscribe to one. */
export interface BadFrame {
  readonly event: 'bad';
  readonly error: ErrorMessage;
  readonly channel?: string;
}

export type Decoded =
  | { readonly event: 'pusher:ping' }
  | { readonly event: 'pusher:pong' }
  | Subscribe
  | Unsubscribe
  | SignIn
  | { readonly event: 'client'; readonly frame: ClientEvent }
  | BadFrame;

type Hash = Record<string, unknown>;
const isHash = (value: unknown): value is Hash => typeof value === 'object' && value !== null && !Array.isArray(value);
const bad = (error: ErrorMessage): BadFrame => ({ event: 'bad', error });
const pingFrame = { event: 'pusher:ping' } as const;
const pongFrame = { event: 'pusher:pong' } as const;

/** [L43] Nobody means more, and to read and write it takes the square of it. A text shorter than twice as much cannot have it. */
const deepest = 256;

/** The only door for text from clients. Past it, every frame has a type. */
export function decode(text: string): Decoded {
  if (text.length > 2 * deepest && isDeeper(text, deepest)) return bad(errors.tooDeep);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad(errors.notJson);
  }
  if (!isHash(value)) return bad(errors.notJson);
  const event = value['event'];
  if (typeof event !== 'string') return bad(errors.noEvent);
  switch (event) {
    case 'pusher:ping':
      return pingFrame;
    case 'pusher:pong':
      return pongFrame;
    case 'pusher:subscribe':
      return withData(value, isSubscribe);
    case 'pusher:unsubscribe':
      return withData(value, isUnsubscribe);
    case 'pusher:signin':
      return withData(value, isSignIn);
    default:
      // Anchored: `xclient-a` is no client event.
      if (!event.startsWith('client-')) return bad(errors.unsupportedEvent(event));
      return isClientEvent(value)
        ? { event: 'client', frame: value }
        : bad(errors.badField(describeError(isClientEvent)));
  }
}

function withData<T extends Subscribe | Unsubscribe | SignIn>(
  value: Hash,
  validate: ValidateFunction<T>,
): T | BadFrame {
  if (validate(value)) return value;
  const data = value['data'];
  if (!isHash(data)) return bad(errors.dataNotHash);
  const channel = data['channel'];
  if (value['event'] === 'pusher:signin') return bad(errors.badSignIn(describeError(validate)));
  if (typeof channel !== 'string') return bad(errors.badChannelName);
  return { ...bad(errors.badField(describeError(validate))), channel };
}
