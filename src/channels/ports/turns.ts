/** Keeps those who say much at once behind everybody else. A cost is 1 for a message, and more for a large one. */
export interface Turns {
  /** Settles when it is this one's turn: who asked first goes first. */
  next(cost: number): Promise<void>;
  /** Counts what came of them, and answers whether there is room for it in this turn. */
  hear(cost: number): boolean;
  /** So much came of them, or waits, that whoever says more than a few at once should wait too. */
  readonly crowded: boolean;
}
