import { hmac } from '../../../src/protocol/hmac.ts';
import { channelText, userText } from '../../../src/protocol/signatures.ts';
import { credentials } from '../core/core.ts';
import type { Frame } from '../core/fake-socket.ts';

const sign = (text: string): string => `${credentials.key}:${hmac(credentials.secret, text)}`;

/** What a client says to subscribe, signed. A channel_data that is text goes as it is. */
export function subscribeText(socketId: string, channel: string, channelData?: unknown): string {
  const data = channelData === undefined || typeof channelData === 'string' ? channelData : JSON.stringify(channelData);
  const auth = sign(channelText(socketId, channel, data));
  return JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth, channel_data: data } });
}

export const unsubscribeText = (channel: string): string =>
  JSON.stringify({ event: 'pusher:unsubscribe', data: { channel } });

export function signInText(socketId: string, user: object): string {
  const userData = JSON.stringify(user);
  return JSON.stringify({
    event: 'pusher:signin',
    data: { auth: sign(userText(socketId, userData)), user_data: userData },
  });
}

export const succeeded = (channel: string): Frame => ({
  event: 'pusher_internal:subscription_succeeded',
  data: '{}',
  channel,
});

/** The error frame with this text, whose code is null where none is given. */
export const pusherError = (message: string, code: number | null = null): Frame => ({
  event: 'pusher:error',
  data: { code, message },
});

/** [S5] Both frames of a refused subscription. */
export const refused = (channel: string, type: string, status: number, error: string): Frame[] => [
  { event: 'pusher:subscription_error', channel, data: { type, error, status } },
  pusherError(error),
];

export interface Roster {
  count: number;
  ids: string[];
  hash: Record<string, unknown>;
}

/** The members in a presence channel's success. */
export const rosterOf = (frame: Frame | undefined): Roster =>
  (JSON.parse(frame?.data as string) as { presence: Roster }).presence;

export const memberAdded = (channel: string, member: object): Frame => ({
  event: 'pusher_internal:member_added',
  data: JSON.stringify(member),
  channel,
});

export const memberRemoved = (channel: string, userId: string): Frame => ({
  event: 'pusher_internal:member_removed',
  data: JSON.stringify({ user_id: userId }),
  channel,
});

export const countOf = (channel: string, count: number): Frame => ({
  event: 'pusher_internal:subscription_count',
  data: JSON.stringify({ subscription_count: count }),
  channel,
});

export const cacheMiss = (channel: string): Frame => ({ event: 'pusher:cache_miss', channel, data: '{}' });

export const watchlistEvents = (events: { name: string; user_ids: string[] }[]): Frame => ({
  event: 'pusher_internal:watchlist_events',
  data: JSON.stringify({ events }),
});
