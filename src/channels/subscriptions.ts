import type { ChannelName } from '../protocol/channel-name.ts';
import type { Claim } from './rooms/room-port.ts';

/** What a connection holds of a channel. */
export interface Subscription {
  /** Its user on a presence channel. */
  readonly userId: string | undefined;
  /** The room it is in, where a domain claimed the channel. */
  readonly claim: Claim | undefined;
}

/** Of a channel that is no room and has no members: the same for all. */
const plain: Subscription = { userId: undefined, claim: undefined };

export const subscriptionOf = (userId: string | undefined, claim: Claim | undefined): Subscription =>
  userId === undefined && claim === undefined ? plain : { userId, claim };

/** The channels of one connection. */
export interface Subscriptions {
  readonly size: number;
  /** Of the names of its channels. */
  readonly nameBytes: number;
  has(channel: ChannelName): boolean;
  get(channel: ChannelName): Subscription | undefined;
  keys(): Iterable<ChannelName>;
  values(): Iterable<Subscription>;
}

/** Most connections have one channel, and a Map for one costs as much as the rest of an idle connection. */
class One implements Subscriptions {
  readonly channel: ChannelName;
  readonly subscription: Subscription;

  constructor(channel: ChannelName, subscription: Subscription) {
    this.channel = channel;
    this.subscription = subscription;
  }

  get size(): number {
    return 1;
  }

  get nameBytes(): number {
    return this.channel.length;
  }

  has(channel: ChannelName): boolean {
    return channel === this.channel;
  }

  get(channel: ChannelName): Subscription | undefined {
    return channel === this.channel ? this.subscription : undefined;
  }

  keys(): Iterable<ChannelName> {
    return [this.channel];
  }

  values(): Iterable<Subscription> {
    return [this.subscription];
  }
}

/** Counts the bytes of its names as they come and go. */
class Many extends Map<ChannelName, Subscription> implements Subscriptions {
  nameBytes = 0;

  override set(channel: ChannelName, subscription: Subscription): this {
    if (!this.has(channel)) this.nameBytes += channel.length;
    return super.set(channel, subscription);
  }

  override delete(channel: ChannelName): boolean {
    const had = super.delete(channel);
    if (had) this.nameBytes -= channel.length;
    return had;
  }
}

/** Shared by all connections without a channel. */
export const noSubscriptions: Subscriptions = new Many();

export function withSubscription(all: Subscriptions, channel: ChannelName, subscription: Subscription): Subscriptions {
  if (all === noSubscriptions || (all.size === 1 && all.has(channel))) return new One(channel, subscription);
  const many = all instanceof Many ? all : new Many();
  if (all instanceof One) many.set(all.channel, all.subscription);
  return many.set(channel, subscription);
}

export function withoutSubscription(all: Subscriptions, channel: ChannelName): Subscriptions {
  if (!all.has(channel)) return all;
  if (all.size === 1) return noSubscriptions;
  if (all instanceof Many) all.delete(channel);
  return all;
}
