import type { ChannelName } from '../protocol/channel-name.ts';
import type { CloseCode } from '../protocol/close-codes.ts';
import * as encode from '../protocol/encode.ts';
import type { ErrorMessage } from '../protocol/errors.ts';
import { tally } from './app-counters.ts';
import type { Socket } from './ports/socket.ts';
import { countRefusal } from './rates/flood.ts';
import { slidingWindow } from './rates/sliding-window.ts';
import type { Connection, Extras } from './state.ts';
import { noSubscriptions, type Subscription, withoutSubscription, withSubscription } from './subscriptions.ts';

export function extrasOf(connection: Connection): Extras {
  connection.extras ??= {
    clientEvents: undefined,
    refusals: undefined,
    refusalsTold: false,
    pings: undefined,
    leavesDue: 0,
    kickedFrom: undefined,
    reloaded: undefined,
    keys: undefined,
    revoked: undefined,
  };
  return connection.extras;
}

export type Arrival = Pick<Connection, 'id' | 'runtime' | 'socket' | 'protocol' | 'key' | 'addressKey'>;
/** Its memory is counted: see `npm run bench -- memory` before adding a field. */
export function createConnection({ id, runtime, socket, protocol, key, addressKey }: Arrival): Connection {
  return {
    id,
    runtime,
    socket,
    protocol,
    key,
    open: true,
    authorized: false,
    user: undefined,
    subscriptions: noSubscriptions,
    waiting: undefined,
    addressKey,
    subscribesDue: 0,
    since: 0,
    lastSeen: 0,
    probedAt: 0,
    said: 0,
    slot: undefined,
    slotAt: 0,
    waitingRooms: undefined,
    extras: undefined,
  };
}

export function addSubscription(connection: Connection, channel: ChannelName, subscription: Subscription): void {
  const pings = subscription.claim?.pingsPerMinute;
  if (pings !== undefined) extrasOf(connection).pings ??= slidingWindow(pings, 60_000);
  connection.subscriptions = withSubscription(connection.subscriptions, channel, subscription);
}

export function removeSubscription(connection: Connection, channel: ChannelName): void {
  const counted = connection.subscriptions.get(channel)?.claim?.pingsPerMinute !== undefined;
  connection.subscriptions = withoutSubscription(connection.subscriptions, channel);
  if (counted && ![...connection.subscriptions.values()].some(({ claim }) => claim?.pingsPerMinute !== undefined))
    extrasOf(connection).pings = undefined;
}

export function sendError(connection: Connection, error: ErrorMessage): void {
  countRefusal(connection);
  tally(connection.runtime.counters.errors, String(error.code ?? 'none'));
  connection.socket.send(encode.error(error));
}

/** [C6] Old clients read the code from a frame; newer ones from the close itself. */
export function closeWith(socket: Socket, protocol: number, { code, reason }: CloseCode): void {
  if (protocol <= 5) socket.send(encode.error({ code, message: reason }));
  socket.close(code, reason);
}
