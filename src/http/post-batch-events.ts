import type { AppEvent } from '../channels/publish.ts';
import { isBatch } from '../protocol/schemas.ts';
import type { ChannelInfo } from '../protocol/types/http-api.ts';
import { type ApiAnswer, answer, refusedBody } from './answer.ts';
import type { Call } from './api.ts';
import { countAttributes, infoOf, readInfo } from './info.ts';
import { answerNothing, publishEvents } from './publish-events.ts';
import { readBody, readEvent, refusedFields } from './read-event.ts';

interface Entry {
  readonly event: AppEvent;
  readonly info: ReadonlySet<string>;
}

/** POST /apps/:app/batch_events: all or none. */
export function postBatchEvents(call: Call): ApiAnswer | Promise<ApiAnswer> {
  const { app } = call;
  const body = readBody(call.body);
  if ('refused' in body) return body.refused;
  const { value } = body;
  if (!isBatch(value)) return refusedFields(isBatch);
  const most = app.settings.limits.eventsPerBatch;
  if (value.batch.length > most)
    return refusedBody(400, `Batch too large (${value.batch.length} > ${most}): send the rest in another`);
  const entries: Entry[] = [];
  for (const one of value.batch) {
    const info = readInfo(one.info, countAttributes);
    if ('status' in info) return info;
    const event = readEvent(app, one, [one.channel]);
    if ('refused' in event) return event.refused;
    entries.push({ event: event.value, info });
  }
  const isAsked = entries.some(({ info }) => info.size > 0);
  const events = entries.map(({ event }) => event);
  return publishEvents(call, events, isAsked ? () => answerCounts(call, entries) : answerNothing);
}

/** [H24] As they are after all of them. */
async function answerCounts({ api, app }: Call, entries: readonly Entry[]): Promise<ApiAnswer> {
  const channels = entries.flatMap(({ event }) => event.channels);
  const counts = await api.cluster.counts(app, channels);
  const batch = channels.map((channel, index): ChannelInfo => {
    return infoOf(app, channel, counts[index] ?? { subscriptions: 0, users: 0 }, entries[index]?.info ?? new Set());
  });
  return answer({ batch });
}
