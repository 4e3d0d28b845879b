import { isUtf8 } from 'node:buffer';
import { isEvent } from '../protocol/schemas.ts';
import { type ApiAnswer, refusedBody } from './answer.ts';
import type { Call } from './api.ts';
import { publishEvents } from './publish-events.ts';
import { readEvent, refusedFields } from './read-event.ts';

/** POST /apps/:app/channels/:channel/events: deprecated, kept for old SDKs. The body is the data. */
export function postChannelEvent(call: Call): ApiAnswer | Promise<ApiAnswer> {
  const { app, body, query, params } = call;
  if (!isUtf8(body)) return refusedBody(400, 'The body is not UTF-8');
  const channel = params[0] ?? '';
  const value = {
    name: query.get('name'),
    data: body.toString('utf8'),
    channel,
    socket_id: query.get('socket_id') ?? null,
  };
  if (!isEvent(value)) return refusedFields(isEvent);
  const event = readEvent(app, value, [channel]);
  if ('refused' in event) return event.refused;
  return publishEvents(call, [event.value], () => ({ status: 202, body: '' }));
}
