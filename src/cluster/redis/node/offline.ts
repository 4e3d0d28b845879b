import { kindOfFeed, userFeed } from '../../../channels/internal-feeds.ts';
import type { Counts, Joined, Member } from '../../../channels/ports/presence.ts';
import type { ChannelEvent } from '../../../channels/ports/pubsub.ts';
import type { Clock } from '../../../clock.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import type { RosterText } from '../../../protocol/encode.ts';
import * as encode from '../../../protocol/encode.ts';
import { MemberList } from '../../member-list.ts';
import { isCounted } from '../../subscription-count.ts';
import type { AppContext } from '../presence/app-context.ts';
import { countedSockets } from '../presence/channels.ts';
import type { Count, LocalChannel, LocalMember } from '../presence/local-state.ts';
import { reconcile } from '../presence/reconcile.ts';
import { countedSignIns, countedWatches, type Watched } from '../presence/users.ts';
import { createOfflineCounts } from './offline-counts.ts';
import type { AppOperations } from './operations.ts';

type Emitted = Pick<ChannelEvent, 'frame' | 'except' | 'to'> & { readonly serial: number };

export interface OfflineParts {
  readonly emit: (feed: string, event: Emitted) => void;
  readonly terminate: (userId: string) => void;
  readonly clock: Clock;
}

export interface Offline extends AppOperations {
  /** Redis is back, or this node ends: nothing waits here any more. */
  over(): void;
}

/**
 * [N19] What a node does for its own clients while Redis is away, where that was chosen. What it takes on meanwhile Redis
 * is told when it is back; events stay on this node. Nothing here waits but counts, so nothing comes between.
 */
export function createOffline(context: AppContext, { emit: hand, terminate, clock }: OfflineParts): Offline {
  const { local, feeds, run } = context;
  let serial = 0;

  function emit(feed: string, { frame, except, to }: Pick<ChannelEvent, 'frame' | 'except' | 'to'>): void {
    serial += 1;
    hand(feed, { frame, except, to, serial });
  }

  const counts = createOfflineCounts({
    clock,
    app: () => context.app,
    tell: ({ name, count }) => emit(name, { frame: encode.subscriptionCount(name, count.desired) }),
  });

  function enter(channel: LocalChannel, newcomer: Member): LocalMember {
    const member = local.member(channel, newcomer);
    member.count.desired += 1;
    member.joinedAt.push(0);
    const { userId, info } = newcomer;
    if (member.count.desired === 1) emit(channel.name, { frame: encode.memberAdded(channel.name, userId, info) });
    return member;
  }

  function exit({ name }: LocalChannel, member: LocalMember): void {
    member.count.desired -= 1;
    member.joinedAt.pop();
    if (member.count.desired === 0) emit(name, { frame: encode.memberRemoved(name, member.member.userId) });
  }

  const reconcileSockets = (channel: LocalChannel, member: LocalMember | undefined): void =>
    reconcile(run, countedSockets(context, channel, member));

  function add(counts: Map<string, Count>, userIds: readonly string[], by: 1 | -1): void {
    for (const userId of userIds) {
      const count = local.user(counts, userId);
      count.desired = Math.max(0, count.desired + by);
    }
  }

  return {
    async publish(events) {
      for (const event of events) if (local.channels.has(event.channel)) emit(event.channel, event);
    },

    async join(name: ChannelName, newcomer: Member | undefined): Promise<Joined> {
      const channel = local.channel(name);
      channel.count.desired += 1;
      feeds.subscribe(name)?.catch(() => {}); // heard when Redis is back
      const member = newcomer && channel.kind.presence ? enter(channel, newcomer) : undefined;
      counts.changed(channel);
      reconcileSockets(channel, member);
      return {
        serial,
        roster: channel.kind.presence ? rosterOf(here(channel)) : undefined,
        last: channel.kind.cache ? null : undefined,
        count: isCounted(context.app, channel.kind) ? channel.count.desired : undefined,
      };
    },

    async leave(name, userId) {
      const channel = local.channels.get(name);
      if (channel === undefined || channel.count.desired === 0) return;
      const member = userId === undefined ? undefined : channel.members.get(userId);
      channel.count.desired -= 1;
      feeds.unsubscribe(name);
      if (member !== undefined) exit(channel, member);
      counts.changed(channel);
      reconcileSockets(channel, member);
    },

    async signIn(userId) {
      add(local.signedIn, [userId], 1);
      reconcile(run, countedSignIns(context, userId));
    },
    async signOut(userId) {
      add(local.signedIn, [userId], -1);
      reconcile(run, countedSignIns(context, userId));
    },

    async watch(userIds): Promise<Watched[]> {
      for (const userId of userIds) feeds.subscribe(userFeed(userId))?.catch(() => {}); // heard when Redis is back
      add(local.watched, userIds, 1);
      reconcile(run, countedWatches(context, userIds));
      return userIds.map((userId) => ({ online: (local.signedIn.get(userId)?.desired ?? 0) > 0, serial }));
    },
    async unwatch(userIds) {
      for (const userId of userIds) feeds.unsubscribe(userFeed(userId));
      add(local.watched, userIds, -1);
      reconcile(run, countedWatches(context, userIds));
    },

    async terminate(userId) {
      terminate(userId);
    },

    channels: async (prefix) =>
      [...local.channels.values()]
        .filter(({ name, count }) => count.desired > 0 && name.startsWith(prefix) && !kindOfFeed(name).user)
        .map((channel) => [channel.name, countsOf(channel)]),
    over: counts.over,
    counts: async (names) => names.map((name) => countsOf(local.channels.get(name))),
    connectionsElsewhere: async () => 0,
    users: async (name) => here(local.channels.get(name)).map(({ userId }) => userId),
  };
}

const here = (channel: LocalChannel | undefined): Member[] =>
  [...(channel?.members.values() ?? [])].filter(({ count }) => count.desired > 0).map(({ member }) => member);

function rosterOf(members: readonly Member[]): RosterText {
  const list = new MemberList();
  for (const { userId, info } of members) list.add(userId, encode.memberText(userId, info));
  return list.text();
}

const countsOf = (channel: LocalChannel | undefined): Counts => ({
  subscriptions: channel?.count.desired ?? 0,
  users: here(channel).length,
});
