import type { ChannelName } from './channel-name.ts';
import type { ErrorMessage } from './errors.ts';
import { jsonText } from './json.ts';
import type { SubscriptionError } from './subscription-errors.ts';

/** What our servers say to clients, as text. `data` is a JSON string inside JSON wherever the protocol has it so. */
const text = JSON.stringify;

export const connectionEstablished = (socketId: string, activityTimeout: number): string =>
  `{"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"${socketId}\\",\\"activity_timeout\\":${activityTimeout}}"}`;

export const error = ({ code, message }: ErrorMessage): string =>
  `{"event":"pusher:error","data":{"code":${code},"message":${text(message)}}}`;

export const ping = '{"event":"pusher:ping","data":"{}"}';
export const pong = '{"event":"pusher:pong","data":"{}"}';

export const subscriptionSucceeded = (channel: string): string =>
  `{"event":"pusher_internal:subscription_succeeded","data":"{}","channel":${text(channel)}}`;

export const subscriptionError = (channel: string, { type, error: why, status }: SubscriptionError): string =>
  `{"event":"pusher:subscription_error","channel":${text(channel)},"data":{"type":${text(type)},"error":${text(why)},"status":${status}}}`;

/** `data` as it leaves: a text as it is, another value as JSON. A few thousand levels can be read but not written: undefined. */
export function dataText(data: unknown): string | undefined {
  return typeof data === 'string' ? data : jsonText(data);
}

/** Hot path: what stands of an application event in front of its channel's name, which has nothing to escape, and behind it. */
export const eventAround = (name: string, data: string): readonly [before: string, after: string] => [
  `{"event":${text(name)},"channel":"`,
  `","data":${text(data)}}`,
];

/** An application event. One string serves every subscriber. */
export const event = (name: string, channel: ChannelName, data: string): string =>
  eventAround(name, data).join(channel);

/** Hot path. `data` is left out when the client sent none. */
export function clientEvent(
  name: string,
  channel: ChannelName,
  data: string | undefined,
  userId: string | undefined,
): string {
  const rest = data === undefined ? '' : `,"data":${text(data)}`;
  const who = userId === undefined ? '' : `,"user_id":${text(userId)}`;
  return `{"event":${text(name)},"channel":"${channel}"${rest}${who}}`;
}

/** A member inside a roster, escaped once for the many rosters it will stand in. */
export interface MemberText {
  readonly id: string;
  readonly entry: string;
}

/** A text inside a JSON string, without its quotes. */
const inner = (json: string): string => text(json).slice(1, -1);

export const memberText = (userId: string, userInfo: string | undefined): MemberText => ({
  id: inner(text(userId)),
  entry: `${inner(text(userId))}:${inner(userInfo ?? 'null')}`,
});

/** The members of a channel, in order, as they stand in a roster. */
export interface RosterText {
  readonly count: number;
  readonly ids: string;
  readonly hash: string;
}

/** Of each roster once: many may be told of the same. */
const succeeded = new WeakMap<RosterText, string>();

export function presenceSucceeded(channel: string, roster: RosterText): string {
  const { count, ids, hash } = roster;
  const frame =
    succeeded.get(roster) ??
    `{"event":"pusher_internal:subscription_succeeded","data":"{\\"presence\\":{\\"count\\":${count},` +
      `\\"ids\\":[${ids}],\\"hash\\":{${hash}}}}","channel":${text(channel)}}`;
  succeeded.set(roster, frame);
  return frame;
}

/** The user ids that stand in it. */
export const rosterIds = ({ ids }: RosterText): string[] => JSON.parse(JSON.parse(`"[${ids}]"`)) as string[];

export function memberAdded(channel: string, userId: string, userInfo: string | undefined): string {
  const info = userInfo === undefined ? '' : `,"user_info":${userInfo}`;
  const data = `{"user_id":${text(userId)}${info}}`;
  return `{"event":"pusher_internal:member_added","data":${text(data)},"channel":${text(channel)}}`;
}

export const memberRemoved = (channel: string, userId: string): string =>
  `{"event":"pusher_internal:member_removed","data":${text(`{"user_id":${text(userId)}}`)},"channel":${text(channel)}}`;

/** What stands in front of the number, and behind it. */
export const subscriptionCountAround = (channel: string): [before: string, after: string] => [
  '{"event":"pusher_internal:subscription_count","data":"{\\"subscription_count\\":',
  `}","channel":${text(channel)}}`,
];

export const subscriptionCount = (channel: string, count: number): string =>
  subscriptionCountAround(channel).join(String(count));

export const cacheMiss = (channel: string): string =>
  `{"event":"pusher:cache_miss","channel":${text(channel)},"data":"{}"}`;

export const signInSuccess = (userData: string): string =>
  `{"event":"pusher:signin_success","data":{"user_data":${text(userData)}}}`;

/** Who of the watched is there. An entry without users is left out. */
export function watchlistEvents(online: readonly string[], offline: readonly string[]): string {
  const events = [
    { name: 'online', user_ids: online },
    { name: 'offline', user_ids: offline },
  ].filter((entry) => entry.user_ids.length > 0);
  return `{"event":"pusher_internal:watchlist_events","data":${text(text({ events }))}}`;
}
