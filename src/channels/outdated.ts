import type { ChannelName } from '../protocol/channel-name.ts';
import { type Connection, seldomOf } from './connection.ts';
import type { Core } from './core.ts';
import type { Claim } from './room-ports.ts';

/** Whether another domain has the channel than when it was joined, or one where there was none, or none any more. */
export const isOutdated = ({ rooms }: Core, { home }: Connection, channel: ChannelName, joined: Claim | undefined) =>
  rooms?.claim(home.app, channel)?.domain !== joined?.domain;

/** [D63] After a reload: true when the connection is in a channel, or waits for one, that is no longer what it was. */
export function markOutdated(core: Core, connection: Connection): boolean {
  const outdated = new Set(connection.seldom?.outdated);
  for (const channel of connection.subscriptions.keys())
    if (isOutdated(core, connection, channel, connection.subscriptions.get(channel)?.claim)) outdated.add(channel);
  for (const [channel, { claim }] of connection.held ?? [])
    if (isOutdated(core, connection, channel, claim)) outdated.add(channel);
  if (outdated.size > 0) seldomOf(connection).outdated = outdated;
  return outdated.size > 0;
}
