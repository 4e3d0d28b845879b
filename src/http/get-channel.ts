import type { App } from '../apps/app.ts';
import { type ChannelName, kindOf, parseChannelName } from '../protocol/channel-name.ts';
import { type ApiAnswer, answer, refusedBody } from './answer.ts';
import type { Call } from './api.ts';
import { infoOf, readInfo } from './info.ts';

const attributes = ['user_count', 'subscription_count', 'cache'] as const;

/** GET /apps/:app/channels/:channel */
export async function getChannel({ api, app, query, params }: Call): Promise<ApiAnswer> {
  const channel = parseChannelName(params[0], app.settings.limits.channelNameLength);
  if (channel === undefined) return refusedBody(400, 'This is no channel name');
  const info = readInfo(query.get('info'), attributes);
  if ('status' in info) return info;
  const missing = missingAttribute(app, channel, info);
  if (missing !== undefined) return refusedBody(400, missing);
  const [counts = { subscriptions: 0, users: 0 }] = await api.cluster.counts(app, [channel]);
  const found = { occupied: counts.subscriptions > 0, ...infoOf(app, channel, counts, info) };
  if (!info.has('cache')) return answer(found);
  const last = await api.cluster.lastEvent(app, channel);
  const cache = last === undefined ? null : { data: last.data, ttl: Math.ceil(last.ttlMs / 1000) };
  return answer({ ...found, cache });
}

/** [H31] Who asks for what a channel cannot have is told so. */
function missingAttribute(app: App, channel: ChannelName, info: ReadonlySet<string>): string | undefined {
  const kind = kindOf(channel);
  if (info.has('user_count') && !kind.presence)
    return 'Cannot retrieve the user count unless the channel is a presence channel';
  if (info.has('cache') && !kind.cache) return 'info: cache is an attribute of cache channels';
  if (info.has('subscription_count') && !app.settings.subscriptionCount) {
    return 'info: subscription_count expects subscriptionCount to be on for this app';
  }
  return undefined;
}
