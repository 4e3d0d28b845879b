import type { App } from '../../apps/app.ts';
import { kindOfFeed, userFeed } from '../../channels/internal-feeds.ts';
import type { Cluster } from '../../channels/ports/cluster.ts';
import type { Fact } from '../../channels/ports/facts.ts';
import type { ClusterListener } from '../../channels/ports/listener.ts';
import type { Counts, Joined, Member } from '../../channels/ports/presence.ts';
import type { ChannelEvent } from '../../channels/ports/pubsub.ts';
import type { Committed, RoomCommit, RoomRemoval } from '../../channels/ports/rooms.ts';
import type { Clock } from '../../clock.ts';
import type { ChannelKind, ChannelName } from '../../protocol/channel-name.ts';
import * as encode from '../../protocol/encode.ts';
import { createSlices } from '../../slices.ts';
import { isCounted } from '../subscription-count.ts';
import { type AppState, createAppState, createOccupied, isFull, type Occupied, statsOf } from './app-state.ts';
import { commitStep } from './commit.ts';
import { createCounts } from './counts.ts';
import { createDepartureGrace } from './departure-grace.ts';
import { memoryUsers } from './users.ts';

/** A cluster of one, which can also say how many entries it holds. */
export interface MemoryCluster extends Cluster {
  stats(): ReturnType<typeof statsOf>;
}

