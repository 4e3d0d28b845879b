import type { ChannelName } from '../../protocol/channel-name.ts';

/** What is recorded. Who is on no list here is never asked about. */
export const recordedKinds = [
  'connected',
  'handshake-refused',
  'signed-in',
  'sign-in-refused',
  'subscribed',
  'subscribe-refused',
  'waiting',
  'unsubscribed',
  'published',
  'publish-refused',
  'delivered',
  'client-event',
  'client-event-refused',
  'command',
  'command-refused',
  'request-refused',
  'cut-off',
  'closed',
  'webhook-told',
  'webhook-delivered',
  'webhook-failed',
  'webhook-given-up',
] as const;

export type RecordedKind = (typeof recordedKinds)[number];

/** [M20] One thing that happened. It belongs to the recorder once it was handed over. */
export interface RecordedFact {
  readonly kind: RecordedKind;
  /** Empty where it is nobody's: a handshake with an unknown key. */
  readonly app: string;
  channel?: ChannelName | string | undefined;
  event?: string | undefined;
  /** The connection that did it, or that it happened to. */
  readonly socket?: string | undefined;
  readonly user?: string | undefined;
  /** How many sockets of this node an event went to, and which one it left out. */
  sockets?: number | undefined;
  readonly except?: string | undefined;
  /** The one member that it was for. */
  readonly to?: string | undefined;
  /** Its place in the order of the channel; of a subscription: what is later is heard. */
  serial?: number | undefined;
  /** Of a close, an error or an HTTP answer. */
  readonly code?: number | null | undefined;
  why?: string | undefined;
  /** Who closed. */
  readonly by?: 'client' | 'server' | undefined;
  readonly library?: string | undefined;
  readonly address?: string | undefined;
  /** Of a request; of a webhook, where it goes. */
  path?: string | undefined;
  data?: string | undefined;
}

/** Remembers what happened, for whoever asks why. Not there at all where nothing is to be remembered. */
export interface Recorder {
  record(fact: RecordedFact): void;
}
