import type { App } from '../../apps/app.ts';
import type { ChannelName } from '../../protocol/channel-name.ts';
import type { RecordedFact } from './recorder.ts';

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
  /** What is recorded of it. A cluster in this process hands it back with the event; none has to. */
  readonly recorded?: RecordedFact | undefined;
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
  readonly recorded?: RecordedFact | undefined;
}

/** Last events and entries of histories; rooms that nobody was in. */
export type Forgotten = 'events' | 'rooms';

/**
 * Events to channels, and what is remembered of them.
 * - MUST hand every event of a joined feed, our own included, to the listener in serial order, each once.
 * - MUST settle a publish only when the events are taken; a refusal means that none was. Nothing: they are taken already.
 */
export interface PubSub {
  publish(app: App, events: readonly ChannelEvent[]): Promise<void> | undefined;
  lastEvent(app: App, channel: ChannelName): Promise<LastEvent | undefined>;
  /** The newest entries before a moment, oldest first. */
  history(app: App, history: string, limit: number, beforeMs: number): Promise<readonly HistoryEntry[]>;
}
