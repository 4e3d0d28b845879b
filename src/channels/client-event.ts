import { type ChannelName, kindOf, parseChannelName } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import { type Complaint, complaints } from '../protocol/refusals.ts';
import type { ClientEvent } from '../protocol/types.ts';
import { type Connection, complain, seldomOf } from './connection.ts';
import type { Core } from './core.ts';
import type { Fact } from './ports.ts';
import { roomSocket } from './room-socket.ts';
import { slidingRate } from './sliding-rate.ts';

/** [E2] Relays to all others of the channel what a member of it says. */
export function clientEvent(core: Core, connection: Connection, frame: ClientEvent): Promise<void> | undefined {
  const { claim, userId } = connection.subscriptions.get(frame.channel as ChannelName) ?? {};
  // [D63] It was joined as something else than it is by now.
  if (connection.seldom?.outdated?.has(frame.channel as ChannelName) === true)
    return void complain(connection, complaints.unavailable);
  // [D3] In a room it is a command, and never relayed.
  if (claim !== undefined && kindOf(frame.channel as ChannelName).private) {
    return claim
      .command(userId, frame.event, frame.data, roomSocket(core, connection))
      .catch((error: unknown) => unavailable(core, connection, error));
  }
  return relay(core, connection, frame, userId);
}

function relay(core: Core, connection: Connection, frame: ClientEvent, userId: string | undefined): undefined {
  const { app } = connection.home;
  const { limits } = app.settings;
  const name = frame.event;
  const channel = parseChannelName(frame.channel, limits.channelNameLength);
  // null: it has a value that cannot be written.
  const data = frame.data === undefined ? undefined : (encode.dataText(frame.data) ?? null);
  const complaint =
    channel === undefined ? complaints.badChannelName : refusalOf(core, connection, channel, name, data);
  if (channel === undefined || data === null || complaint !== undefined) {
    core.counters.clientEventsRefused += 1;
    if (complaint !== undefined) complain(connection, complaint);
    return;
  }
  const text = encode.clientEvent(name, channel, data, userId);
  core.counters.clientEvents += 1;
  const fact: Fact = {
    name: 'client_event',
    channel,
    event: name,
    ...(data === undefined ? {} : { data }),
    socket_id: connection.id,
    ...(userId === undefined ? {} : { user_id: userId }),
  };
  core.cluster
    .publish(app, [{ channel, frame: text, except: connection.id }])
    .then(() => core.onFact(app.id, fact)) // [W6] of those that are relayed
    .catch((error: unknown) => unavailable(core, connection, error));
}

function unavailable({ onTrouble }: Core, connection: Connection, error: unknown): void {
  onTrouble('cluster', 'client event', error);
  if (connection.open) complain(connection, complaints.unavailable);
}

function refusalOf(
  core: Core,
  connection: Connection,
  channel: ChannelName,
  name: string,
  data: string | null | undefined,
): Complaint | undefined {
  const { clientEvents, limits } = connection.home.app.settings;
  if (!clientEvents) return complaints.clientEventsOff;
  if (!kindOf(channel).private) return complaints.clientEventChannel;
  if (!connection.subscriptions.has(channel)) return complaints.clientEventStranger(channel);
  if (name.length > limits.eventNameLength) return complaints.clientEventName(limits.eventNameLength);
  if (data === null || Buffer.byteLength(data ?? '') > limits.eventBytes)
    return complaints.clientEventSize(limits.eventBytes);
  const seldom = seldomOf(connection);
  seldom.clientEvents ??= slidingRate(limits.clientEventsPerSecond);
  return seldom.clientEvents.take(core.clock.now())
    ? undefined
    : complaints.clientEventRate(limits.clientEventsPerSecond);
}
