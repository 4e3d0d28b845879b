import { type ChannelEvent, type Counts, type Joined, type Member, userFeed } from '../../../channels/ports.ts';
import { type ChannelName, kindOf } from '../../../protocol/channel-name.ts';
import * as encode from '../../../protocol/encode.ts';
import { isCounted } from '../../subscription-count.ts';
import type { Count, LocalChannel, LocalMember } from '../presence/local-state.ts';
import { resync } from '../presence/reconcile.ts';
import { resyncUser, resyncWatched, type Watched } from '../presence/users.ts';
import type { AppNode } from './app-node.ts';

export type Offline = ReturnType<typeof createOffline>;

/**
 * [N19] What a node does for its own clients while Redis is away, where that was chosen. What it takes on meanwhile is said
 * to Redis when it is back; events stay on this node. Nothing here can wait, so nothing can come between.
 */
export function createOffline(node: AppNode) {
  const { local } = node;
  let serial = 0;

  function emit(feed: string, event: Pick<ChannelEvent, 'frame' | 'except' | 'to'>): void {
    serial += 1;
    node.parts.listener()?.event(node.app.id, feed, { ...event, serial });
  }

  function tellCount({ name, kind, count }: LocalChannel): void {
    if (isCounted(node.app, kind)) emit(name, { frame: encode.subscriptionCount(name, count.desired) });
  }

  function enter(held: LocalChannel, member: Member): LocalMember {
    const user = local.user(held, member);
    user.count.desired += 1;
    user.joinedAt.push(0);
    if (user.count.desired === 1) emit(held.name, { frame: encode.memberAdded(held.name, member.userId, member.info) });
    return user;
  }

  const countsOf = (held: LocalChannel | undefined): Counts => ({
    subscriptions: held?.count.desired ?? 0,
    users: held === undefined ? 0 : here(held).length,
  });

  function tallyUp(map: Map<string, Count>, userIds: readonly string[], by: 1 | -1): void {
    for (const userId of userIds) {
      const count = local.count(map, userId);
      count.desired = Math.max(0, count.desired + by);
    }
  }

  return {
    publish(events: readonly ChannelEvent[]): void {
      for (const event of events) if (local.channels.has(event.channel)) emit(event.channel, event);
    },

    join(name: ChannelName, member: Member | undefined): Joined {
      const held = local.channel(name);
      held.count.desired += 1;
      node.subscribe(name)?.catch(() => {}); // heard when Redis is back
      const user = member && held.kind.presence ? enter(held, member) : undefined;
      tellCount(held);
      resync(node, held, user);
      return {
        serial,
        roster: held.kind.presence ? here(held).map((one) => encode.memberText(one.userId, one.info)) : undefined,
        last: held.kind.cache ? null : undefined,
        count: isCounted(node.app, held.kind) ? held.count.desired : undefined,
      };
    },

    leave(name: ChannelName, userId: string | undefined): void {
      const held = local.channels.get(name);
      if (held === undefined || held.count.desired === 0) return;
      const user = userId === undefined ? undefined : held.users.get(userId);
      held.count.desired -= 1;
      node.unsubscribe(name);
      if (user !== undefined) {
        user.count.desired -= 1;
        user.joinedAt.pop();
        if (user.count.desired === 0) emit(name, { frame: encode.memberRemoved(name, user.member.userId) });
      }
      if (held.count.desired > 0) tellCount(held);
      resync(node, held, user);
    },

    signIn(userId: string): void {
      tallyUp(local.signedIn, [userId], 1);
      resyncUser(node, userId);
    },
    signOut(userId: string): void {
      tallyUp(local.signedIn, [userId], -1);
      resyncUser(node, userId);
    },

    terminate: (userId: string): void => node.parts.listener()?.terminate(node.app.id, userId),

    channels: (prefix: string): [string, Counts][] =>
      [...local.channels.values()]
        .filter(({ name, count }) => count.desired > 0 && name.startsWith(prefix) && !kindOf(name).user)
        .map((held) => [held.name, countsOf(held)]),
    counts: (names: readonly ChannelName[]): Counts[] => names.map((name) => countsOf(local.channels.get(name))),
    users: (name: ChannelName): string[] => {
      const held = local.channels.get(name);
      return held === undefined ? [] : here(held).map(({ userId }) => userId);
    },
    watch(userIds: readonly string[]): Watched[] {
      for (const userId of userIds) node.subscribe(userFeed(userId))?.catch(() => {}); // heard when Redis is back
      tallyUp(local.watched, userIds, 1);
      resyncWatched(node, userIds);
      return userIds.map((userId) => ({ online: (local.signedIn.get(userId)?.desired ?? 0) > 0, serial }));
    },
    unwatch(userIds: readonly string[]): void {
      for (const userId of userIds) node.unsubscribe(userFeed(userId));
      tallyUp(local.watched, userIds, -1);
      resyncWatched(node, userIds);
    },
  };
}

const here = (held: LocalChannel): Member[] =>
  [...held.users.values()].filter(({ count }) => count.desired > 0).map(({ member }) => member);
