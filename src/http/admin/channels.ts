import type { Counts } from '../../channels/ports/presence.ts';
import { kindOf, parseChannelName } from '../../protocol/channel-name.ts';
import type { ChannelAnswer, ChannelLine, ChannelsPage } from '../../protocol/operator-answers.ts';
import { type ApiAnswer, answer, refusedBody } from '../answer.ts';
import type { OperatorCall } from './operator.ts';
import { pageOf, readWanted } from './page.ts';

/** GET /apps/:app/channels */
export async function listChannels({ operator, app, query }: OperatorCall): Promise<ApiAnswer> {
  const wanted = readWanted(query);
  if ('status' in wanted) return wanted;
  const all = await operator.cluster.channels(app, query.get('prefix') ?? '');
  const { page, next } = pageOf(all, ([name]) => name, wanted);
  const list: ChannelsPage = { channels: page.map(([name, counts]) => lineOf(name, counts)), next };
  return answer(list);
}

/** GET /apps/:app/channels/:channel */
export async function showChannel({ operator, app, name }: OperatorCall): Promise<ApiAnswer> {
  const channel = parseChannelName(name, app.settings.limits.channelNameLength);
  if (channel === undefined) return refusedBody(400, 'This is no channel name');
  const [counts = { subscriptions: 0, users: 0 }] = await operator.cluster.counts(app, [channel]);
  const found: ChannelAnswer = {
    ...lineOf(channel, counts),
    here: operator.broker.runtimeOf(app).feeds.get(channel)?.sockets ?? 0,
    members: kindOf(channel).presence ? await operator.cluster.users(app, channel) : null,
  };
  return answer(found);
}

function lineOf(name: string, { subscriptions, users }: Counts): ChannelLine {
  return { name, subscriptions, users: name.startsWith('presence-') ? users : null };
}
