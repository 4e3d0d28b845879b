import type { ChannelName } from '../protocol/channel-name.ts';
import type { AppCounters } from './app-counters.ts';
import { kindOfFeed } from './internal-feeds.ts';
import type { Presence } from './ports/presence.ts';
import type { AppRuntime } from './state.ts';

/** What an app has on this node right now, and what happened in it. */
export interface AppNumbers {
  readonly id: string;
  readonly counters: Readonly<AppCounters>;
  readonly connections: number;
  readonly channels: number;
  readonly users: number;
  readonly members: number;
}

/** Read from the state as it is, so that nothing has to be counted up and down. */
export function numbersOf({ app, counters, connections, feeds, users }: AppRuntime, presence: Presence): AppNumbers {
  let channels = 0;
  for (const { name, sockets } of feeds.values())
    if (sockets > 0 && !kindOfFeed(name as ChannelName).user) channels += 1;
  return {
    id: app.id,
    counters,
    connections: connections.size,
    channels,
    users: users.size,
    members: presence.members(app),
  };
}

/** What is held right now, of all apps together. */
export function statsOf(runtimes: Iterable<AppRuntime>, addresses: number) {
  const all = [...runtimes];
  const sum = (of: (runtime: AppRuntime) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    connections: sum(({ connections }) => connections.size),
    feeds: sum(({ feeds }) => feeds.size),
    users: sum(({ users }) => users.size),
    addresses,
  };
}
