import type { ChannelName } from '../../protocol/channel-name.ts';
import { extrasOf } from '../connection.ts';
import type { Core } from '../core.ts';
import type { Connection } from '../state.ts';
import type { Claim } from './room-port.ts';

/** Whether another domain has the channel than when it was joined, or one where there was none, or none any more. */
export const isReloaded = ({ rooms }: Core, { runtime }: Connection, channel: ChannelName, joined: Claim | undefined) =>
  rooms?.claim(runtime.app, channel)?.domain !== joined?.domain;

/** [D63] After a reload: true when the connection is in a channel, or waits for one, that is no longer what it was. */
export function markReloaded(core: Core, connection: Connection): boolean {
  const reloaded = new Set(connection.extras?.reloaded);
  for (const channel of connection.subscriptions.keys())
    if (isReloaded(core, connection, channel, connection.subscriptions.get(channel)?.claim)) reloaded.add(channel);
  for (const [channel, { claim }] of connection.waitingRooms ?? [])
    if (isReloaded(core, connection, channel, claim)) reloaded.add(channel);
  if (reloaded.size > 0) extrasOf(connection).reloaded = reloaded;
  return reloaded.size > 0;
}
