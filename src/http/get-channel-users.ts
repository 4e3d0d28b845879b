import { kindOf, parseChannelName } from '../protocol/channel-name.ts';
import { type ApiAnswer, answer, refusedBody } from './answer.ts';
import type { Call } from './api.ts';

/** GET /apps/:app/channels/:channel/users */
export async function getChannelUsers({ api, app, params }: Call): Promise<ApiAnswer> {
  const channel = parseChannelName(params[0], app.settings.limits.channelNameLength);
  if (channel === undefined) return refusedBody(400, 'This is no channel name');
  if (!kindOf(channel).presence) return refusedBody(400, 'Users can only be retrieved for presence channels');
  const users = await api.cluster.users(app, channel);
  return answer({ users: users.map((id) => ({ id })) });
}
