import type { ChannelName } from '../../protocol/channel-name.ts';

/** One event on its way to a channel; the frame is encoded already. */
export interface ChannelEvent {
  readonly channel: ChannelName;
  readonly frame: string;
  /** The socket id that does not get it. */
  readonly except?: string | undefined;
  /** Kept as the channel's last event, as it was published. */
  readonly keep?: { readonly content: Content; readonly ttlMs: number } | undefined;
  /** Only the sockets of this member get it. */
  readonly to?: string | undefined;
  /** Appended to histories. */
  readonly remember?: Remember | undefined;
}

/** What is remembered of an event: one object for all channels that it goes to, so that it can be kept once. */
export interface Content {
  readonly event: string;
  readonly data: string;
}

/** An entry for one history or several, and how much of each is kept. */
export interface Remember {
  readonly histories: readonly string[];
  readonly content: Content;
  readonly timeMs: number;
  readonly size: number;
  readonly ttlMs: number;
}

export interface HistoryEntry extends Content {
  readonly timeMs: number;
}

export interface LastEvent {
  readonly data: string;
  readonly ttlMs: number;
}

/** An event on its way to the sockets of a node. */
export interface SerialEvent {
  readonly serial: number;
  readonly frame: string;
  readonly except?: string | undefined;
  readonly to?: string | undefined;
  /** This member's sockets are out of the channel, and hear nothing of it after this. */
  readonly kick?: string | undefined;
}

/** Last events and entries of histories; rooms that nobody was in. */
export type Forgotten = 'events' | 'rooms';
