import { kindOfFeed } from '../../../channels/internal-feeds.ts';
import type { Counts } from '../../../channels/ports/presence.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import { controlFeed, quoted, unquoted } from '../io/keys.ts';
import type { AppContext } from '../presence/app-context.ts';
import { joinChannel, leaveChannel } from '../presence/channels.ts';
import { bounds, publishes } from '../presence/script-args.ts';
import { signIn, signOut, unwatch, watch } from '../presence/users.ts';
import type { ConnectionCounts } from './connections.ts';
import type { AppOperations } from './operations.ts';

const pageSize = 1000;

export interface OnlineParts {
  /** Has Redis told what waits, so that numbers are of now. */
  readonly flush: () => void;
  readonly connections: Pick<ConnectionCounts, 'all' | 'elsewhere'>;
}

/** Everything by Redis. */
export function createOnline(context: AppContext, { flush, connections }: OnlineParts): AppOperations {
  const { run } = context;

  return {
    async publish(events) {
      const args = publishes(events);
      const bytes = args.reduce((all, { length }) => all + length, 0);
      await run({ script: 'publish', atMostOnce: true, bytes, args: () => ({ ...bounds(context.app), events: args }) });
    },
    join: (channel, member) => joinChannel(context, channel, member),
    leave: (channel, userId) => leaveChannel(context, channel, userId),
    signIn: (userId) => signIn(context, userId),
    signOut: (userId) => signOut(context, userId),
    watch: (userIds) => watch(context, userIds),
    unwatch: (userIds) => unwatch(context, userIds),

    async terminate(userId) {
      const events = publishes([{ channel: controlFeed as ChannelName, frame: quoted(userId) }]);
      await run({ script: 'publish', atMostOnce: true, args: () => ({ ...bounds(context.app), events }) });
    },

    async channels(prefix) {
      flush();
      const found: [string, Counts][] = [];
      for (let last = '', more = true; more; ) {
        const after = last;
        const [, , page, flat] = await run({ script: 'channels', readOnly: true, args: () => ({ prefix, after }) });
        const names = page as string[];
        for (const [index, name] of names.entries())
          if (!kindOfFeed(name as ChannelName).user) found.push([name, countsAt(flat as number[], index)]);
        last = names.at(-1) ?? '';
        more = names.length === pageSize;
      }
      return found;
    },

    async counts(channels) {
      flush();
      const [, , flat] = await run({ script: 'counts', readOnly: true, args: () => ({ channels }) });
      return channels.map((_, index) => countsAt(flat as number[], index));
    },

    async users(channel) {
      const [, , ids] = await run({ script: 'read', readOnly: true, args: () => ({ what: 'users', name: channel }) });
      return (ids as string[]).map(unquoted);
    },

    async connectionsElsewhere() {
      const [, , flat] = await run({ script: 'read', readOnly: true, args: () => ({ what: 'connections', name: '' }) });
      connections.all(flat as string[]);
      return connections.elsewhere;
    },
  };
}

const countsAt = (flat: readonly number[], index: number): Counts => ({
  subscriptions: flat[index * 2] ?? 0,
  users: flat[index * 2 + 1] ?? 0,
});
