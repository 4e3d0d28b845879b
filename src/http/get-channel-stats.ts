import { parseChannelName } from '../protocol/channel-name.ts';
import { type ApiAnswer, answer, refusedBody } from './answer.ts';
import type { Call } from './api.ts';

/** GET /apps/:app/channels/:channel/stats: deprecated, kept for old SDKs. */
export async function getChannelStats({ api, app, params }: Call): Promise<ApiAnswer> {
  const channel = parseChannelName(params[0], app.settings.limits.channelNameLength);
  if (channel === undefined) return refusedBody(400, 'This is no channel name');
  const [counts = { subscriptions: 0, users: 0 }] = await api.cluster.counts(app, [channel]);
  return answer({
    occupied: counts.subscriptions > 0,
    user_count: counts.users,
    connection_count: counts.subscriptions,
  });
}
