import type { App } from '../../apps/app.ts';
import type { ChannelName } from '../../protocol/channel-name.ts';
import type { RosterText } from '../../protocol/encode.ts';

/** A presence member; `info` is the JSON text of its user_info. */
export interface Member {
  readonly userId: string;
  readonly info: string | undefined;
}

/** What was true of a channel when the join took effect. Events with a higher serial came after it. */
export interface Joined {
  readonly serial: number;
  readonly roster: RosterText | undefined;
  /** The frame of a cache channel's last event; null when there is none, undefined where none is kept. */
  readonly last: string | null | undefined;
  /** Where the app counts the subscribers of this kind of channel. */
  readonly count: number | undefined;
}

export interface Counts {
  readonly subscriptions: number;
  readonly users: number;
}

/**
 * Who is where, in sockets and users.
 * - MUST tell `member_added` with a user's first socket and `member_removed` with its last, and facts on the same edges.
 * - MUST keep the facts `channel_vacated` and `member_removed` back for a while (3 s; frames go at once). A return on any
 *   node within it takes the departure back, once: neither it nor the matching `channel_occupied` or `member_added` is told.
 *   What is told of a channel keeps its order, and a departure is told once.
 * - MUST answer a join (and a commit that joins) with the serial it took effect at, once every event of the feed up to
 *   that serial was handed over: what comes afterwards has a higher one.
 * - MUST tell `cache_miss` of a channel once until it remembers something or `channel_vacated` was told.
 */
export interface Presence {
  /** One socket of this node joins. `full`: there is no room for a new member. */
  join(app: App, channel: ChannelName, member: Member | undefined): Promise<Joined | 'full'>;
  /** One socket of this node leaves, once for each join that succeeded. */
  leave(app: App, channel: ChannelName, userId: string | undefined): Promise<void>;
  /** Every occupied channel whose name starts so. */
  channels(app: App, prefix: string): Promise<[channel: string, counts: Counts][]>;
  counts(app: App, channels: readonly ChannelName[]): Promise<Counts[]>;
  users(app: App, channel: ChannelName): Promise<string[]>;
  /** Distinct users of each presence channel who are in it from this node, summed. */
  members(app: App): number;
}
