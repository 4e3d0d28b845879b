import type { Timer } from '../../../clock.ts';
import type { Eras } from './eras.ts';
import type { Message } from './message.ts';

/** A feed's messages on this node, in order. */
export interface Ordered {
  readonly app: AppBacklog;
  readonly feed: string;
  /** The serial up to which all was handed over; undefined: nobody has joined, so nothing is owed. */
  last: number | undefined;
  /** The last break of the app's subscriptions that it has nothing to do with. */
  round: number;
  reaching: { readonly serial: number; readonly resolve: () => void; readonly timer: Timer }[];
}

/** How far this node has heard what an app's feeds have, all together. */
export interface AppBacklog {
  readonly appId: string;
  readonly eras: Eras;
  /** The serial up to which all was handed over that any feed here is owed; undefined: nothing yet. */
  heard: number | undefined;
  /** How many breaks there were. */
  round: number;
  /** Every feed is subscribed to. */
  listening: boolean;
  /** Messages that wait until what was missed before them was fetched. */
  pending: [feed: Ordered, message: Message][] | undefined;
  /** Where to read on; undefined: all was read. */
  from: number | undefined;
  reading: boolean;
}
