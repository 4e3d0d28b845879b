import type { Counts, Joined, Member } from '../../../channels/ports/presence.ts';
import type { ChannelEvent } from '../../../channels/ports/pubsub.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import type { Watched } from '../presence/users.ts';

/** What the core asks of one app. Two do it: with Redis, and a node by itself where that was chosen [N19]. */
export interface AppOperations {
  publish(events: readonly ChannelEvent[]): Promise<void>;
  join(channel: ChannelName, member: Member | undefined): Promise<Joined | 'full'>;
  leave(channel: ChannelName, userId: string | undefined): Promise<void>;
  signIn(userId: string): Promise<void>;
  signOut(userId: string): Promise<void>;
  watch(userIds: readonly string[]): Promise<Watched[]>;
  unwatch(userIds: readonly string[]): Promise<void>;
  terminate(userId: string): Promise<void>;
  channels(prefix: string): Promise<[channel: string, counts: Counts][]>;
  counts(channels: readonly ChannelName[]): Promise<Counts[]>;
  users(channel: ChannelName): Promise<string[]>;
  /** How many connections the other nodes have, asked for now. */
  connectionsElsewhere(): Promise<number>;
}
