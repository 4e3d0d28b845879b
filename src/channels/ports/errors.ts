/** What cannot be done right now; it may be tried again. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** What fails in the background goes here: never an unhandled rejection, never a throw into the publisher. */
export type OnError = (part: string, stage: string, error: unknown, about?: About) => void;

/** [M10] Whose error it is. */
export interface About {
  readonly app?: string;
  /** A connection's id. */
  readonly socket?: string;
  /** The number of a request of this process. */
  readonly request?: number;
  readonly url?: string;
}
