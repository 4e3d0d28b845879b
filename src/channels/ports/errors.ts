/** What cannot be done right now; it may be tried again. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** What fails in the background goes here: never an unhandled rejection, never a throw into the publisher. */
export type OnError = (part: string, stage: string, error: unknown) => void;