/** One process: everything is known here, and every answer is at hand. */
export function memoryCluster(
  clock: Clock,
  { graceMs }: { readonly graceMs: number } = { graceMs: 3000 },
): MemoryCluster {
  const states = new Map<string, AppState>();
  let listener: ClusterListener | undefined;
  let serial = 0;
  const slices = createSlices(clock);
  const grace = createDepartureGrace(clock, graceMs, (appId, fact) => {
    // Until then the channel counts as occupied, and who returns to it has told of the miss already.
    if (fact.name === 'channel_vacated') states.get(appId)?.missed.delete(fact.channel);
    listener?.fact(appId, fact);
  });

  function stateOf(app: App): AppState {
    let state = states.get(app.id);
    if (state === undefined) {
      state = createAppState(app, clock, (what, howMany) => listener?.forgot(what, howMany));
      states.set(app.id, state);
    }
    state.app = app;
    return state;
  }

  function emit(app: App, feed: string, frame: string, except?: string): void {
    serial += 1;
    listener?.event(app.id, feed, { serial, frame, except });
  }

  function publish(app: App, state: AppState, events: readonly ChannelEvent[]): void {
    for (const { channel, frame, except, to, keep, remember, recorded } of events) {
      if (keep !== undefined) {
        state.remembered.keep(channel, keep.content, keep.ttlMs);
        state.missed.delete(channel);
      }
      if (remember !== undefined) state.remembered.remember(remember);
      if (!state.channels.has(channel)) continue;
      serial += 1;
      listener?.event(app.id, channel, { serial, frame, except, to, recorded });
    }
  }

  function tell(app: App, channel: Occupied | ChannelKind, fact: Fact): void {
    const kind = 'kind' in channel ? channel.kind : channel;
    if (!kind.user) grace.tell(app.id, fact);
  }

  function occupy(app: App, state: AppState, name: ChannelName): Occupied {
    const kind = kindOfFeed(name);
    const channel = createOccupied(name, kind);
    state.channels.set(name, channel);
    tell(app, channel, { name: 'channel_occupied', channel: name });
    return channel;
  }

  const { count, stop } = createCounts(clock, (app, channel) => {
    if (channel.sockets > 0) emit(app, channel.name, encode.subscriptionCount(channel.name, channel.sockets));
    tell(app, channel, { name: 'subscription_count', channel: channel.name, subscription_count: channel.sockets });
  });

  function lastOf(app: App, state: AppState, { name, kind }: Occupied): string | null | undefined {
    if (!kind.cache) return undefined;
    const kept = state.remembered.last(name)?.content;
    if (kept !== undefined) return encode.event(kept.event, name, kept.data);
    if (!state.missed.has(name)) {
      state.missed.add(name);
      tell(app, kind, { name: 'cache_miss', channel: name });
    }
    return null;
  }

  function enter(app: App, channel: Occupied, member: Member | undefined, quiet: boolean): void {
    channel.sockets += 1;
    if (member !== undefined && channel.roster?.add(member) === true && !quiet) announce(app, channel, member);
  }

  function announce(app: App, channel: Occupied | undefined, member: Member, except?: string): void {
    if (channel === undefined) return;
    emit(app, channel.name, encode.memberAdded(channel.name, member.userId, member.info), except);
    tell(app, channel, { name: 'member_added', channel: channel.name, user_id: member.userId });
  }

  /** [R9] Whether there is a place; a further socket of a present user always has one. */
  function finds(app: App, state: AppState, name: ChannelName, member: Member | undefined): boolean {
    const roster = state.channels.get(name)?.roster;
    if (member === undefined || kindOfFeed(name).user) return true;
    return !isFull(app, roster) || roster?.has(member.userId) === true;
  }

  function join(app: App, name: ChannelName, member: Member | undefined, quiet = false): Joined | 'full' {
    const state = stateOf(app);
    const present = state.channels.get(name);
    if (!finds(app, state, name, member)) return 'full';
    const channel = present ?? occupy(app, state, name);
    enter(app, channel, member, quiet);
    count(app, channel);
    const last = lastOf(app, state, channel);
    return {
      serial,
      roster: channel.roster?.text(),
      last,
      count: isCounted(app, channel.kind) ? channel.sockets : undefined,
    };
  }

  function leave(app: App, name: ChannelName, userId: string | undefined, quiet = false): void {
    const channel = stateOf(app).channels.get(name);
    if (channel === undefined) return;
    const gone = userId !== undefined && channel.roster?.remove(userId) === true;
    shrink(app, channel, 1, gone && !quiet ? userId : undefined);
  }

  /** All sockets of a user at once; they hear the frame and nothing more. */
  function remove(app: App, { channel: name, userId, frame, quiet }: RoomRemoval): void {
    const channel = stateOf(app).channels.get(name);
    const sockets = channel?.roster?.removeAll(userId) ?? 0;
    if (channel === undefined || sockets === 0) return;
    serial += 1;
    listener?.event(app.id, name, { serial, frame, to: userId, kick: userId });
    shrink(app, channel, sockets, quiet ? undefined : userId);
  }

  /** So many sockets less, and perhaps a member: told in the order that they happened. */
  function shrink(app: App, channel: Occupied, sockets: number, gone: string | undefined): void {
    const state = stateOf(app);
    const { name } = channel;
    channel.sockets -= sockets;
    if (channel.sockets === 0) state.channels.delete(name);
    if (gone !== undefined) {
      emit(app, name, encode.memberRemoved(name, gone));
      tell(app, channel, { name: 'member_removed', channel: name, user_id: gone });
    }
    if (channel.sockets > 0) return count(app, channel);
    stop(channel);
    count(app, channel);
    tell(app, channel, { name: 'channel_vacated', channel: name });
  }

  /** [D9] One step of a room, all in one turn. */
  function commit(app: App, step: RoomCommit): Committed {
    const state = stateOf(app);
    return commitStep(state, step, {
      finds: (channel, member) => finds(app, state, channel, member),
      sockets: (channel, userId) => state.channels.get(channel)?.roster?.socketsOf(userId) ?? 0,
      join: (channel, member, quiet) => join(app, channel, member, quiet),
      leave: (channel, userId, quiet) => leave(app, channel, userId, quiet),
      announce: (channel, member, except) => announce(app, state.channels.get(channel), member, except),
      remove: (removal) => remove(app, removal),
      publish: (events) => publish(app, state, events),
      serial: () => serial,
    });
  }

  const countsOf = (channel: Occupied | undefined): Counts => ({
    subscriptions: channel?.sockets ?? 0,
    users: channel?.roster?.size ?? 0,
  });

  return {
    async start(to) {
      listener = to;
    },

    serves() {}, // nobody else has died

    publish(app, events) {
      publish(app, stateOf(app), events);
      return undefined;
    },

    join: async (app, channel, member) => join(app, channel, member),
    leave: async (app, channel, userId) => leave(app, channel, userId),

    ...memoryUsers(
      stateOf,
      (app, userId, frame) => emit(app, userFeed(userId), frame),
      () => serial,
    ),

    async terminate(app, userId) {
      listener?.terminate(app.id, userId);
    },

    async channels(app, prefix) {
      // One that is vacated between two slices is in no list.
      const found = await slices.map([...stateOf(app).channels.values()], (some) =>
        some
          .filter(({ kind, name, sockets }) => sockets > 0 && !kind.user && name.startsWith(prefix))
          .map((channel): [string, Counts] => [channel.name, countsOf(channel)]),
      );
      return found.flat();
    },

    counts: async (app, channels) => channels.map((name) => countsOf(stateOf(app).channels.get(name))),
    users: async (app, channel) => stateOf(app).channels.get(channel)?.roster?.ids() ?? [],
    members: (app) => stateOf(app).members(),

    room: async (app, room) => stateOf(app).rooms.read(room),
    history: async (app, name, limit, beforeMs) => stateOf(app).remembered.history(name, limit, beforeMs),

    commit: async (app, step) => commit(app, step),

    async lastEvent(app, channel) {
      const kept = stateOf(app).remembered.last(channel);
      return kept && { data: kept.content.data, ttlMs: kept.ttlMs };
    },

    stats: () => statsOf([...states.values()]),

    connections() {}, // nobody else has any
    connectionsElsewhere: async () => 0,
    notReady: () => undefined,
    leaving() {}, // and there is nowhere to come back to

    async close() {
      for (const { channels, remembered, rooms } of states.values()) {
        for (const channel of channels.values()) stop(channel);
        remembered.close();
        rooms.close();
      }
      grace.close();
    },
  };
}
