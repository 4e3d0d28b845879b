import type { MemberText } from '../../protocol/encode.ts';

/** A presence member; `info` is the JSON text of its user_info. */
export interface Member {
  readonly userId: string;
  readonly info: string | undefined;
}

/** What was true of a channel when the join took effect. Events with a higher serial came after it. */
export interface Joined {
  readonly serial: number;
  readonly roster: readonly MemberText[] | undefined;
  /** The frame of a cache channel's last event; null when there is none, undefined where none is kept. */
  readonly last: string | null | undefined;
  /** Where the app counts the subscribers of this kind of channel. */
  readonly count: number | undefined;
}

export interface Counts {
  readonly subscriptions: number;
  readonly users: number;
}
