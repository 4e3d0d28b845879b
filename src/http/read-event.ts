import { isUtf8 } from 'node:buffer';
import type { App } from '../apps/app.ts';
import type { AppEvent } from '../channels/publish.ts';
import { isLonger } from '../protocol/bytes.ts';
import { type ChannelName, parseChannelName } from '../protocol/channel-name.ts';
import { dataText } from '../protocol/encode.ts';
import { describeError, type Validate } from '../protocol/schemas.ts';
import type { Event } from '../protocol/types/http-api.ts';
import { type ApiAnswer, refusedBody } from './answer.ts';

const socketId = /^\d+\.\d+$/;

export type Read<T> = { readonly value: T } | { readonly refused: ApiAnswer };

const bad = (text: string): { refused: ApiAnswer } => ({ refused: refusedBody(400, text) });

/** The body as an object. The signature was checked before. */
export function readBody(body: Buffer): Read<Record<string, unknown>> {
  const text = body.toString('utf8');
  // What is no UTF-8 was read as that character; where it is found, it may also have been sent.
  if (text.includes('\ufffd') && !isUtf8(body)) return bad('The body is not UTF-8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { value: value as Record<string, unknown> };
    return bad('The body is no JSON object');
  } catch (error) {
    return bad(`The body is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}

/** [H40] What its schema has against a body: `Missing required parameter: channel`, or which field has which form. */
export function refusedFields(validate: Validate): ApiAnswer {
  const { keyword, params } = validate.errors?.[0] ?? {};
  return refusedBody(
    400,
    keyword === 'required' ? `Missing required parameter: ${params?.['missingProperty']}` : describeError(validate),
  );
}

/** [H18] [H20] [H21] [H23] What a schema cannot say of an event, as its numbers are settings. */
export function readEvent(
  app: App,
  event: Pick<Event, 'name' | 'data' | 'socket_id'>,
  names: readonly string[],
): Read<AppEvent> {
  const { limits } = app.settings;
  if (event.name.length > limits.eventNameLength)
    return bad(`name: expected at most ${limits.eventNameLength} characters`);
  if (/^pusher(_internal)?:/.test(event.name)) return bad('name: pusher: and pusher_internal: are the protocol’s own');
  const except = event.socket_id ?? undefined;
  if (except !== undefined && !socketId.test(except)) return bad('socket_id: expected digits, a dot and digits');
  if (names.length > limits.channelsPerEvent)
    return bad(`channels: expected at most ${limits.channelsPerEvent}, got ${names.length}`);
  const channels: ChannelName[] = [];
  for (const name of names) {
    const channel = parseChannelName(name, limits.channelNameLength);
    if (channel === undefined) return bad(`channels: ${JSON.stringify(name.slice(0, 200))} is no channel name`);
    channels.push(channel);
  }
  const data = dataText(event.data);
  if (data === undefined) return bad('data: is nested too deeply');
  if (isLonger(data, limits.eventBytes)) {
    return {
      refused: refusedBody(
        413,
        `The data content of this event exceeds the allowed maximum (${limits.eventBytes} bytes)`,
      ),
    };
  }
  return {
    value: { name: event.name, data, channels: channels.length > 1 ? [...new Set(channels)] : channels, except },
  };
}
