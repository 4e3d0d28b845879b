import { parseChannelName } from '../protocol/channel-name.ts';
import { type ApiAnswer, answer, refusedBody } from './answer.ts';
import type { Call } from './api.ts';

const most = 1000;

/** GET /apps/:app/channels/:channel/history */
export async function getHistory({ api, app, query, params }: Call): Promise<ApiAnswer> {
  const channel = parseChannelName(params[0], app.settings.limits.channelNameLength);
  if (channel === undefined) return refusedBody(400, 'This is no channel name');
  const limit = readNumber(query.get('limit'), 100);
  const before = readNumber(query.get('before'), Number.MAX_SAFE_INTEGER);
  if (limit === undefined || limit < 1 || limit > most)
    return refusedBody(400, `limit: expected a number from 1 to ${most}`);
  if (before === undefined) return refusedBody(400, 'before: expected milliseconds since 1970');
  const entries = await api.cluster.history(app, api.broker.historyName(app, channel), limit, before);
  return answer({ history: entries.map(({ event, data, timeMs }) => ({ event, data, time_ms: timeMs })) });
}

const readNumber = (text: string | undefined, otherwise: number): number | undefined =>
  text === undefined ? otherwise : /^\d{1,16}$/.test(text) ? Number(text) : undefined;
