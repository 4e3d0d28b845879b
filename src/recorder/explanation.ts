import type { NumberedFact } from './ring.ts';

/** Why an event did or did not arrive. */
export type Cause =
  | 'arrived'
  | 'cut-off'
  | 'excluded'
  | 'own-event'
  | 'other-app'
  | 'other-channel'
  | 'other-member'
  | 'other-user'
  | 'not-signed-in'
  | 'not-subscribed'
  | 'subscription-refused'
  | 'waiting-room'
  | 'not-connected'
  | 'silent'
  | 'unknown-connection'
  | 'refused'
  | 'unavailable'
  | 'command'
  | 'command-refused'
  | 'not-heard'
  | 'no-event'
  | 'forgotten';

export interface Explanation {
  readonly cause: Cause;
  /** One sentence, for people. */
  readonly sentence: string;
  /** What it was read from. */
  readonly facts: readonly NumberedFact[];
}

export const because = (cause: Cause, sentence: string, ...facts: (NumberedFact | undefined)[]): Explanation => ({
  cause,
  sentence,
  facts: facts.filter((fact) => fact !== undefined),
});

export const timeOf = ({ at }: Pick<NumberedFact, 'at'>): string => `at ${new Date(at).toISOString()}`;

/** Of an event: `"news" (fact 12)`. */
export const named = ({ event = '', number }: NumberedFact): string => `"${event}" (fact ${number})`;
