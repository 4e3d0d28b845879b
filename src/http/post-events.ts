import type { ChannelName } from '../protocol/channel-name.ts';
import { isEvent } from '../protocol/schemas.ts';
import type { ChannelInfo, Event } from '../protocol/types/http-api.ts';
import { type ApiAnswer, answer } from './answer.ts';
import type { Call } from './api.ts';
import { countAttributes, infoOf, readInfo } from './info.ts';
import { answerNothing, publishEvents } from './publish-events.ts';
import type { Query } from './query.ts';
import { readBody, readEvent, refusedFields } from './read-event.ts';

/** POST /apps/:app/events */
export function postEvents(call: Call): ApiAnswer | Promise<ApiAnswer> {
  const { app, query } = call;
  const body = call.body.length === 0 ? { value: {} } : readBody(call.body);
  if ('refused' in body) return body.refused;
  const value = query.bare ? body.value : { ...fromQuery(query), ...body.value };
  if (!isEvent(value)) return refusedFields(isEvent);
  const info = readInfo(value.info, countAttributes);
  if ('status' in info) return info;
  const event = readEvent(app, value, channelsOf(value));
  if ('refused' in event) return event.refused;
  const { channels } = event.value;
  return publishEvents(call, [event.value], info.size === 0 ? answerNothing : () => answerCounts(call, channels, info));
}

const channelsOf = ({ channels = [], channel }: Event): readonly string[] =>
  channel === undefined ? channels : [...channels, channel];

/** [H24] As they are after it. */
async function answerCounts(
  { api, app }: Call,
  channels: readonly ChannelName[],
  info: ReadonlySet<string>,
): Promise<ApiAnswer> {
  const counts = await api.cluster.counts(app, channels);
  const entries = channels.map((channel, index): [string, ChannelInfo] => {
    return [channel, infoOf(app, channel, counts[index] ?? { subscriptions: 0, users: 0 }, info)];
  });
  return answer({ channels: Object.fromEntries(entries) });
}

/** Parameters may stand in the query too; the body goes before it. */
function fromQuery(query: Query): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const name of ['name', 'data', 'channel', 'socket_id', 'info']) {
    const value = query.get(name);
    if (value !== undefined) given[name] = value;
  }
  const channels = query.list('channels');
  if (channels.length > 0) given['channels'] = channels;
  return given;
}
