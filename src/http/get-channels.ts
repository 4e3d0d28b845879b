import type { ChannelName } from '../protocol/channel-name.ts';
import type { ChannelInfo } from '../protocol/types/http-api.ts';
import { type ApiAnswer, answerText, refusedBody } from './answer.ts';
import type { Call } from './api.ts';
import { countAttributes, infoOf, readInfo } from './info.ts';

/** GET /apps/:app/channels */
export async function getChannels({ api, app, query }: Call): Promise<ApiAnswer> {
  const prefix = query.get('filter_by_prefix') ?? '';
  const info = readInfo(query.get('info'), countAttributes);
  if ('status' in info) return info;
  if (info.has('user_count') && !prefix.startsWith('presence-')) {
    return refusedBody(
      400,
      'user_count may only be requested for presence channels - please supply filter_by_prefix begining with presence-',
    );
  }
  if (info.has('subscription_count') && !app.settings.subscriptionCount) {
    return refusedBody(400, 'info: subscription_count expects subscriptionCount to be on for this app');
  }
  const found = await api.cluster.channels(app, prefix);
  // Bytes, each slice in its turn: to encode a long list takes longer than to put its pieces together.
  const pieces = await api.slices.map(found, (some, at) => {
    const channels = some.map(([name, counts]): [string, ChannelInfo] => [
      name,
      infoOf(app, name as ChannelName, counts, info),
    ]);
    // Not by assignment: `__proto__` is a legal channel name.
    const text = JSON.stringify(Object.fromEntries(channels)).slice(1, -1);
    return Buffer.from(at === 0 ? `{"channels":{${text}` : `,${text}`);
  });
  return answerText(Buffer.concat([...pieces, Buffer.from('}}')]));
}
