import { type ChannelKind, type ChannelName, kindOf } from '../protocol/channel-name.ts';

/** Feeds that nodes keep among themselves, and no client can name: `%` stands in no channel's name. */
const waitingRoomPrefix = '%waiting-room-';
const waitingPrefix = '%waits-';

/** Whether no client can be subscribed to it. */
export const isInternal = (feed: string): boolean => feed[0] === '%';

/** The feed of a watched user's coming and going. */
export const userFeed = (userId: string): string => `%user-${userId}`;

/** What the joins that wait for a room are told: nodes listen to it, not clients. */
export const waitingRoomFeed = (room: string): ChannelName => `${waitingRoomPrefix}${room}` as ChannelName;
export const isWaitingRoomFeed = (feed: string): boolean => feed.startsWith(waitingRoomPrefix);

/** Who waits to join the channel of a room, on whichever node: a roster as of any channel, which nobody is shown. */
export const waitingAt = (channel: ChannelName): ChannelName => `${waitingPrefix}${channel}` as ChannelName;

/** The channel of a room whose waiting ones these are; undefined: it is something else. */
export const waitedFor = (feed: ChannelName): ChannelName | undefined =>
  feed.startsWith(waitingPrefix) ? (feed.slice(waitingPrefix.length) as ChannelName) : undefined;

/** Listed and told nowhere, as a user's own channel. */
const hidden: ChannelKind = { private: false, presence: false, cache: false, encrypted: false, user: true };
const hiddenRoster: ChannelKind = { ...hidden, presence: true };

/** Hot path. The kind of whatever a cluster has a feed of: a channel, or one of these. */
export function kindOfFeed(name: ChannelName): ChannelKind {
  if (!isInternal(name)) return kindOf(name);
  return name.startsWith(waitingPrefix) ? hiddenRoster : hidden;
}
