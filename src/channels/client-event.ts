import { isLonger } from '../protocol/bytes.ts';
import { type ChannelName, kindOf, parseChannelName } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import { type ErrorMessage, errors } from '../protocol/errors.ts';
import type { ClientEvent } from '../protocol/types/client-frame.ts';
import { extrasOf, sendError } from './connection.ts';
import { aboutOf, type Core } from './core.ts';
import type { Fact } from './ports/facts.ts';
import type { RecordedFact } from './ports/recorder.ts';
import { slidingWindow } from './rates/sliding-window.ts';
import { record } from './record.ts';
import { roomSocket } from './rooms/room-socket.ts';
import type { Connection } from './state.ts';
import type { Subscription } from './subscriptions.ts';

/** [E2] Relays to all others of the channel what a member of it says. */
export function clientEvent(core: Core, connection: Connection, frame: ClientEvent): Promise<void> | undefined {
  const channel = frame.channel as ChannelName;
  const subscription = connection.subscriptions.get(channel);
  // [D63] It was joined as something else than it is by now.
  if (connection.extras?.reloaded?.has(channel) === true) return void sendError(connection, errors.unavailable);
  const claim = subscription?.claim;
  // [D3] In a room it is a command, and never relayed.
  if (claim !== undefined && kindOf(channel).private) {
    return claim
      .command(subscription?.userId, frame.event, frame.data, roomSocket(core, connection))
      .catch((error: unknown) => unavailable(core, connection, frame, error));
  }
  return relay(core, connection, frame, subscription);
}

/** Hot path. A name that it is subscribed to was found legal before. */
function relay(
  core: Core,
  connection: Connection,
  frame: ClientEvent,
  subscription: Subscription | undefined,
): undefined {
  const { app } = connection.runtime;
  const { event } = frame;
  const channel = frame.channel as ChannelName;
  const stranger = refusalOf(connection, channel, event, subscription !== undefined);
  if (stranger !== undefined) return refuse(connection, frame, stranger);
  const data = frame.data === undefined ? undefined : encode.dataText(frame.data);
  const excess = excessOf(core, connection, data);
  if (excess !== undefined) return refuse(connection, frame, excess);
  const user_id = subscription?.userId;
  const fact: Fact = { name: 'client_event', channel, event, data, socket_id: connection.id, user_id };
  const text = encode.clientEvent(event, channel, data, user_id);
  const recorded = connection.runtime.recorder && recordedOf(connection, channel, event, data, user_id);
  const published = core.cluster.publish(app, [{ channel, frame: text, except: connection.id, recorded }]);
  if (published === undefined) relayed(core, connection, fact, recorded);
  else void relayedLater(core, connection, published, { frame, fact, recorded });
}

/** [W6] Hooks are told of it. */
function relayed(core: Core, { runtime }: Connection, fact: Fact, recorded: RecordedFact | undefined): void {
  runtime.counters.clientEvents += 1;
  if (recorded !== undefined) runtime.recorder?.record(recorded);
  core.onFact(runtime.app.id, fact);
}

interface Relaying {
  readonly frame: ClientEvent;
  readonly fact: Fact;
  readonly recorded: RecordedFact | undefined;
}

async function relayedLater(
  core: Core,
  connection: Connection,
  published: Promise<void>,
  { frame, fact, recorded }: Relaying,
): Promise<void> {
  try {
    await published;
    relayed(core, connection, fact, recorded);
  } catch (error) {
    unavailable(core, connection, frame, error);
  }
}

function unavailable({ onError }: Core, connection: Connection, frame: ClientEvent, error: unknown): void {
  onError('cluster', 'client event', error, aboutOf(connection));
  recordRefusal(connection, frame, errors.unavailable);
  if (connection.open) sendError(connection, errors.unavailable);
}

function refuse(connection: Connection, frame: ClientEvent, error: ErrorMessage): undefined {
  recordRefusal(connection, frame, error);
  connection.runtime.counters.clientEventsRefused += 1;
  sendError(connection, error);
}

/** What can be said before its data is written out. */
function refusalOf(
  connection: Connection,
  channel: ChannelName,
  name: string,
  isSubscribed: boolean,
): ErrorMessage | undefined {
  const { clientEvents, limits } = connection.runtime.app.settings;
  if (!isSubscribed && parseChannelName(channel, limits.channelNameLength) === undefined) return errors.badChannelName;
  if (!clientEvents) return errors.clientEventsOff;
  if (!kindOf(channel).private) return errors.clientEventChannel;
  if (!isSubscribed) return errors.clientEventStranger(channel);
  if (name.length > limits.eventNameLength) return errors.clientEventName(limits.eventNameLength);
  return undefined;
}

function excessOf(core: Core, connection: Connection, data: string | undefined): ErrorMessage | undefined {
  const { limits } = connection.runtime.app.settings;
  if (data !== undefined && isLonger(data, limits.eventBytes)) return errors.clientEventSize(limits.eventBytes);
  const extras = extrasOf(connection);
  extras.clientEvents ??= slidingWindow(limits.clientEventsPerSecond);
  return extras.clientEvents.take(core.clock.now()) ? undefined : errors.clientEventRate(limits.clientEventsPerSecond);
}

const recordRefusal = (
  connection: Connection,
  { channel, event }: ClientEvent,
  { code, message }: ErrorMessage,
): void => record(connection, 'client-event-refused', { channel, event, code, why: message });

const recordedOf = (
  { id, runtime }: Connection,
  channel: ChannelName,
  event: string,
  data: string | undefined,
  user: string | undefined,
): RecordedFact => ({
  kind: 'client-event',
  app: runtime.app.id,
  channel,
  event,
  socket: id,
  user,
  data,
  except: id,
  sockets: 0,
  serial: undefined,
});
